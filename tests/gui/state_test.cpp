#include "models/state.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QTest>
#include <QTreeView>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "models/ribbon.h"
#include "views/inspector.h"

namespace orrery::gui {

using namespace orrery::literals;

namespace {

Moment momentOf(RunSession& session) { return {session.file(), session.teller(), session.frame()}; }

const StateRow* find(const std::vector<StateSection>& sections, const QString& title, const QString& what) {
  for (const StateSection& section : sections)
    if (section.title == title)
      for (const StateRow& row : section.rows)
        if (row.what == what) return &row;
  return nullptr;
}

bool hasFault(const std::vector<StateSection>& sections) {
  for (const StateSection& section : sections)
    if (section.title == "Faults in force") return section.rows.front().value.startsWith("leader-dies: crash hits");
  return false;
}

// The second election: after the crash.
run_file::Event secondElection(const RunSession& session) {
  const auto elected = session.file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2);
  REQUIRE(elected.size() == 2);
  return elected.back();
}

}  // namespace

TEST_CASE("a node's state is told in words, and what just changed is marked") {
  const auto session = leaderCrash().session();
  const run_file::Event elected = secondElection(*session);
  session->seek(elected.record.time);
  const auto sections = sectionsOf(momentOf(*session), elected.record.node);
  const StateRow* role = find(sections, "State", "role");
  REQUIRE(role != nullptr);
  CHECK(role->value == "leader");
  CHECK(role->isChanged);
  CHECK(session->file().event(*role->event)->record.time == elected.record.time);
  CHECK(find(sections, "Timers", "heartbeat") != nullptr);
  CHECK(sections.back().title == "Next");
  CHECK(sections.back().rows.front().what.startsWith("in "));
  CHECK_FALSE(sections.back().rows.front().value.isEmpty());
}

TEST_CASE("of the whole system it is told who leads, and which faults are in force") {
  const auto session = leaderCrash().session();
  const run_file::Event elected = secondElection(*session);
  const QString name = QString::fromStdString(std::string(session->file().node_name(elected.record.node)));
  session->seek(elected.record.time);
  const auto led = sectionsOfSystem(momentOf(*session));
  CHECK(find(led, "In charge", "server")->value == name + ", term 2");
  CHECK(hasFault(led));

  session->seek(elected.record.time - 10_ms);
  CHECK(find(sectionsOfSystem(momentOf(*session)), "In charge", "server")->value == "no one leads");
  session->seek(Instant::at(1_s));
  CHECK(!hasFault(sectionsOfSystem(momentOf(*session))));
}

TEST_CASE("the model of the inspector keeps Qt's rules while the moment moves") {
  const auto session = leaderCrash().session();
  StateModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  for (const Duration time : {0_s, 1_s, 2_s, 3_s}) {
    session->seek(Instant::at(time));
    model.show(sectionsOf(momentOf(*session), NodeId{1}));
    model.show(sectionsOfSystem(momentOf(*session)));
  }
  CHECK(model.rowCount() > 0);
}

TEST_CASE("a crash ends a piece of a ribbon, and the outage lasts until the restart") {
  const auto session = leaderCrash().session();
  const auto crash = session->file().events_of(RecordKind::crashed, kNoName, RecordId{1}, 1).front().record;
  const Ribbons roles(session->file(), name_id("role"));
  const RibbonPiece* before = pieceAt(roles.of(crash.node), crash.time - 1_ms);
  REQUIRE(before != nullptr);
  CHECK(session->file().name(NameId{static_cast<std::uint32_t>(before->value)}) == "leader");
  CHECK(before->to == crash.time);
  CHECK(pieceAt(roles.of(crash.node), crash.time + 1_ms) == nullptr);
  const Outages outages(session->file());
  REQUIRE(outages.of(crash.node).size() == 1);
  CHECK(outages.of(crash.node).front().from == crash.time);
  CHECK(piecesBetween(roles.of(crash.node), crash.time - 1_ms, crash.time - 1_ms).size() == 1);
}

TEST_CASE("the latest of a kind is found at or before an event") {
  const auto session = leaderCrash().session();
  const auto terms = session->file().latest_of(RecordKind::state, name_id("term"), NodeId{0}, session->last(), 2);
  REQUIRE(terms.size() == 2);
  CHECK(terms[0].record.id > terms[1].record.id);
  CHECK(terms[0].record.a == 2);
  const auto before = session->file().latest_of(RecordKind::state, name_id("term"), NodeId{0}, terms[1].record.id, 1);
  CHECK(before.front().record.id == terms[1].record.id);
  const auto crash = session->file().events_of(RecordKind::crashed, kNoName, RecordId{1}, 1).front().record;
  CHECK(session->file().latest_of(RecordKind::crashed, kNoName, crash.node, session->last(), 1).size() == 1);
}

TEST_CASE("the inspector follows the session, and its links lead back to events") {
  const auto session = leaderCrash().session();
  InspectorView view(*session, nullptr);
  view.resize(340, 420);
  const run_file::Event elected = secondElection(*session);
  session->seekEvent(elected.record.id);
  session->selectNode(elected.record.node);
  view.show();
  QTest::qWait(120);
  const QModelIndex state = view.model().index(0, 0);
  const QModelIndex role = view.model().index(0, StateModel::valueColumn, state);
  REQUIRE(role.data().toString() == "leader");
  view.tree().setCurrentIndex(role);
  view.tree().setFocus();
  QTest::keyClick(&view.tree(), Qt::Key_W);
  CHECK_FALSE(session->chain().causes.empty());
  QTest::keyClick(&view.tree(), Qt::Key_Backspace);
  CHECK_FALSE(session->selectedNode().has_value());
}

TEST_CASE("the picture of the inspector at an election") {
  const auto session = leaderCrash().session();
  InspectorView view(*session, nullptr);
  view.resize(340, 520);
  const run_file::Event elected = secondElection(*session);
  session->seek(elected.record.time);
  session->selectNode(elected.record.node);
  view.show();
  QTest::qWait(120);
  checkPicture(view, "inspector");
}

}  // namespace orrery::gui
