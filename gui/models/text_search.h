// Where words stand in a text, and which of the places is next.
#pragma once

#include <QList>
#include <QString>

namespace orrery::gui {

// Positions in order, case ignored, none within another; empty words stand nowhere.
QList<int> placesOf(const QString& words, const QString& text);
// The index of the first place behind a position, or before it, round the end; -1 where there is none.
int nextPlace(const QList<int>& places, int position, bool forward);

}  // namespace orrery::gui
