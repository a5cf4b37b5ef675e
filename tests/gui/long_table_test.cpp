#include "views/long_table.h"

#include <limits>

#include <QAbstractTableModel>
#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QTest>
#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

class Numbers final : public QAbstractTableModel {
 public:
  explicit Numbers(int rows) : rows_(rows) {}

  int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : rows_; }
  int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 2; }
  QVariant data(const QModelIndex& index, int role) const override {
    ++asked_;
    if (role != Qt::DisplayRole) return {};
    return QStringLiteral("%1 of row %2").arg(index.column()).arg(index.row());
  }
  void append(int count) {
    beginInsertRows({}, rows_, rows_ + count - 1);
    rows_ += count;
    endInsertRows();
  }
  void startAgainWith(int rows) {
    beginResetModel();
    rows_ = rows;
    endResetModel();
  }
  int asked() const { return asked_; }

 private:
  int rows_;
  mutable int asked_ = 0;
};

constexpr int kHeight = 20;

struct Shown {
  explicit Shown(int rows) : model(rows) {
    table.setModel(&model);
    table.setRowHeight(kHeight);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.horizontalHeader()->setStretchLastSection(true);
    // Not a whole number of rows.
    table.resize(300, 333);
    table.show();
    QTest::qWait(1);
  }

  int topRow() const { return table.indexAt({5, 0}).row(); }
  int bottomRow() const { return table.indexAt({5, table.viewport()->height() - 1}).row(); }
  void press(Qt::Key key) { QTest::keyClick(&table, key); }
  int current() const { return table.currentIndex().row(); }

  Numbers model;
  LongTable table{nullptr};
};

TEST_CASE("a table of two thousand million rows opens, and goes to any of them, at the cost of those in sight") {
  constexpr int kRows = std::numeric_limits<int>::max() - 1;
  Shown shown(kRows);
  CHECK(shown.topRow() == 0);
  for (const int row : {kRows / 2, kRows - 1, 1}) {
    INFO(row);
    const QModelIndex index = shown.model.index(row, 1);
    shown.table.scrollTo(index);
    CHECK(shown.table.viewport()->rect().contains(shown.table.visualRect(index)));
    CHECK(shown.table.indexAt(shown.table.visualRect(index).center()) == index);
    shown.table.setCurrentIndex(index);
    CHECK_FALSE(shown.table.grab().isNull());
  }
  CHECK(shown.model.asked() < 10'000);
}

TEST_CASE("what is under a point is the row that stands there, at the start, among the rows, and at the end") {
  Shown shown(1000);
  for (const int row : {0, 500, 999}) {
    shown.table.scrollTo(shown.model.index(row, 0));
    for (int y = 0; y < shown.table.viewport()->height(); ++y) {
      const QPoint point(5, y);
      REQUIRE(shown.table.indexAt(point).isValid());
      REQUIRE(shown.table.visualRect(shown.table.indexAt(point)).contains(point));
    }
  }
  CHECK(shown.bottomRow() == 999);
  CHECK(shown.table.visualRect(shown.model.index(999, 0)).bottom() == shown.table.viewport()->height() - 1);
  Shown few(3);
  CHECK(few.bottomRow() == -1);
  CHECK(few.table.indexAt({5, 2 * kHeight + 1}).row() == 2);
}

TEST_CASE("keys go from row to row, by what is in sight, and to both ends") {
  Shown shown(1000);
  shown.table.setCurrentIndex(shown.model.index(10, 0));
  shown.press(Qt::Key_Down);
  CHECK(shown.current() == 11);
  shown.press(Qt::Key_Up);
  shown.press(Qt::Key_Up);
  CHECK(shown.current() == 9);
  const int page = shown.table.verticalScrollBar()->pageStep();
  CHECK(page > 5);
  shown.press(Qt::Key_PageDown);
  CHECK(shown.current() == 9 + page);
  CHECK(shown.bottomRow() >= shown.current());
  shown.press(Qt::Key_PageUp);
  CHECK(shown.current() == 9);
  shown.press(Qt::Key_End);
  CHECK(shown.current() == 999);
  CHECK(shown.bottomRow() == 999);
  shown.press(Qt::Key_Down);
  shown.press(Qt::Key_PageDown);
  CHECK(shown.current() == 999);
  shown.press(Qt::Key_Home);
  CHECK(shown.current() == 0);
  CHECK(shown.topRow() == 0);
  shown.press(Qt::Key_Up);
  shown.press(Qt::Key_PageUp);
  CHECK(shown.current() == 0);
  // Looking for what begins with a letter would ask every row.
  const int asked = shown.model.asked();
  shown.press(Qt::Key_X);
  CHECK(shown.current() == 0);
  CHECK(shown.model.asked() == asked);
}

TEST_CASE("a click selects the whole row under it, and what is under it is copied") {
  Shown shown(1000);
  shown.table.scrollTo(shown.model.index(700, 0));
  const QModelIndex under = shown.table.indexAt({5, 3 * kHeight});
  QTest::mouseClick(shown.table.viewport(), Qt::LeftButton, {}, {5, 3 * kHeight});
  CHECK(shown.table.currentIndex() == under);
  const QModelIndexList selected = shown.table.selectionModel()->selectedRows();
  REQUIRE(selected.size() == 1);
  CHECK(selected.front().row() == under.row());
  QTest::keyClick(&shown.table, Qt::Key_C, Qt::ControlModifier);
  CHECK(QGuiApplication::clipboard()->text() == under.data().toString());
}

TEST_CASE("rows that come at the end are within reach, and what was in sight stays; a reset starts again") {
  Shown shown(1000);
  shown.table.scrollTo(shown.model.index(500, 0), QAbstractItemView::PositionAtTop);
  CHECK(shown.topRow() == 500);
  shown.model.append(1000);
  CHECK(shown.topRow() == 500);
  shown.table.scrollTo(shown.model.index(1999, 0));
  CHECK(shown.bottomRow() == 1999);
  shown.model.startAgainWith(2);
  QTest::qWait(1);
  CHECK(shown.topRow() == 0);
  CHECK(shown.table.verticalScrollBar()->maximum() == 0);
  shown.model.startAgainWith(0);
  CHECK_FALSE(shown.table.grab().isNull());
  shown.press(Qt::Key_Down);
  CHECK(shown.current() == -1);
}

TEST_CASE("to screen readers a long table is a table with its rows, columns and cells") {
  Shown shown(1000);
  shown.table.setAccessibleName("Numbers");
  QAccessibleInterface* seen = QAccessible::queryAccessibleInterface(&shown.table);
  REQUIRE(seen != nullptr);
  CHECK(seen->role() == QAccessible::Table);
  CHECK(seen->text(QAccessible::Name) == "Numbers");
  QAccessibleTableInterface* table = seen->tableInterface();
  REQUIRE(table != nullptr);
  CHECK(table->rowCount() == 1000);
  CHECK(table->columnCount() == 2);
  QAccessibleInterface* cell = table->cellAt(3, 1);
  REQUIRE(cell != nullptr);
  CHECK(cell->text(QAccessible::Name) == "1 of row 3");
  CHECK(cell->rect().height() == kHeight);
}

}  // namespace
}  // namespace orrery::gui
