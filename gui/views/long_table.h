// A table whose rows are all of one height. QTableView keeps an entry for each row in its header, so that a run of
// millions of events costs time and memory to open; this one keeps nothing for a row, and counts them alone.
#pragma once

#include <QTableView>

namespace orrery::gui {

// Its columns stand in its horizontal header and share its width: it never scrolls sideways. Rows come at the end of
// the model, or all at once with a reset. To screen readers it is the table that it is derived from.
class LongTable final : public QTableView {
  Q_OBJECT
 public:
  explicit LongTable(QWidget* parent);

  // In pixels, at least 1.
  void setRowHeight(int height);
  int rowHeight() const { return rowHeight_; }

  QRect visualRect(const QModelIndex& index) const override;
  QModelIndex indexAt(const QPoint& point) const override;
  void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
  void reset() override;
  // What letters look for is looked for in every row: of millions that would take minutes, so that they do nothing.
  void keyboardSearch(const QString&) override {}

 protected:
  void paintEvent(QPaintEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;
  void updateGeometries() override;
  void rowsInserted(const QModelIndex& parent, int first, int last) override;
  QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
  void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) override;
  QRegion visualRegionForSelection(const QItemSelection& selection) const override;
  int verticalOffset() const override;
  bool isIndexHidden(const QModelIndex&) const override { return false; }
  int sizeHintForRow(int) const override { return rowHeight_; }
  int sizeHintForColumn(int column) const override;

 private:
  int rows() const { return model() == nullptr ? 0 : model()->rowCount(); }
  // Those that are seen whole.
  int rowsInSight() const;
  // Where the row begins, in the viewport; rows far out of sight are as far out as a coordinate can tell.
  int topOf(int row) const;
  int rowAt(int y) const;  // may be past the last

  int rowHeight_ = 20;
  bool isFitting_ = false;
};

}  // namespace orrery::gui
