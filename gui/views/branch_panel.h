// The tree of branches: shows one, compares two, saves one as a scenario.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;
class QTreeView;

namespace orrery::gui {

class Branches;

class BranchPanel final : public QWidget {
  Q_OBJECT
 public:
  // The branches must outlive this; `shown` is the one whose room this stands in.
  BranchPanel(Branches& branches, int shown, QWidget* parent);

  QTreeView& tree() { return *tree_; }
  // So that no name is cut, up to a limit; 0 where there is no tree yet.
  int widthWished() const;
  // The branch under the cursor against the one shown, or against what it came of where it is itself shown.
  void compare();
  void save();

 signals:
  // More is wished than there is.
  void widthWanted();
  void chosen(int branch);
  void comparisonWanted(int a, int b);
  void saveWanted(int branch);

 private:
  int current() const;
  // With which it is compared; itself where there is none.
  int other() const;
  void restyle();
  void refresh();

  Branches& branches_;
  const int shown_;
  QLabel* title_ = nullptr;
  QLabel* hint_ = nullptr;
  QTreeView* tree_ = nullptr;
  QToolButton* compare_ = nullptr;
  QToolButton* save_ = nullptr;
};

}  // namespace orrery::gui
