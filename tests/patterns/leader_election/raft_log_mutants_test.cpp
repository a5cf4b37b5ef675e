// Random schedules are hard enough to tell a Raft with a broken rule from the right one.
#include <fstream>

#include <catch2/catch.hpp>

#include "patterns/leader_election/naive_log_check.h"
#include "patterns/leader_election/raft_mutants.h"
#include "patterns/leader_election/raft_script.h"
#include "patterns/leader_election/random_schedule.h"

namespace orrery::test {

namespace {

struct Caught {
  int logs = 0;     // by the logs and what was applied of them
  int clients = 0;  // by what clients were told
};

// In how many of the random schedules something was wrong.
template <class Server>
Caught caught_at_random(std::size_t servers_count, Texts texts = {}) {
  const ParameterValues values(Raft::parameters, texts);
  Caught caught;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    FakeNetwork network(
        servers_count, [&](NodeId) { return std::make_unique<Server>(values); }, seed);
    NaiveLogCheck logs;
    network.run.add_sink(logs);
    RandomSchedule schedule(network, seed);
    schedule.run(1000);
    caught.logs += logs.surprises().empty() ? 0 : 1;
    caught.clients += schedule.clients().surprises().empty() ? 0 : 1;
  }
  return caught;
}

}  // namespace

TEST_CASE("the right Raft passes the schedules that the mutants fail") {
  const Caught caught = caught_at_random<Raft>(3);
  CHECK(caught.logs == 0);
  CHECK(caught.clients == 0);
}

TEST_CASE("a Raft that skips the consistency check is caught") {
  CHECK(caught_at_random<SkipsTheConsistencyCheck>(3).logs > 5);
}

TEST_CASE("a Raft that forgets to truncate is caught") { CHECK(caught_at_random<ForgetsToTruncate>(3).logs > 5); }

TEST_CASE("a Raft that votes for shorter logs is caught") { CHECK(caught_at_random<VotesForShorterLogs>(3).logs > 5); }

// Figure 8 of the paper takes more steps than chance makes in good time: its golden run is what catches this one.
TEST_CASE("a Raft that commits entries of earlier terms by counting is caught") {
  NaiveLogCheck right_logs, wrong_logs;
  RaftScript right(Raft::make, &right_logs);
  RaftScript wrong([](const ParameterValues& values) { return std::make_unique<CommitsEarlierTerms>(values); },
                   &wrong_logs);
  std::ifstream file(ORRERY_SOURCE_DIR "/tests/patterns/leader_election/golden/figure_8.txt");
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    right.carry_out(line);
    wrong.carry_out(line);
    while (std::getline(file, line) && !line.empty()) {
    }
  }
  CHECK(right_logs.committed() > 2);
  CHECK(right_logs.surprises().empty());
  CHECK_FALSE(wrong_logs.surprises().empty());
}

TEST_CASE("a Raft that applies before commitment is caught") {
  CHECK(caught_at_random<AppliesBeforeCommitment>(3).logs > 5);
}

TEST_CASE("a Raft that answers before the sync is caught") {
  CHECK(caught_at_random<AnswersBeforeTheSync>(3).logs > 5);
}

TEST_CASE("a Raft that ignores sessions is caught by what clients are told") {
  CHECK(caught_at_random<IgnoresSessions>(3).clients > 5);
}

TEST_CASE("a Raft that reads locally is caught by what clients are told") {
  CHECK(caught_at_random<ReadsLocally>(3).clients > 5);
}

TEST_CASE("a Raft that acknowledges before commitment is caught by what clients are told") {
  CHECK(caught_at_random<AcknowledgesBeforeCommitment>(3).clients > 5);
}

}  // namespace orrery::test
