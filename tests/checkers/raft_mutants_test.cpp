// Each election checker catches the Raft whose bug it is there for, and lets the right one pass.
#include <catch2/catch.hpp>

#include "checkers/election_liveness.h"
#include "checkers/election_safety.h"
#include "checkers/one_vote_per_term.h"
#include "patterns/leader_election/raft_mutants.h"
#include "patterns/leader_election/random_schedule.h"

namespace orrery::test {

using namespace literals;

namespace {

struct Caught {
  int safety = 0;
  int votes = 0;
};

// In how many of three hundred random schedules each checker found something.
template <class Server>
Caught caught_at_random(std::size_t count, int steps = 600) {
  Caught caught;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    FakeNetwork network(count, servers<Server>(), seed);
    ElectionSafety safety(network.run.everyone);
    OneVotePerTerm votes(network.run.everyone);
    network.run.add_sink(safety);
    network.run.add_sink(votes);
    RandomSchedule(network, seed).run(steps);
    safety.on_finish(network.run.now);
    caught.safety += safety.violations().empty() ? 0 : 1;
    caught.votes += votes.violations().empty() ? 0 : 1;
  }
  return caught;
}

}  // namespace

TEST_CASE("the right Raft passes the checkers that the mutants fail") {
  const Caught caught = caught_at_random<Raft>(4);
  CHECK(caught.safety == 0);
  CHECK(caught.votes == 0);
}

TEST_CASE("a Raft that votes twice in a term is caught by both safety checkers") {
  const Caught caught = caught_at_random<VotesTwice>(3);
  CHECK(caught.votes > 50);
  CHECK(caught.safety > 5);
}

TEST_CASE("a Raft that forgets its vote at a restart is caught by one vote per term") {
  CHECK(caught_at_random<ForgetsItsVote>(3).votes > 5);
}

TEST_CASE("a Raft that answers before its vote is durable is caught by one vote per term") {
  CHECK(caught_at_random<AnswersBeforeTheSync>(3).votes > 5);
}

TEST_CASE("a Raft that counts the votes of earlier terms is caught by election safety alone") {
  // A vote that was given in one campaign and arrives in another takes longer schedules.
  const Caught caught = caught_at_random<CountsOldVotes>(3, 2500);
  CHECK(caught.safety > 5);
  CHECK(caught.votes == 0);
}

TEST_CASE("a Raft that is content with half of the votes is caught by election safety alone") {
  const Caught caught = caught_at_random<WinsWithHalf>(4);
  CHECK(caught.safety > 5);
  CHECK(caught.votes == 0);
}

TEST_CASE("a Raft that never campaigns is caught by election liveness, and by it alone") {
  FakeNetwork network(3, servers<NeverCampaigns>());
  ElectionSafety safety(network.run.everyone);
  OneVotePerTerm votes(network.run.everyone);
  ElectionLiveness liveness(network.run.everyone, 3_s);
  for (Checker* checker :
       {static_cast<Checker*>(&safety), static_cast<Checker*>(&votes), static_cast<Checker*>(&liveness)})
    network.run.add_sink(*checker);
  network.start_all();
  network.run_until(Instant::at(10_s), 1_ms, 2_ms);
  liveness.on_finish(network.run.now);
  CHECK(liveness.violations().size() == 1);
  CHECK(safety.exercised() == 0);
  CHECK(votes.exercised() == 0);
}

TEST_CASE("the right Raft replaces every leader that crashes within the bound, for many seeds") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::size_t count = 1 + seed % 7;
    FakeNetwork network(count, servers(), seed);
    ElectionLiveness liveness(network.run.everyone, election_liveness_bound({150_ms, 300_ms}));
    network.run.add_sink(liveness);
    network.start_all();
    for (int round = 1; round <= 5; ++round) {
      network.run_until(Instant::at(round * 3_s), 1_ms, 2_ms);
      for (std::size_t i = 0; i < count; ++i)
        if (is_leader(network[i])) {
          network.crash(i);
          network.run_until(Instant::at(round * 3_s + 1_s), 1_ms, 2_ms);
          network.restart(i);
          break;
        }
    }
    network.run_until(Instant::at(20_s), 1_ms, 2_ms);
    liveness.on_finish(network.run.now);
    INFO("seed " << seed << ", " << count << " servers");
    CHECK(liveness.violations().empty());
    CHECK(liveness.exercised() >= 5);
  }
}

}  // namespace orrery::test
