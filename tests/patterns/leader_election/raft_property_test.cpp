// Raft under random schedules, with the safety checkers on.
#include <catch2/catch.hpp>

#include "checkers/election_safety.h"
#include "checkers/one_vote_per_term.h"
#include "patterns/leader_election/random_schedule.h"

namespace orrery::test {

namespace {

constexpr std::uint64_t kSeeds = 400;
constexpr int kSteps = 600;

std::size_t servers_of(std::uint64_t seed) { return 1 + seed % 6; }

}  // namespace

TEST_CASE("no schedule elects two leaders in a term or makes a server vote twice") {
  std::map<std::string, std::uint64_t> marks;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    FakeNetwork network(servers_of(seed), servers(), seed);
    ElectionSafety safety(network.run.everyone);
    OneVotePerTerm votes(network.run.everyone);
    network.run.add_sink(safety);
    network.run.add_sink(votes);
    RandomSchedule schedule(network, seed);
    schedule.run(kSteps);
    safety.on_finish(network.run.now);

    INFO("seed " << seed << ", " << servers_of(seed) << " servers");
    for (const Checker* checker : {static_cast<const Checker*>(&safety), static_cast<const Checker*>(&votes)}) {
      INFO(checker->name() << ": " << (checker->violations().empty() ? "" : checker->violations().front().text));
      REQUIRE(checker->violations().empty());
    }
    for (const auto& [mark, count] : schedule.marks()) marks[mark] += count;
    marks["leader judged"] += safety.exercised();
    marks["vote judged"] += votes.exercised();
  }
  for (const char* mark : {"split vote seen", "restart during a campaign seen", "stale vote reply seen",
                           "term over before its sync", "crash lost a write", "crash kept an unsynced write",
                           "leader elected by a reply", "leader deposed", "leader judged", "vote judged"}) {
    INFO(mark);
    CHECK(marks[mark] > 20);
  }
}

TEST_CASE("once a random schedule is over and all servers are up, they agree on one leader") {
  using namespace literals;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    FakeNetwork network(servers_of(seed), servers(), seed);
    RandomSchedule(network, seed).run(kSteps);
    for (std::size_t i = 0; i < network.size(); ++i)
      if (!network[i].is_up()) network.restart(i);
    network.run_until(network.run.now + 5_s, 1_ms, 2_ms);

    INFO("seed " << seed << ", " << servers_of(seed) << " servers");
    std::size_t leaders = 0;
    for (std::size_t i = 0; i < network.size(); ++i) {
      leaders += is_leader(network[i]) ? 1 : 0;
      CHECK(term_of(network[i]) == term_of(network[0]));
    }
    CHECK(leaders == 1);
  }
}

}  // namespace orrery::test
