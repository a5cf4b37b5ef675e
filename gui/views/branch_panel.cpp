#include "views/branch_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "presenters/branches.h"
#include "views/look.h"

namespace orrery::gui {

BranchPanel::BranchPanel(Branches& branches, int shown, QWidget* parent)
    : QWidget(parent),
      branches_(branches),
      shown_(shown),
      title_(new QLabel(tr("Branches"), this)),
      hint_(new QLabel(tr("Break it: choose a node and press x, click a link, or press c and draw a line. The run "
                          "forks there, and stands here."),
                       this)),
      tree_(new QTreeView(this)),
      compare_(new QToolButton(this)),
      save_(new QToolButton(this)) {
  setAccessibleName(tr("Branches"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(14, 8, 8, 8);
  column->setSpacing(4);
  title_->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(title_);
  hint_->setWordWrap(true);
  column->addWidget(hint_);
  tree_->setModel(&branches_);
  tree_->setHeaderHidden(true);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setAccessibleName(tr("The run and what came of it"));
  tree_->setIndentation(12);
  // A name begins with when and ends with whom: neither is to go.
  tree_->setTextElideMode(Qt::ElideMiddle);
  tree_->expandAll();
  column->addWidget(tree_, 1);
  auto* row = new QHBoxLayout;
  row->addWidget(compare_);
  row->addWidget(save_);
  row->addStretch(1);
  column->addLayout(row);
  compare_->setText(tr("Compare"));
  compare_->setToolTip(tr("Shows two runs side by side: the one chosen, and the one it came of (k)"));
  connect(compare_, &QToolButton::clicked, this, &BranchPanel::compare);
  save_->setText(tr("Save as scenario…"));
  save_->setToolTip(
      tr("Writes a scenario file with what was changed and broken on the way to the branch chosen (Ctrl+B)"));
  connect(save_, &QToolButton::clicked, this, &BranchPanel::save);
  connect(tree_, &QTreeView::activated, this,
          [this](const QModelIndex& index) { emit chosen(Branches::branchAt(index)); });
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, &BranchPanel::refresh);
  connect(&branches_, &QAbstractItemModel::rowsInserted, this, [this] {
    tree_->expandAll();
    refresh();
    emit widthWanted();
  });
  connect(&branches_, &QAbstractItemModel::dataChanged, this, &BranchPanel::refresh);
  connect(&Look::instance(), &Look::changed, this, &BranchPanel::restyle);
  tree_->setCurrentIndex(branches_.indexOf(shown_));
  restyle();
  refresh();
}

int BranchPanel::widthWished() const {
  if (branches_.count() == 1) return 0;
  constexpr int kMost = 460;
  int widest = 0;
  for (QModelIndex index = branches_.index(0, 0); index.isValid(); index = tree_->indexBelow(index)) {
    int depth = 1;
    for (QModelIndex above = index.parent(); above.isValid(); above = above.parent()) ++depth;
    // The one that is shown is bold, which is the widest of its kind.
    QFont font = tree_->font();
    font.setBold(true);
    const int text = QFontMetrics(font).horizontalAdvance(index.data().toString());
    widest = std::max(widest, text + depth * tree_->indentation());
  }
  constexpr int kAround = 14;
  const QMargins margins = layout()->contentsMargins();
  return std::min(widest + margins.left() + margins.right() + kAround, qRound(kMost * Look::instance().scale()));
}

int BranchPanel::current() const {
  return tree_->currentIndex().isValid() ? Branches::branchAt(tree_->currentIndex()) : shown_;
}

int BranchPanel::other() const {
  const int one = current();
  return one == shown_ ? branches_.parentOf(one).value_or(one) : shown_;
}

void BranchPanel::compare() {
  const int one = current(), other = this->other();
  if (!compare_->isEnabled()) return;
  // What it came of stands on the left.
  emit comparisonWanted(std::min(one, other), std::max(one, other));
}

void BranchPanel::save() { emit saveWanted(current()); }

void BranchPanel::refresh() {
  const int one = current(), other = this->other();
  const auto isThere = [&](int branch) {
    return branches_.progress(branch) == Branches::Progress::running ||
           branches_.progress(branch) == Branches::Progress::ended;
  };
  // As long as there is nothing to choose from, it is told how to get it.
  const bool isAlone = branches_.count() == 1;
  hint_->setVisible(isAlone);
  for (QWidget* widget : {static_cast<QWidget*>(tree_), static_cast<QWidget*>(compare_), static_cast<QWidget*>(save_)})
    widget->setVisible(!isAlone);
  compare_->setEnabled(one != other && isThere(one) && isThere(other));
  save_->setEnabled(isThere(one));
}

void BranchPanel::restyle() {
  QFont font = Look::instance().words(12);
  font.setWeight(QFont::DemiBold);
  title_->setFont(font);
  hint_->setFont(Look::instance().words(12));
  tree_->setFont(Look::instance().words(13));
}

}  // namespace orrery::gui
