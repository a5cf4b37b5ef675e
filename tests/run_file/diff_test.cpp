#include "run_file/diff.h"

#include "support/traced_run.h"

using namespace orrery;
using namespace orrery::run_file;
using orrery::test::Directory;
using orrery::test::open_run;
using orrery::test::run_traced;
using orrery::test::scenario_of;

TEST_CASE("two runs of one scenario and seed do not part") {
  const Directory directory;
  const RunResult a = run_traced(scenario_of("leader-election/first-election"), 1, directory.file("a.orrery"));
  const RunResult b = run_traced(scenario_of("leader-election/first-election"), 1, directory.file("b.orrery"));
  CHECK_FALSE(find_divergence(open_run(directory.file("a.orrery")), open_run(directory.file("b.orrery"))));
  CHECK(differences(a, b).empty());
}

TEST_CASE("a run with a fault at another time parts from its twin at the earlier of the two") {
  const Directory directory;
  const RunResult a = run_traced(scenario_of("leader-election/leader-crash"), 1, directory.file("a.orrery"));
  const RunResult b = run_traced(scenario_of("leader-election/leader-crash", {{"faults.leader-dies.at", "2.5s"}}), 1,
                                 directory.file("b.orrery"));
  const auto parting = find_divergence(open_run(directory.file("a.orrery")), open_run(directory.file("b.orrery")));
  REQUIRE(parting.has_value());
  REQUIRE(parting->a.has_value());
  REQUIRE(parting->b.has_value());
  CHECK(parting->a->record.kind == RecordKind::fault_began);
  CHECK(parting->a->record.time == Instant::at(Duration::seconds(2)));
  CHECK(parting->b->record.time >= parting->a->record.time);
  CHECK_FALSE(differences(a, b).empty());
}

TEST_CASE("a run that ends earlier parts from its twin where it ends") {
  const Directory directory;
  run_traced(scenario_of("leader-election/first-election", {{"run_for", "500ms"}}), 1, directory.file("a.orrery"));
  run_traced(scenario_of("leader-election/first-election"), 1, directory.file("b.orrery"));
  const RunFile a = open_run(directory.file("a.orrery"));
  const auto parting = find_divergence(a, open_run(directory.file("b.orrery")));
  REQUIRE(parting.has_value());
  CHECK(parting->at == RecordId{static_cast<std::uint64_t>(a.last()) + 1});
  CHECK_FALSE(parting->a.has_value());
  CHECK(parting->b.has_value());
}
