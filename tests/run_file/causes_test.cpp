#include "run_file/causes.h"

#include <algorithm>

#include "support/traced_run.h"

using namespace orrery;
using namespace orrery::run_file;
using orrery::test::Directory;
using orrery::test::open_run;
using orrery::test::run_traced;
using orrery::test::scenario_of;

TEST_CASE("why a node became leader leads by votes and the timeout back to the silence since the crash") {
  const Directory directory;
  run_traced(scenario_of("leader-election/leader-crash"), 1, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  const std::vector<Event> elected = run.events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 10);
  REQUIRE(elected.size() == 2);
  const Chain chain = chain_of(run, elected[1].record.id);

  std::vector<std::string> names;
  for (std::size_t i = 0; i < chain.causes.size(); ++i) {
    names.emplace_back(run.name(chain.causes[i].event.record.name));
    if (i > 0) CHECK(chain.causes[i].event.record.cause == chain.causes[i - 1].event.record.id);
  }
  const auto has = [&](const char* name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  CHECK(has("RequestVote"));
  CHECK(has("RequestVoteReply"));
  CHECK(has("election-timeout"));
  CHECK(names.back() == "became_leader");
  bool crash_is_told = false;
  for (const Cause& cause : chain.causes)
    for (const Event& meanwhile : cause.meanwhile) crash_is_told |= meanwhile.record.kind == RecordKind::crashed;
  CHECK(crash_is_told);
}

TEST_CASE("a chain that repeats itself is told from its last round on") {
  const Directory directory;
  run_traced(scenario_of("leader-election/leader-crash"), 1, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  // The last heartbeat comes of the one before it, and so on through the whole run.
  const std::vector<Event> events = run.events(RecordId{static_cast<std::uint64_t>(run.last()) - 500}, 501);
  const auto heartbeat = std::find_if(events.rbegin(), events.rend(), [&](const Event& event) {
    return event.record.kind == RecordKind::timer_fired && run.name(event.record.name) == "heartbeat";
  });
  REQUIRE(heartbeat != events.rend());
  const Chain chain = chain_of(run, heartbeat->record.id);
  CHECK(chain.goes_further_back);
  CHECK(chain.causes.size() < 10);
}

TEST_CASE("what comes of an event has it as its cause") {
  const Directory directory;
  run_traced(scenario_of("leader-election/first-election"), 1, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  const std::vector<Event> stood = run.events_of(RecordKind::event, name_id("campaign_started"), RecordId{1}, 1);
  REQUIRE(stood.size() == 1);
  const std::vector<Event> effects = effects_of(run, stood[0].record.cause, 100, 10'000);
  CHECK(effects.size() > 2);
  for (const Event& effect : effects) CHECK(effect.record.cause == stood[0].record.cause);
}
