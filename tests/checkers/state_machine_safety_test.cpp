#include "checkers/state_machine_safety.h"

#include <catch2/catch.hpp>

#include "checkers/log_stream.h"

namespace orrery::test {

namespace {

constexpr int kClient = 4;

struct Group {
  StateMachineSafety checker{first_nodes(3)};
  LogStream stream{checker, 4};
  // n1 has applied two entries of three that are committed.
  Group() {
    for (int server = 1; server <= 3; ++server) stream.appends(server, 1, 1);
    stream.commits(1, 3, 1).applies(1, 1, 100).applies(1, 2, 200, kClient, 7);
  }
  std::string only_violation() const {
    REQUIRE(checker.violations().size() == 1);
    return checker.violations()[0].text;
  }
};

}  // namespace

TEST_CASE("servers that apply the same entries are safe") {
  Group group;
  group.stream.applies(2, 1, 100).applies(2, 2, 200, kClient, 7).applies(2, 3, 300).applies(1, 3, 300);
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 3);
}

TEST_CASE("different requests at one index break state machine safety") {
  Group group;
  const auto [client, number] = GENERATE(std::pair(kClient, 8), std::pair(3, 7), std::pair(0, 0));
  group.stream.applies(2, 1, 100).applies(2, 2, 200, client, number);
  CHECK(group.only_violation() == "n2 and n1 apply different requests as entry 2");
  CHECK(group.checker.violations()[0].node == NodeId{1});
}

TEST_CASE("different states after the same requests break state machine safety") {
  Group group;
  group.stream.applies(2, 1, 100).applies(2, 2, 201, kClient, 7);
  CHECK(group.only_violation() == "n2 and n1 are in different states after entry 2");
}

TEST_CASE("an entry left out breaks state machine safety, as does one applied again") {
  Group group;
  const auto index = GENERATE(std::int64_t(1), std::int64_t(3));
  group.stream.applies(2, 1, 100).applies(2, index, index * 100);
  CHECK(group.only_violation() == "n2 applies entry " + std::to_string(index) + " after entry 1");
}

TEST_CASE("an entry applied before it is committed breaks state machine safety") {
  Group group;
  group.stream.applies(1, 3, 300).applies(1, 4, 400);
  CHECK(group.only_violation() == "n1 applies entry 4 before any leader takes it for committed");
}

TEST_CASE("after a restart all entries are applied again") {
  Group group;
  group.stream.comes_back(1, 3, 1).applies(1, 1, 100).applies(1, 2, 200, kClient, 7);
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 2);
}

TEST_CASE("after a restart entries are applied from the snapshot on") {
  Group group;
  group.stream.takes_snapshot(1, 2, 1, 200).comes_back(1, 3, 1, 2, 200).applies(1, 3, 300);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a restart with another state than the snapshot's breaks state machine safety") {
  Group group;
  group.stream.comes_back(1, 3, 1, 2, 222);
  CHECK(group.only_violation() == "n1's snapshot up to entry 2 is not the state that n1 was in after it");
}

TEST_CASE("a snapshot of another state breaks state machine safety, taken or installed") {
  Group group;
  group.stream.installs_snapshot(3, 2, 1, 201);
  CHECK(group.only_violation() == "n3's snapshot up to entry 2 is not the state that n1 was in after it");
  group.stream.takes_snapshot(1, 1, 1, 101);
  CHECK(group.checker.violations().size() == 2);
}

TEST_CASE("after a snapshot is installed entries are applied from its end on") {
  Group group;
  group.stream.installs_snapshot(3, 2, 1, 200).applies(3, 3, 300);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a server without its disk applies everything again") {
  Group group;
  group.stream.takes_snapshot(1, 2, 1, 200).comes_back_without_disk(1).applies(1, 1, 100);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("what follows upon forgotten entries is still compared") {
  Group group;
  group.stream.takes_snapshot(1, 2, 1, 200).installs_snapshot(2, 2, 1, 200).installs_snapshot(3, 2, 1, 200);
  group.stream.applies(1, 3, 300).applies(2, 3, 301);
  CHECK(group.only_violation() == "n2 and n1 are in different states after entry 3");
}

}  // namespace orrery::test
