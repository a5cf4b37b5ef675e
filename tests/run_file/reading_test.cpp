#include "run_file/event_text.h"
#include "run_file/sqlite.h"
#include "run_file/statements.h"
#include "support/traced_run.h"

using namespace orrery;
using namespace orrery::run_file;
using orrery::test::Directory;
using orrery::test::open_run;
using orrery::test::run_traced;
using orrery::test::scenario_of;

namespace {

constexpr RecordId kMiddle{100};

// Everything that reads rows, most of which are left unread where the first is enough.
void read_all_kinds(const RunFile& run) {
  run.event(kMiddle);
  run.events(kMiddle, 10);
  run.events_of(RecordKind::event, kNoName, RecordId{1}, 3);
  run.events_of(RecordKind::state, name_id("role"), RecordId{1}, 3);
  run.latest_of(RecordKind::state, name_id("role"), NodeId{0}, run.last(), 1);
  run.changes(NodeId{0}, name_id("role"), RecordId{1}, run.last());
  run.way_back(kMiddle, RecordId{1});
  run.notes(RecordId{1}, run.last());
  run.keyframe_before(run.last());
  run.keyframe_after(RecordId{1});
  run.timer_changes(RecordId{1}, kMiddle);
  run.last_until(Instant::at(Duration::milliseconds(300)));
  run.operations(RecordId{1}, run.last());
}

}  // namespace

TEST_CASE("a reader of a run file holds no lock on it when it has read") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/first-election"), 1, path);
  const RunFile run = open_run(path);
  read_all_kinds(run);
  Database other(path, Database::Mode::create);
  CHECK_NOTHROW(other.execute("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE; COMMIT"));
}

TEST_CASE("what is asked again is answered as before, also while its own rows are read") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/first-election"), 1, path);
  const RunFile run = open_run(path);
  std::size_t within = 0, outside = 0;
  run.for_each_of(RecordKind::event, [&](const Event& outer) {
    ++outside;
    run.for_each_of(RecordKind::event, [&](const Event& inner) { within += inner.record.id <= outer.record.id; });
  });
  REQUIRE(outside > 1);
  CHECK(within == outside * (outside + 1) / 2);
  CHECK(run.events_of(RecordKind::event, kNoName, RecordId{1}, 1'000'000).size() == outside);
}

TEST_CASE(
    "events of a kind and name are those that reading them all would find, in order, however they are asked for") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/leader-crash"), 1, path);
  const RunFile run = open_run(path);
  std::map<std::pair<RecordKind, NameId>, std::vector<RecordId>> all;
  for (const Event& event : run.events(RecordId{1}, static_cast<std::size_t>(run.last())))
    if (!is_traffic(event.record.kind)) all[{event.record.kind, event.record.name}].push_back(event.record.id);
  CHECK(all.count({RecordKind::fault_began, name_id("leader-dies")}) == 1);
  for (const auto& [what, ids] : all) {
    if (what.second == kNoName) continue;
    INFO(run.name(what.second));
    for (const RecordId first : {RecordId{1}, ids[ids.size() / 2], run.last()})
      for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{5}, ids.size()}) {
        std::vector<RecordId> expected(std::lower_bound(ids.begin(), ids.end(), first), ids.end());
        expected.resize(std::min(count, expected.size()));
        std::vector<RecordId> found;
        for (const Event& event : run.events_of(what.first, what.second, first, count))
          found.push_back(event.record.id);
        REQUIRE(found == expected);
      }
  }
}

TEST_CASE("a statement that was lent comes back with nothing bound") {
  const Directory directory;
  Database database(directory.file("any.db"), Database::Mode::create);
  Statements statements(database);
  constexpr const char* kSql = "SELECT ?";
  {
    auto first = statements.lend(kSql);
    CHECK(first->bind(1, std::int64_t{7}).step());
    auto beside = statements.lend(kSql);
    CHECK((beside->step() && beside->is_null(0)));
    CHECK(first->number(0) == 7);
  }
  auto again = statements.lend(kSql);
  CHECK((again->step() && again->is_null(0)));
}

TEST_CASE("the way back from an event goes by completed syncs to what they came of, and no further than asked") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/leader-crash"), 1, path);
  const RunFile run = open_run(path);
  std::size_t longest = 0;
  for (const Event& event : run.events(RecordId{1}, 5000)) {
    if (event.record.kind != RecordKind::synced) continue;
    const std::vector<Event> way = run.way_back(event.record.id, RecordId{1});
    REQUIRE(way.size() > 1);
    longest = std::max(longest, way.size());
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      CHECK(way[i].record.kind == RecordKind::synced);
      CHECK(way[i].record.cause == way[i + 1].record.id);
    }
    CHECK(way.back().record.kind != RecordKind::synced);
    CHECK(run.way_back(event.record.id, event.record.id).size() == 1);
  }
  CHECK(longest > 1);
}

TEST_CASE("an event is told in the same words whichever was told before it") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/leader-crash"), 1, path);
  const RunFile run = open_run(path);
  EventTeller in_order(run);
  std::size_t told = 0;
  for (const Event& event : run.events(RecordId{200}, 400)) {
    EventTeller alone(run);
    CHECK(in_order.tell(event).text == alone.tell(event).text);
    ++told;
  }
  CHECK(told == 400);
}
