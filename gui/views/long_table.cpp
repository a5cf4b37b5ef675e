#include "views/long_table.h"

#include <algorithm>
#include <limits>

#include <QAbstractButton>
#include <QAbstractItemDelegate>
#include <QHeaderView>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

namespace orrery::gui {

namespace {

// Rows have no header: one that knows of no model keeps no entries.
class NoHeader final : public QHeaderView {
 public:
  explicit NoHeader(QWidget* parent) : QHeaderView(Qt::Vertical, parent) {}
  void setModel(QAbstractItemModel*) override {}
  void setSelectionModel(QItemSelectionModel*) override {}
};

int clamped(qint64 value) {
  using Limits = std::numeric_limits<int>;
  return static_cast<int>(std::clamp<qint64>(value, Limits::min() / 2, Limits::max() / 2));
}

}  // namespace

LongTable::LongTable(QWidget* parent) : QTableView(parent) {
  setVerticalHeader(new NoHeader(this));
  verticalHeader()->hide();
  // Where the two headers would meet.
  if (auto* corner = findChild<QAbstractButton*>(QString(), Qt::FindDirectChildrenOnly)) corner->hide();
  setVerticalScrollMode(ScrollPerItem);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void LongTable::setRowHeight(int height) {
  height = std::max(1, height);
  if (height == rowHeight_) return;
  rowHeight_ = height;
  updateGeometries();
  viewport()->update();
}

int LongTable::rowsInSight() const { return std::max(1, viewport()->height() / rowHeight_); }

int LongTable::topOf(int row) const {
  const QScrollBar& bar = *verticalScrollBar();
  qint64 top = (static_cast<qint64>(row) - bar.value()) * rowHeight_;
  // At the end it is the last row that stands at an edge.
  if (bar.maximum() > 0 && bar.value() == bar.maximum())
    top += viewport()->height() - (static_cast<qint64>(rows()) - bar.maximum()) * rowHeight_;
  return clamped(top);
}

int LongTable::rowAt(int y) const {
  const int first = verticalScrollBar()->value();
  // The row above the first whole one can be in sight, too.
  const int from = y - topOf(first);
  return first + (from >= 0 ? from / rowHeight_ : (from + 1) / rowHeight_ - 1);
}

QRect LongTable::visualRect(const QModelIndex& index) const {
  if (!index.isValid() || index.parent().isValid()) return {};
  const QHeaderView& header = *horizontalHeader();
  return {header.sectionViewportPosition(index.column()), topOf(index.row()), header.sectionSize(index.column()),
          rowHeight_};
}

QModelIndex LongTable::indexAt(const QPoint& point) const {
  const int row = rowAt(point.y());
  const int column = horizontalHeader()->logicalIndexAt(point.x());
  if (row < 0 || row >= rows() || column < 0) return {};
  return model()->index(row, column);
}

void LongTable::scrollTo(const QModelIndex& index, ScrollHint hint) {
  if (!index.isValid()) return;
  executeDelayedItemsLayout();
  QScrollBar& bar = *verticalScrollBar();
  const int row = index.row(), shown = rowsInSight();
  switch (hint) {
    case EnsureVisible: return bar.setValue(std::clamp(bar.value(), row - shown + 1, row));
    case PositionAtTop: return bar.setValue(row);
    case PositionAtBottom: return bar.setValue(row - shown + 1);
    case PositionAtCenter: return bar.setValue(row - shown / 2);
  }
}

void LongTable::reset() {
  QTableView::reset();
  updateGeometries();
  viewport()->update();
}

void LongTable::paintEvent(QPaintEvent* event) {
  const int count = rows();
  if (count == 0) return;
  QPainter painter(viewport());
  QStyleOptionViewItem usual;
  initViewItemOption(&usual);
  usual.palette.setCurrentColorGroup(isEnabled() ? QPalette::Normal : QPalette::Disabled);
  const QRect& dirty = event->rect();
  const int last = std::min(rowAt(dirty.bottom()), count - 1);
  for (int row = std::max(0, rowAt(dirty.top())); row <= last; ++row)
    for (int column = 0; column < model()->columnCount(); ++column) {
      const QModelIndex index = model()->index(row, column);
      QStyleOptionViewItem option = usual;
      option.rect = visualRect(index);
      if (!option.rect.intersects(dirty)) continue;
      if (selectionModel()->isSelected(index)) option.state |= QStyle::State_Selected;
      if (index == currentIndex() && hasFocus()) option.state |= QStyle::State_HasFocus;
      itemDelegateForIndex(index)->paint(&painter, option, index);
    }
}

void LongTable::scrollContentsBy(int, int) { viewport()->update(); }

void LongTable::updateGeometries() {
  if (isFitting_) return;
  isFitting_ = true;
  QHeaderView& header = *horizontalHeader();
  const int height = header.isHidden() ? 0 : std::max(header.minimumHeight(), header.sizeHint().height());
  setViewportMargins(0, height, 0, 0);
  const QRect inside = viewport()->geometry();
  header.setGeometry(inside.left(), inside.top() - height, inside.width(), height);
  const int shown = rowsInSight();
  verticalScrollBar()->setSingleStep(1);
  verticalScrollBar()->setPageStep(shown);
  verticalScrollBar()->setRange(0, std::max(0, rows() - shown));
  horizontalScrollBar()->setRange(0, 0);
  isFitting_ = false;
  QAbstractItemView::updateGeometries();
}

void LongTable::rowsInserted(const QModelIndex& parent, int first, int last) {
  QTableView::rowsInserted(parent, first, last);
  updateGeometries();
  viewport()->update();
}

QModelIndex LongTable::moveCursor(CursorAction action, Qt::KeyboardModifiers) {
  const int last = rows() - 1;
  if (last < 0) return {};
  const QModelIndex current = currentIndex();
  if (!current.isValid()) return model()->index(0, 0);
  int row = current.row(), column = current.column();
  const int page = std::min(rowsInSight(), last);
  switch (action) {
    case MoveUp: row = std::max(row - 1, 0); break;
    case MoveDown: row = std::min(row, last - 1) + 1; break;
    case MoveHome: row = 0; break;
    case MoveEnd: row = last; break;
    case MovePageUp: row = std::max(row - page, 0); break;
    case MovePageDown: row = std::min(row, last - page) + page; break;
    case MoveLeft:
    case MovePrevious: column = std::max(column - 1, 0); break;
    case MoveRight:
    case MoveNext: column = std::min(column + 1, model()->columnCount() - 1); break;
  }
  return model()->index(row, column);
}

void LongTable::setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags command) {
  const QModelIndex from = indexAt(rect.topLeft()), to = indexAt(rect.bottomRight());
  if (from.isValid() && to.isValid()) selectionModel()->select(QItemSelection(from, to), command);
}

QRegion LongTable::visualRegionForSelection(const QItemSelection& selection) const {
  QRegion region;
  const QRect sight = viewport()->rect();
  const int first = rowAt(sight.top()), last = rowAt(sight.bottom());
  for (const QItemSelectionRange& range : selection) {
    const int top = std::max(range.top(), first), bottom = std::min(range.bottom(), last);
    if (top <= bottom) region += QRect(0, topOf(top), sight.width(), (bottom - top + 1) * rowHeight_);
  }
  return region;
}

int LongTable::verticalOffset() const { return -topOf(0); }

int LongTable::sizeHintForColumn(int column) const {
  QStyleOptionViewItem option;
  initViewItemOption(&option);
  int widest = 0;
  const int first = std::max(0, rowAt(0));
  for (int row = first; row < std::min(rows(), first + rowsInSight()); ++row) {
    const QModelIndex index = model()->index(row, column);
    widest = std::max(widest, itemDelegateForIndex(index)->sizeHint(option, index).width());
  }
  return widest;
}

}  // namespace orrery::gui
