#include "models/event_log.h"

#include <QAbstractItemModelTester>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "views/event_log.h"
#include "views/long_table.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

std::vector<RecordId> search(const RunSession& session, const EventFilter& filter) {
  EventSearch search(session.file().path());
  std::vector<RecordId> all;
  QObject::connect(&search, &EventSearch::found, &search,
                   [&](const FoundEvents& found) { all.insert(all.end(), found.events.begin(), found.events.end()); });
  QSignalSpy finished(&search, &EventSearch::finished);
  search.start(filter, RecordId{1}, session.last());
  REQUIRE(finished.wait(20'000));
  CHECK(finished.front().front().toString().isEmpty());
  return all;
}

RecordId firstNamed(const RunSession& session, RecordKind kind, std::string_view name) {
  const auto events = session.file().events_of(kind, name_id(name), RecordId{1}, 1);
  REQUIRE(events.size() == 1);
  return events.front().record.id;
}

}  // namespace

TEST_CASE("every event of the run is a row, and the model keeps Qt's rules") {
  const auto session = leaderCrash().session();
  EventLogModel model(session->file(), session->teller());
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  CHECK(model.rowCount() == static_cast<int>(session->last()));
  const RecordId elected = firstNamed(*session, RecordKind::event, "became_leader");
  const QModelIndex row = model.index(model.rowOf(elected), EventLogModel::whatColumn);
  CHECK(row.data(EventLogModel::eventRole).toULongLong() == static_cast<qulonglong>(elected));
  CHECK(row.data().toString().contains("becomes leader of term 1"));
  CHECK(row.data(EventLogModel::storyRole).toBool());
}

TEST_CASE("a filtered log has those rows alone, in order, and every row again afterwards") {
  const auto session = leaderCrash().session();
  EventLogModel model(session->file(), session->teller());
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  model.beginFilter();
  CHECK(model.rowCount() == 0);
  model.append({RecordId{3}, RecordId{17}});
  model.append({RecordId{40}});
  REQUIRE(model.rowCount() == 3);
  CHECK(model.eventAt(1) == RecordId{17});
  CHECK(model.rowOf(RecordId{39}) == 1);
  CHECK(model.rowOf(RecordId{1}) == -1);
  model.endFilter();
  CHECK(model.rowCount() == static_cast<int>(session->last()));
}

TEST_CASE("a search finds by node, kind, name, story and text, and all conditions together") {
  const auto session = leaderCrash().session();
  const auto crash = session->file().events_of(RecordKind::crashed, kNoName, RecordId{1}, 9);
  REQUIRE(crash.size() == 1);
  CHECK(search(*session, {.kinds = {RecordKind::crashed}}) == std::vector{crash.front().record.id});

  const auto atNode = search(*session, {.node = crash.front().record.node});
  CHECK(std::find(atNode.begin(), atNode.end(), crash.front().record.id) != atNode.end());
  for (const RecordId id : {atNode.front(), atNode.back()}) {
    const Record record = session->file().event(id)->record;
    CHECK((record.node == crash.front().record.node || record.peer == crash.front().record.node));
  }
  CHECK(search(*session, {.name = name_id("became_leader")}).size() == 2);
  // By a sentence of the story, by a value of a field, and by what a message holds; capitals do not count.
  CHECK_FALSE(search(*session, {.storyOnly = true, .text = "HEARD NO LEADER"}).empty());
  CHECK_FALSE(search(*session, {.kinds = {RecordKind::state}, .text = "candidate"}).empty());
  CHECK_FALSE(search(*session, {.name = name_id("RequestVoteReply"), .text = "granted"}).empty());
  CHECK(search(*session, {.text = "no event holds this"}).empty());
}

TEST_CASE("a search that is cancelled tells nothing more") {
  const auto session = leaderCrash().session();
  EventSearch search(session->file().path());
  QSignalSpy found(&search, &EventSearch::found);
  QSignalSpy finished(&search, &EventSearch::finished);
  search.start({.text = "a"}, RecordId{1}, session->last());
  search.cancel();
  QTest::qWait(50);
  CHECK(found.isEmpty());
  CHECK(finished.isEmpty());
  CHECK_FALSE(search.isRunning());
}

TEST_CASE("the log shows the moment and the selection of the session, and changes them") {
  const auto session = leaderCrash().session();
  EventLogView view(*session, nullptr);
  view.resize(420, 400);
  view.show();
  const RecordId elected = firstNamed(*session, RecordKind::event, "became_leader");
  session->selectEvent(elected);
  CHECK(view.table().currentIndex().row() == view.model().rowOf(elected));

  view.table().setCurrentIndex(view.model().index(view.model().rowOf(elected) + 1, 0));
  CHECK(session->selectedEvent() == RecordId{static_cast<std::uint64_t>(elected) + 1});
  CHECK(session->event() == RecordId{});
  view.table().setFocus();
  QTest::keyClick(&view.table(), Qt::Key_Return);
  CHECK(session->event() == session->selectedEvent());
  QTest::keyClick(&view.table(), Qt::Key_W);
  CHECK_FALSE(session->chain().causes.empty());
}

TEST_CASE("cause and effects of the selected event are marked") {
  const auto session = leaderCrash().session();
  EventLogView view(*session, nullptr);
  const RecordId campaign = firstNamed(*session, RecordKind::event, "campaign_started");
  const RecordId cause = session->file().event(campaign)->record.cause;
  session->selectEvent(campaign);
  const auto relation = [&](RecordId event) {
    return static_cast<EventLogModel::Relation>(
        view.model().index(view.model().rowOf(event), 0).data(EventLogModel::relationRole).toInt());
  };
  CHECK(relation(cause) == EventLogModel::Relation::cause);
  session->selectEvent(cause);
  CHECK(relation(campaign) == EventLogModel::Relation::effect);
}

TEST_CASE("the log follows a run that goes on, filtered or not, to its last event") {
  QTemporaryDir folder;
  const QString path = folder.filePath("run.orrery");
  QProcess run;
  run.start(ORRERY_PROGRAM, {"run", "leader-election/leader-crash", "--quiet", "--trace", path});
  std::unique_ptr<RunSession> session;
  REQUIRE(QTest::qWaitFor(
      [&] {
        auto opened = RunSession::open(path.toStdString());
        if (opened) session = *std::move(opened);
        return session != nullptr;
      },
      60'000));
  EventLogView all(*session, nullptr), story(*session, nullptr);
  for (EventLogView* view : {&all, &story}) view->show();
  story.setFilter({.storyOnly = true});
  REQUIRE(QTest::qWaitFor([&] { return !session->isRecording() && !story.isSearching(); }, 60'000));
  CHECK(session->file().completeness() == run_file::Completeness::complete);
  CHECK(all.model().rowCount() == static_cast<int>(session->last()));
  std::set<RecordId> told;
  for (const run_file::Note& note : session->file().all_notes(1000)) told.insert(note.event);
  CHECK(story.model().rowCount() == static_cast<int>(told.size()));
  run.waitForFinished();
}

TEST_CASE("the picture of the log at an election") {
  const auto session = leaderCrash().session();
  EventLogView view(*session, nullptr);
  view.resize(440, 420);
  const auto elected = session->file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2).back();
  session->seekEvent(elected.record.id);
  session->askWhy(elected.record.id);
  session->selectEvent(elected.record.id);
  view.table().setFocus();
  view.show();
  QTest::qWait(150);
  checkPicture(view, "event_log");
}

}  // namespace orrery::gui
