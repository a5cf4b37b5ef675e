#include "checkers/leader_completeness.h"

#include <catch2/catch.hpp>

#include "checkers/log_stream.h"

namespace orrery::test {

namespace {

struct Group {
  LeaderCompleteness checker{first_nodes(3)};
  LogStream stream{checker, 3};
  // n1 leads term 1 and commits entries 1 and 2, which n2 holds as well, and n3 does not.
  Group() {
    stream.leads(1, 1).appends(1, 1, 1).appends(1, 2, 1).appends(2, 1, 1).appends(2, 2, 1).appends(3, 1, 1);
    stream.commits(1, 2, 1);
  }
  std::string only_violation() const {
    REQUIRE(checker.violations().size() == 1);
    return checker.violations()[0].text;
  }
};

}  // namespace

TEST_CASE("a leader with all that is committed is complete") {
  Group group;
  group.stream.appends(2, 3, 1).leads(2, 2);
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 1);
}

TEST_CASE("a leader with a log that is too short breaks leader completeness") {
  Group group;
  group.stream.leads(3, 2);
  CHECK(group.only_violation() == "n3 leads term 2 without entry 2 of term 1, committed in term 1");
  CHECK(group.checker.violations()[0].node == NodeId{2});
}

TEST_CASE("a leader with another entry in the place of a committed one breaks leader completeness") {
  Group group;
  group.stream.appends(3, 2, 2).appends(3, 3, 2).leads(3, 3);
  CHECK(group.only_violation() == "n3 leads term 3 without entry 2 of term 1, committed in term 1");
}

TEST_CASE("the leader of an earlier term need not hold what a later one has committed") {
  Group group;
  group.stream.leads(2, 5).appends(2, 3, 5).commits(2, 3, 5).leads(1, 4);
  CHECK(group.checker.violations().empty());
  group.stream.leads(1, 6);
  CHECK(group.only_violation() == "n1 leads term 6 without entry 3 of term 5, committed in term 5");
}

TEST_CASE("an entry of an earlier term that was committed by counting is lost (Raft, figure 8)") {
  Group group;
  // n1 appends entry 3 in term 2 and crashes; n3 leads term 3 with another one; n1 comes back as leader of term 4,
  // counts its entry 3 on two servers and commits it; n3 wins term 5, as its log is the more up to date.
  group.stream.appends(3, 2, 1).leads(1, 2).appends(1, 3, 2).leads(3, 3).appends(3, 3, 3).leads(1, 4);
  group.stream.appends(2, 3, 2).commits(1, 3, 4);
  CHECK(group.checker.violations().empty());
  group.stream.leads(3, 5);
  CHECK(group.only_violation() == "n3 leads term 5 without entry 3 of term 2, committed in term 4");
}

TEST_CASE("a commitment that leaves out what was committed before breaks leader completeness") {
  Group group;
  group.stream.appends(3, 2, 2).commits(3, 2, 2);
  CHECK(group.only_violation() ==
        "n3 commits up to entry 2 a log without entry 2 of term 1, which was committed before");
}

TEST_CASE("what is not in the leader's log is not committed") {
  Group group;
  group.stream.commits(1, 3, 1);
  CHECK(group.only_violation() == "n1 takes entry 3 for committed, though its log ends with entry 2");
}

TEST_CASE("a committed entry that crashes have taken back is missed in the next leader") {
  Group group;
  group.stream.comes_back(1, 1, 1).comes_back(2, 1, 1).leads(2, 2);
  CHECK(group.only_violation() == "n2 leads term 2 without entry 2 of term 1, committed in term 1");
}

TEST_CASE("a lost disk is no excuse") {
  Group group;
  group.stream.comes_back_without_disk(2).leads(2, 2);
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("what a snapshot covers is held") {
  Group group;
  group.stream.takes_snapshot(1, 2, 1).installs_snapshot(3, 2, 1).leads(3, 2);
  group.stream.takes_snapshot(2, 2, 1).appends(3, 3, 2).appends(2, 3, 2).commits(3, 3, 2).takes_snapshot(3, 3, 2);
  group.stream.comes_back(2, 3, 2, 2).leads(2, 3);
  CHECK(group.checker.violations().empty());
  group.stream.leads(1, 4);
  CHECK(group.only_violation() == "n1 leads term 4 without entry 3 of term 2, committed in term 2");
}

TEST_CASE("a run without a second leader has not exercised leader completeness") {
  Group group;
  CHECK(group.checker.exercised() == 0);
}

}  // namespace orrery::test
