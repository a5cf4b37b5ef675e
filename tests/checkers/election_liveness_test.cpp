#include "checkers/election_liveness.h"

#include <limits>

#include <catch2/catch.hpp>

#include "checkers/record_stream.h"

namespace orrery::test {

using namespace literals;

namespace {

// Three servers with a bound of one second, started at 0.
struct Group {
  Group() : checker(first_nodes(3), 1_s), stream(checker, 3) { stream.starts(1).starts(2).starts(3); }
  // n1 leads and the others follow.
  RecordStream& elect(std::int64_t term = 1) {
    return stream.becomes(2, "follower", term).becomes(3, "follower", term).becomes(1, "leader", term);
  }
  ElectionLiveness checker;
  RecordStream stream;
};

}  // namespace

TEST_CASE("a leader within the bound keeps liveness") {
  Group group;
  group.stream.at(900_ms);
  group.elect().at(10_s).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 1);
}

TEST_CASE("no leader within the bound breaks liveness, at the instant at which the bound is over") {
  Group group;
  group.stream.at(1500_ms);
  group.elect().at(10_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(1_s));
  CHECK(group.checker.exercised() == 1);
}

TEST_CASE("a leaderless end of the run is judged when the bound is over by then") {
  Group late, early;
  late.stream.at(1100_ms).ends();
  CHECK(late.checker.violations().size() == 1);
  early.stream.at(900_ms).ends();
  CHECK(early.checker.violations().empty());
  CHECK(early.checker.exercised() == 0);
}

TEST_CASE("the bound begins anew when a leader is lost") {
  Group group;
  group.stream.at(500_ms);
  group.elect().at(5_s).happens(RecordKind::crashed, 1).at(7_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(6_s));
}

TEST_CASE("a leader that steps down without any fault has to be replaced within the bound") {
  Group group;
  group.elect().at(5_s).becomes(1, "follower", 1).at(7_s).ends();
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("a disturbance begins the bound anew") {
  Group group;
  group.stream.at(800_ms).happens(RecordKind::crashed, 3).at(1600_ms);
  group.stream.becomes(2, "follower", 1).becomes(1, "leader", 1).at(10_s).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 1);
}

TEST_CASE("without a majority that is up nothing is judged") {
  Group group;
  group.stream.at(100_ms).happens(RecordKind::crashed, 2).happens(RecordKind::crashed, 3).at(10_s).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 0);
}

TEST_CASE("the bound begins when a majority is up again") {
  Group group;
  group.stream.at(100_ms).happens(RecordKind::crashed, 2).happens(RecordKind::crashed, 3);
  group.stream.at(5_s).happens(RecordKind::restarted, 2, Name(), 1).at(7_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(6_s));
}

TEST_CASE("paused servers are no part of the majority, and a paused leader is none") {
  Group group;
  group.elect().at(2_s).happens(RecordKind::paused, 1).at(2500_ms).happens(RecordKind::paused, 2);
  group.stream.at(5_s).happens(RecordKind::resumed, 2).at(5500_ms);
  CHECK(group.checker.violations().empty());
  group.stream.at(7_s).ends();
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("a crash ends a pause") {
  Group group;
  group.stream.happens(RecordKind::crashed, 3).happens(RecordKind::paused, 1).happens(RecordKind::crashed, 1);
  group.stream.at(1_s).happens(RecordKind::restarted, 1, Name(), 1).at(3_s).ends();
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE(
    "while a fault may come between the servers nothing is judged, and the bound begins when what it held up is "
    "through") {
  const Name verb = GENERATE(Name("partition"), Name("loss"), Name("isolate"), Name("a-verb-of-tomorrow"));
  Group group;
  group.stream.at(500_ms).fault(RecordKind::fault_began, "f", verb).at(5_s);
  CHECK(group.checker.violations().empty());
  group.stream.fault(RecordKind::fault_ended, "f", verb).at(5900_ms);
  group.elect().at(10_s).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 1);
}

TEST_CASE("streams take as long again as a fault lasted to get over it, and then the bound counts") {
  Group calm, late;
  for (Group* group : {&calm, &late}) {
    group->stream.at(500_ms).fault(RecordKind::fault_began, "f", "isolate");
    group->stream.at(3_s).fault(RecordKind::fault_ended, "f", "isolate");
  }
  calm.stream.at(6400_ms);
  calm.elect().at(10_s).ends();
  CHECK(calm.checker.violations().empty());
  late.stream.at(10_s).ends();
  REQUIRE(late.checker.violations().size() == 1);
  CHECK(late.checker.violations()[0].time == Instant::at(6500_ms));
}

TEST_CASE("a fault that begins before streams are over the last one adds to it") {
  Group group;
  group.stream.at(1_s);
  group.elect();
  group.stream.at(2_s).fault(RecordKind::fault_began, "f", "loss");
  group.stream.at(4_s).fault(RecordKind::fault_ended, "f", "loss");
  group.stream.at(5_s).fault(RecordKind::fault_began, "g", "loss");
  group.stream.at(6_s).fault(RecordKind::fault_ended, "g", "loss");
  group.stream.happens(RecordKind::crashed, 1).at(20_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(11_s));
}

TEST_CASE("of a group too large for its members to be told nothing is judged once they are not all of it") {
  constexpr int kServers = 70;
  const auto violations = [](std::int64_t index, std::int64_t members) {
    ElectionLiveness checker(first_nodes(kServers), 1_s);
    RecordStream stream(checker, kServers);
    for (int server = 1; server <= kServers; ++server) stream.starts(server);
    stream.event(1, "configuration_adopted", {index, 0, members}).at(5_s).ends();
    return checker.violations().size();
  };
  constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
  CHECK(violations(0, kAll) == 1);
  CHECK(violations(0, kAll >> 1) == 0);
  CHECK(violations(7, kAll) == 0);
}

TEST_CASE("what an operator orders, and what clients do, comes between no servers") {
  const Name verb = GENERATE(Name("overload"), Name("transfer"), Name("join"), Name("leave"));
  Group group;
  group.stream.at(500_ms).fault(RecordKind::fault_began, "f", verb).at(5_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(1_s));
}

TEST_CASE("of two such faults that overlap both have to end") {
  Group group;
  group.stream.fault(RecordKind::fault_began, "f", "loss").fault(RecordKind::fault_began, "g", "delay");
  group.stream.at(1_s).fault(RecordKind::fault_ended, "f", "loss").at(5_s);
  group.stream.fault(RecordKind::fault_ended, "g", "delay").at(20_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(11_s));
}

TEST_CASE("a crash that nothing heals does not end the judgement") {
  Group group;
  group.elect().at(2_s).fault(RecordKind::fault_began, "f", "crash").happens(RecordKind::crashed, 1).at(9_s).ends();
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("a deposed leader that has not heard of it is no leader") {
  Group group;
  group.elect(1).at(2_s).becomes(2, "candidate", 2).becomes(3, "follower", 2).at(9_s).ends();
  CHECK(group.checker.violations().size() == 1);
}

namespace {

// n1, n2 and n3 as bits.
RecordStream& adopts(RecordStream& stream, int node, std::int64_t members) {
  return stream.event(node, "configuration_adopted", {1, 0, members});
}

}  // namespace

TEST_CASE("a majority is one of the members in force") {
  Group group;
  group.elect();
  for (const int server : {1, 2, 3}) adopts(group.stream, server, 0b001);
  group.stream.at(1_s).happens(RecordKind::crashed, 2).happens(RecordKind::crashed, 3);
  group.stream.at(2_s).becomes(1, "follower", 1).at(4_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(3_s));
}

TEST_CASE("a leader needs followers among the members, not among the others") {
  Group group;
  for (const int server : {1, 2}) adopts(group.stream, server, 0b011);
  group.stream.becomes(1, "leader", 1).becomes(3, "follower", 1).at(3_s).ends();
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("while members change a majority of the old ones and of the new ones must be up") {
  Group group;
  group.elect();
  adopts(group.stream, 1, 0b011);
  group.stream.at(1_s).happens(RecordKind::crashed, 2).becomes(1, "follower", 1).at(5_s).ends();
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a change of members begins the bound anew, as an operator's order does") {
  const bool is_order = GENERATE(true, false);
  Group group;
  group.elect().at(2_s).becomes(1, "follower", 1).at(2900_ms);
  if (is_order)
    group.stream.happens(RecordKind::ordered, 2, "transfer-leadership");
  else
    adopts(group.stream, 2, 0b111);
  group.stream.at(3800_ms).becomes(2, "follower", 2).becomes(1, "leader", 2).at(9_s).ends();
  CHECK(group.checker.violations().empty());
}

TEST_CASE("the bound is ten timeouts for a range of one to two, longer for narrower ranges, none without a spread") {
  CHECK(election_liveness_bound({150_ms, 300_ms}) == 3_s);
  CHECK(election_liveness_bound({12_ms, 24_ms}) == 240_ms);
  CHECK(election_liveness_bound({150_ms, 200_ms}) == 4_s);
  CHECK(election_liveness_bound({150_ms, 155_ms}) == 24025_ms);
  CHECK(election_liveness_bound({150_ms, 150_ms}) == Duration::max());
}

TEST_CASE("without a bound nothing is judged") {
  ElectionLiveness checker(first_nodes(3), Duration::max());
  RecordStream(checker, 3).starts(1).starts(2).starts(3).at(1000_s).ends();
  CHECK(checker.violations().empty());
  CHECK(checker.exercised() == 0);
}

}  // namespace orrery::test
