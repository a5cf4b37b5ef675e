#include "models/why.h"

#include <QAbstractItemModelTester>
#include <QListView>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "views/why.h"

namespace orrery::gui {

namespace {

RecordId secondLeader(const RunSession& session) {
  return session.file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2).back().record.id;
}

}  // namespace

TEST_CASE("why someone leads is told from the first cause to the event, with the crash meanwhile") {
  const auto session = leaderCrash().session();
  WhyModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  session->askWhy(secondLeader(*session));
  model.show(session->chain(), session->teller());
  REQUIRE(model.rowCount() > 2);
  const QModelIndex last = model.index(model.rowCount() - 1);
  CHECK(last.data(WhyModel::eventRole).toULongLong() == static_cast<qulonglong>(secondLeader(*session)));
  CHECK(last.data(WhyModel::whatRole).toString().startsWith("becomes leader of term 2"));
  bool saysCrash = false;
  for (int i = 0; i < model.rowCount(); ++i) {
    const QModelIndex line = model.index(i);
    if (line.data(WhyModel::meanwhileRole).toBool()) saysCrash |= line.data().toString().contains("crashes");
  }
  CHECK(saysCrash);
}

TEST_CASE("a cause that is chosen is where the session goes, and Escape ends the question") {
  const auto session = leaderCrash().session();
  WhyView view(*session, nullptr);
  view.resize(340, 500);
  view.show();
  CHECK(view.model().rowCount() == 0);
  session->askWhy(secondLeader(*session));
  REQUIRE(view.model().rowCount() > 0);
  const QModelIndex first = view.model().index(0);
  view.list().setCurrentIndex(first);
  CHECK(static_cast<qulonglong>(session->event()) == first.data(WhyModel::eventRole).toULongLong());
  view.list().setFocus();
  QTest::keyClick(&view.list(), Qt::Key_Escape);
  CHECK(session->chain().causes.empty());
  CHECK(view.model().rowCount() == 0);
}

TEST_CASE("the picture of why someone leads") {
  const auto session = leaderCrash().session();
  WhyView view(*session, nullptr);
  view.resize(340, 620);
  session->askWhy(secondLeader(*session));
  view.show();
  QTest::qWait(60);
  checkPicture(view, "why");
}

}  // namespace orrery::gui
