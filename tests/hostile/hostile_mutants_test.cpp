// Under the hostile nemesis, each checker catches the Raft whose bug it is there for.
#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "hostile/sweep.h"
#include "patterns/leader_election/raft_mutants.h"

namespace orrery::hostile {

namespace {

using namespace orrery::test;

template <class Server>
NodeKind kind_of() {
  NodeKind kind = *find_node_kind("raft");
  kind.make = [](const ParameterValues& values) { return std::make_unique<Server>(values); };
  return kind;
}

// Whether the checker finds something in one of the first three hundred seeds.
template <class Server>
bool is_caught_by(const std::string& checker) {
  const NodeKind kind = kind_of<Server>();
  constexpr std::uint64_t kSeeds = 300;
  constexpr int kEnough = 1;
  int caught = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const SeedReport report = run_seed(seed, &kind);
    if (report.violated.contains(checker)) ++caught;
    if (caught == kEnough) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("election-safety catches a Raft that votes twice in a term, under hostile faults") {
  CHECK(is_caught_by<VotesTwice>("election-safety"));
}

TEST_CASE("one-vote-per-term catches a Raft that votes twice in a term, under hostile faults") {
  CHECK(is_caught_by<VotesTwice>("one-vote-per-term"));
}

TEST_CASE("log-matching catches a Raft that skips the consistency check, under hostile faults") {
  CHECK(is_caught_by<SkipsTheConsistencyCheck>("log-matching"));
}

TEST_CASE("leader-completeness catches a Raft that votes for shorter logs, under hostile faults") {
  CHECK(is_caught_by<VotesForShorterLogs>("leader-completeness"));
}

TEST_CASE("state-machine-safety catches a Raft that applies before commitment, under hostile faults") {
  CHECK(is_caught_by<AppliesBeforeCommitment>("state-machine-safety"));
}

TEST_CASE("exactly-once catches a Raft that ignores sessions, under hostile faults") {
  CHECK(is_caught_by<IgnoresSessions>("exactly-once"));
}

TEST_CASE("linearizability catches a Raft that reads locally, under hostile faults") {
  CHECK(is_caught_by<ReadsLocally>("linearizability"));
}

TEST_CASE("linearizability catches a Raft that acknowledges before commitment, under hostile faults") {
  CHECK(is_caught_by<AcknowledgesBeforeCommitment>("linearizability"));
}

TEST_CASE("election-liveness catches a Raft that never campaigns, under hostile faults") {
  CHECK(is_caught_by<NeverCampaigns>("election-liveness"));
}

TEST_CASE("commit-liveness catches a Raft that never commits, under hostile faults") {
  CHECK(is_caught_by<NeverCommits>("commit-liveness"));
}

}  // namespace orrery::hostile
