#include "views/branch_panel.h"

#include <QSettings>
#include <QSplitter>
#include <QTest>
#include <QTreeView>

#include "gui/reference_runs.h"
#include "presenters/branches.h"
#include "views/run_room.h"

namespace orrery::gui {
namespace {

const QString kLong = "3.000 s: partition server-1 server-2 from server-3 server-4 for 2 s";

// As it is with a trunk and what came of it; the names say enough, the runs are the same.
void fill(Branches& branches) {
  const QString path = QString::fromStdString(leaderCrash().path());
  branches.take(path, {}, "as it was");
  branches.take(path, {}, kLong);
}

TEST_CASE("names of branches keep both ends where they are cut, and the tool tip has all of them") {
  Branches branches(ORRERY_PROGRAM);
  fill(branches);
  BranchPanel panel(branches, 0, nullptr);
  CHECK(panel.tree().textElideMode() == Qt::ElideMiddle);
  CHECK(branches.indexOf(1).data(Qt::ToolTipRole).toString().contains(kLong));
  CHECK(panel.widthWished() > 300);
}

TEST_CASE("the column of the branches is as wide as their names need, where the window has room for it") {
  QSettings().clear();
  Branches branches(ORRERY_PROGRAM);
  fill(branches);
  for (const int width : {1280, 1920}) {
    auto room = RunRoom::open(branches, 0);
    REQUIRE(room.has_value());
    (*room)->resize(width, 900);
    (*room)->show();
    QTest::qWait(1);
    const auto* panel = (*room)->findChild<BranchPanel*>();
    INFO("width " << width);
    CHECK(panel->width() >= std::min(panel->widthWished(), width / 4) - 1);
    CHECK(panel->width() <= width / 4 + 1);
  }
}

}  // namespace
}  // namespace orrery::gui
