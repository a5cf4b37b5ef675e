#include "checkers/commit_liveness.h"

#include <catch2/catch.hpp>

#include "checkers/log_stream.h"

namespace orrery::test {

using namespace literals;

namespace {

// Three servers with a bound of one second, started at 0; n1 leads and has committed its first entry.
struct Group {
  Group() {
    stream.starts(1).starts(2).starts(3);
    stream.becomes(2, "follower", 1).becomes(3, "follower", 1).becomes(1, "leader", 1);
    stream.appends(1, 1, 1).appends(2, 1, 1).commits(1, 1, 1);
  }
  LogStream& at(Duration time) {
    stream.at(time);
    return stream;
  }
  CommitLiveness checker{first_nodes(3), 1_s};
  LogStream stream{checker, 3};
};

}  // namespace

TEST_CASE("an entry that is committed within the bound keeps commit liveness") {
  Group group;
  group.at(2_s).appends(1, 2, 1);
  group.at(2900_ms).commits(1, 2, 1);
  group.at(10_s).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 2);
}

TEST_CASE("an entry that is not committed within the bound breaks commit liveness, once") {
  Group group;
  group.at(2_s).appends(1, 2, 1);
  group.at(2500_ms).appends(1, 3, 1);
  group.at(10_s).appends(1, 4, 1).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].text ==
        "nothing is committed beyond entry 1 within 1.00 s of 2.000 s, though a majority was up and undisturbed");
  CHECK(group.checker.violations()[0].time == Instant::at(3_s));
}

TEST_CASE("where nothing waits nothing has to be committed") {
  Group group;
  group.at(10_s).ends();
  CHECK(group.checker.violations().empty());
}

TEST_CASE("every advance begins the bound anew while something waits") {
  Group group;
  group.at(2_s).appends(1, 2, 1).appends(1, 3, 1);
  group.at(2800_ms).commits(1, 2, 1);
  group.at(3700_ms);
  CHECK(group.checker.violations().empty());
  group.at(5_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(3800_ms));
}

TEST_CASE("leaders that follow one another without committing anything break commit liveness") {
  Group group;
  for (std::int64_t term = 2; term <= 20; ++term) {
    const int leader = 1 + static_cast<int>(term % 3);
    group.at(term * 200_ms).truncates(leader, 1).appends(leader, 2, term).becomes(leader, "leader", term);
  }
  group.stream.ends();
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("without a majority that is up nothing has to be committed, and the bound begins when it is up again") {
  Group group;
  group.at(2_s).appends(1, 2, 1);
  group.stream.happens(RecordKind::crashed, 2).happens(RecordKind::crashed, 3);
  group.at(8_s).happens(RecordKind::restarted, 2, Name(), 1);
  CHECK(group.checker.violations().empty());
  group.at(10_s).ends();
  REQUIRE(group.checker.violations().size() == 1);
  CHECK(group.checker.violations()[0].time == Instant::at(9_s));
}

TEST_CASE("while a fault may come between the servers nothing has to be committed") {
  Group group;
  group.at(2_s).fault(RecordKind::fault_began, "f", "partition");
  group.stream.appends(1, 2, 1);
  group.at(8_s).fault(RecordKind::fault_ended, "f", "partition");
  group.at(8900_ms).commits(1, 2, 1);
  group.at(10_s).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 2);
}

TEST_CASE("a snapshot that brings a server up begins the bound anew") {
  Group group;
  group.at(2_s).appends(1, 2, 1);
  group.at(2900_ms).installs_snapshot(3, 1, 1);
  group.at(3800_ms).commits(1, 2, 1);
  group.at(10_s).ends();
  CHECK(group.checker.violations().empty());
}

TEST_CASE("the bound is twice that of an election") {
  CHECK(commit_liveness_bound({150_ms, 300_ms}) == 6_s);
  CHECK(commit_liveness_bound({150_ms, 150_ms}) == Duration::max());
  CommitLiveness checker(first_nodes(1), Duration::max());
  LogStream stream(checker, 1);
  stream.starts(1);
  stream.appends(1, 1, 1).at(1000_s).ends();
  CHECK(checker.violations().empty());
}

}  // namespace orrery::test
