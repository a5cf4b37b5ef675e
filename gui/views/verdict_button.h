// The verdict of the run in a word, where it is seen whatever columns there are; opened it says what was expected. As
// long as the column of expectations is shown, and nothing failed, it leaves its place to the sentence beside it.
#pragma once

#include <optional>

#include <QToolButton>

#include "models/expectation_list.h"

class QLabel;
class QMenu;

namespace orrery::gui {

// Rich text, a paragraph for each: a shape and a word beside the colour.
QString expectationText(const ExpectationList& list);

class VerdictButton final : public QToolButton {
  Q_OBJECT
 public:
  // Both must outlive this.
  VerdictButton(RunSession& session, const std::optional<Scenario>& scenario, QWidget* parent);
  void setColumnShown(bool shown);
  // Below it, or in the corner of its parent where it is hidden, until one clicks elsewhere or presses Escape.
  void open();

 private:
  void refresh();

  RunSession& session_;
  const std::optional<Scenario>& scenario_;
  QMenu* menu_;
  QLabel* list_;
  bool isColumnShown_ = true;
};

}  // namespace orrery::gui
