// What a view does on a key while it has the focus, even where the window has the same key for something else.
#pragma once

#include <functional>

#include <QKeySequence>
#include <QString>

class QAction;
class QWidget;

namespace orrery::gui {

// "Show the whole run (0)"
QString hintOf(const QString& text, const QKeySequence& key);

// The action stands in the widget's context menu too, where it has one of actions; its tool tip says text and key.
QAction* addLocalCommand(QWidget& widget, const QString& text, const QKeySequence& key, std::function<void()> run);

}  // namespace orrery::gui
