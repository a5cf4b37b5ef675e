// A text in as many whole lines as there is room for.
#pragma once

#include <QFont>
#include <QSizeF>
#include <QString>
#include <QStringList>

namespace orrery::gui {

// Broken between words; the last line ends with an ellipsis where there is more.
QStringList linesWithin(const QString& text, const QFont& font, QSizeF room);

}  // namespace orrery::gui
