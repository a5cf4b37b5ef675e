// The list of keys that F1 shows: of the room at hand, of the views in it, and of the window.
#pragma once

#include <QList>
#include <QString>

class QWidget;

namespace orrery::gui {

struct KeyHelp {
  QString keys, told;  // "Space, K", "Plays and pauses"
};

struct KeySection {
  QString title;
  QList<KeyHelp> keys;
};

// Of the widget's own actions that have a key; without those of a single letter where letters are typed.
enum class SingleLetters { told, typed };
QList<KeyHelp> keysOf(const QWidget& widget, SingleLetters letters = SingleLetters::told);
// One section for each view within that has keys of its own while it has the focus.
QList<KeySection> keysWithin(const QWidget& room);
// Rich text: keys at the left, what they do at the right, on one baseline.
QString keyTable(const QList<KeySection>& sections);
void showKeyHelp(QWidget& window, const QList<KeySection>& sections);

}  // namespace orrery::gui
