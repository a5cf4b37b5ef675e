// What F1 shows: the keys of the room at hand, of the views in it and of the window, and the signs on the stage.
#pragma once

#include <memory>
#include <vector>

#include <QList>
#include <QString>

#include "models/stage_signs.h"

class QDialog;
class QWidget;

namespace orrery::gui {

struct KeyHelp {
  QString keys, told;  // "Space, K", "Plays and pauses"
  friend bool operator==(const KeyHelp&, const KeyHelp&) = default;
};

struct KeySection {
  QString title;
  QList<KeyHelp> keys;
};

// Of the widget's own actions that have a key; without those of a single letter where letters are typed.
enum class SingleLetters { told, typed };
QList<KeyHelp> keysOf(const QWidget& widget, SingleLetters letters = SingleLetters::told);
// One section for each view within that has keys of its own while it has the focus; a key that views side by side have
// for the same is told once, for the view that holds them.
QList<KeySection> keysWithin(const QWidget& room);
// Rich text: keys at the left, what they do at the right, on one baseline.
QString keyTable(const QList<KeySection>& sections);
// What F1 opens: the keys, and beside them the signs on the stage, those of the run at hand first.
std::unique_ptr<QDialog> makeKeyHelp(QWidget& window, const QList<KeySection>& sections,
                                     const std::vector<StageSign>& signs);

}  // namespace orrery::gui
