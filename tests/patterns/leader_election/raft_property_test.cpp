// Raft under random schedules, with the safety checkers on.
#include <catch2/catch.hpp>

#include "checkers/election_safety.h"
#include "checkers/one_vote_per_term.h"
#include "patterns/leader_election/naive_log_check.h"
#include "patterns/leader_election/random_schedule.h"

namespace orrery::test {

using namespace literals;

namespace {

constexpr std::uint64_t kSeeds = 400;
constexpr int kSteps = 1500;

std::size_t servers_of(std::uint64_t seed) { return 1 + seed % 6; }

// Every seed has parameters of its own.
ParameterValues values_of(std::uint64_t seed) {
  RandomStream random(seed, "schedule", "parameters");
  ParameterValues values(Raft::parameters);
  const auto set = [&](std::string_view path, std::initializer_list<std::string_view> choices) {
    REQUIRE(values.set(path, choices.begin()[random.below(choices.size())]));
  };
  set("pre_vote", {"true", "false"});
  set("check_quorum", {"true", "false"});
  set("pipeline", {"1", "2", "256"});
  set("batch.entries", {"1", "3", "1024"});
  set("snapshot_after", {"0", "3", "3", "10"});
  set("snapshot_retry", {"100ms", "10s"});
  set("initial_members", {"0", "0", "1", "3"});
  if (values.boolean("check_quorum"))
    set("reads", {"log", "read-index", "lease"});
  else
    set("reads", {"log", "read-index"});
  return values;
}

template <class Sink>
std::string first_of(const Sink& sink) {
  return sink.empty() ? std::string() : sink.front();
}

}  // namespace

TEST_CASE("no schedule breaks an election, a log, the state or what clients were told") {
  std::map<std::string, std::uint64_t> marks;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const ParameterValues values = values_of(seed);
    FakeNetwork network(
        servers_of(seed), [&](NodeId) { return std::make_unique<Raft>(values); }, seed);
    ElectionSafety safety(network.run.everyone);
    OneVotePerTerm votes(network.run.everyone);
    NaiveLogCheck logs;
    network.run.add_sink(safety);
    network.run.add_sink(votes);
    network.run.add_sink(logs);
    RandomSchedule schedule(network, seed);
    schedule.run(kSteps);
    safety.on_finish(network.run.now);

    INFO("seed " << seed << ", " << servers_of(seed) << " servers, reads: " << values.text("reads"));
    for (const Checker* checker : {static_cast<const Checker*>(&safety), static_cast<const Checker*>(&votes)}) {
      INFO(checker->name() << ": " << (checker->violations().empty() ? "" : checker->violations().front().text));
      REQUIRE(checker->violations().empty());
    }
    REQUIRE(first_of(logs.surprises()) == "");
    REQUIRE(first_of(schedule.clients().surprises()) == "");
    for (const auto& [mark, count] : schedule.marks()) marks[mark] += count;
    marks["leader judged"] += safety.exercised();
    marks["vote judged"] += votes.exercised();
    marks["entries committed"] += logs.committed();
    marks["requests answered"] += schedule.clients().answered();
  }
  for (const char* mark : {"split vote seen",
                           "restart during a campaign seen",
                           "stale vote reply seen",
                           "crash lost a write",
                           "crash kept an unsynced write",
                           "leader elected by a reply",
                           "leader deposed",
                           "leader judged",
                           "vote judged",
                           "entries committed",
                           "requests answered",
                           "read answered",
                           "answered again",
                           "pre_vote_started",
                           "quorum_lost",
                           "transfer_started",
                           "transfer_aborted",
                           "caught_up",
                           "change_committed",
                           "change_aborted",
                           "left_cluster",
                           "log_truncated",
                           "log_recalled",
                           "duplicate_skipped",
                           "snapshot_taken",
                           "snapshot_sent",
                           "snapshot_installed"}) {
    INFO(mark);
    CHECK(marks[mark] > 5);
  }
}

TEST_CASE("once a random schedule is over and all servers are up, they have one leader, which serves") {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed << ", " << servers_of(seed) << " servers");
    // A server that was removed goes on asking for votes: with check_quorum nobody listens.
    FakeNetwork network(
        servers_of(seed),
        servers_with({{"check_quorum", "true"}, {"pre_vote", "true"}, {"snapshot_after", seed % 2 == 0 ? "5" : "0"}}),
        seed);
    RandomSchedule schedule(network, seed);
    schedule.run(kSteps);
    for (std::size_t i = 0; i < network.size(); ++i)
      if (!network[i].is_up()) network.restart(i);
    network.run_until(network.run.now + 15_s, 1_ms, 2_ms);

    std::size_t leaders = 0, leader = 0;
    for (std::size_t i = 0; i < network.size(); ++i)
      if (is_leader(network[i])) ++leaders, leader = i;
    CHECK(leaders == 1);
    Request request;
    request.number = 1'000'000;
    request.operation = {KeyValueStore::kAdd, 7, 1};
    network.outside.clear();
    network.receive(leader, NodeId{99}, request);
    network.run_until(network.run.now + 1_s, 1_ms, 2_ms);
    REQUIRE(network.outside.size() == 1);
    const auto* reply = static_cast<const Reply*>(network.outside.front().payload.data());
    CHECK(reply->status == ReplyStatus::ok);
    CHECK(reply->value > schedule.clients().newest_answer());
    CHECK(reply->value <= schedule.clients().adds() + 1);
  }
}

}  // namespace orrery::test
