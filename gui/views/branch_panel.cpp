#include "views/branch_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "presenters/branches.h"
#include "views/look.h"

namespace orrery::gui {

BranchPanel::BranchPanel(Branches& branches, QWidget* parent)
    : QWidget(parent),
      branches_(branches),
      title_(new QLabel(tr("Branches"), this)),
      tree_(new QTreeView(this)),
      compare_(new QToolButton(this)),
      save_(new QToolButton(this)) {
  setAccessibleName(tr("Branches"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(14, 8, 8, 8);
  column->setSpacing(4);
  title_->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(title_);
  tree_->setModel(&branches_);
  tree_->setHeaderHidden(true);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setAccessibleName(tr("The run and what came of it"));
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
  save_->setToolTip(tr("Writes a scenario file with what was changed and broken on the way to the branch chosen (w)"));
  connect(save_, &QToolButton::clicked, this, &BranchPanel::save);
  connect(tree_, &QTreeView::activated, this,
          [this](const QModelIndex& index) { emit chosen(Branches::branchAt(index)); });
  connect(tree_->selectionModel(), &QItemSelectionModel::currentChanged, this, &BranchPanel::refresh);
  connect(&branches_, &QAbstractItemModel::rowsInserted, this, [this] {
    tree_->expandAll();
    refresh();
  });
  connect(&branches_, &QAbstractItemModel::dataChanged, this, &BranchPanel::refresh);
  connect(&Look::instance(), &Look::changed, this, &BranchPanel::restyle);
  tree_->setCurrentIndex(branches_.indexOf(branches_.shown()));
  restyle();
  refresh();
}

int BranchPanel::current() const {
  return tree_->currentIndex().isValid() ? Branches::branchAt(tree_->currentIndex()) : branches_.shown();
}

int BranchPanel::other() const {
  const int one = current();
  return one == branches_.shown() ? branches_.parentOf(one).value_or(one) : branches_.shown();
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
  compare_->setEnabled(one != other && isThere(one) && isThere(other));
  save_->setEnabled(isThere(one));
}

void BranchPanel::restyle() {
  QFont font = Look::instance().words(12);
  font.setWeight(QFont::DemiBold);
  title_->setFont(font);
  tree_->setFont(Look::instance().words(13));
}

}  // namespace orrery::gui
