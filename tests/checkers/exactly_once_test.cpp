#include "checkers/exactly_once.h"

#include <catch2/catch.hpp>

#include "checkers/client_records.h"
#include "checkers/log_stream.h"

namespace orrery::test {

namespace {

// n1 and n2 are servers, n3 and n4 clients.
struct Group {
  ExactlyOnce checker{first_nodes(2), {NodeId{2}, NodeId{3}}};
  LogStream stream{checker, 4};
  std::string only_violation() {
    stream.ends();
    REQUIRE(checker.violations().size() == 1);
    return checker.violations()[0].text;
  }
};

}  // namespace

TEST_CASE("a request that every server carries out once is carried out exactly once") {
  Group group;
  group.stream.applies(1, 1, 0, 3, 7).applies(2, 1, 0, 3, 7).applies(1, 2, 0, 4, 7).applies(1, 3, 0, 3, 8).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 4);
}

TEST_CASE("entries without a client are nobody's requests") {
  Group group;
  group.stream.applies(1, 1, 0).applies(1, 2, 0).ends();
  CHECK(group.checker.exercised() == 0);
}

TEST_CASE("a duplicate that is skipped keeps the claim, on every server") {
  Group group;
  for (int server = 1; server <= 2; ++server)
    group.stream.applies(server, 1, 0, 3, 7).applies(server, 2, 0, 3, 7).skips(server, 2, 3, 7);
  group.stream.ends();
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a duplicate that is carried out again breaks the claim") {
  Group group;
  group.stream.applies(1, 1, 0, 3, 7).applies(1, 2, 0, 3, 7);
  CHECK(group.checker.violations().empty());  // it may yet be skipped
  CHECK(group.only_violation() == "n1 carries out request 7 of n3 at entry 2, and entry 1 had done so");
}

TEST_CASE("a duplicate carried out in the midst of a handler is found") {
  Group group;
  group.stream.applies(1, 1, 0, 3, 7).also(1, replicated_log::kEntryApplied, {2, 7}, 3);
  group.stream.also(1, replicated_log::kEntryApplied, {3, 8}, 3);
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("what is skipped must have been carried out before") {
  Group group;
  group.stream.applies(1, 1, 0, 3, 7).skips(1, 1, 3, 7);
  CHECK(group.only_violation() ==
        "n1 skips request 7 of n3 at entry 1 as a duplicate, though no entry before it has carried it out");
}

TEST_CASE("what one server carries out another must not skip") {
  Group group;
  group.stream.applies(1, 1, 0, 3, 7).applies(2, 1, 0, 3, 7).skips(2, 1, 3, 7);
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("an update that is acknowledged has been carried out") {
  Group group;
  group.stream.invokes(3, 7, client_history::kPut, 1, 5);
  group.stream.applies(1, 1, 0, 3, 7);
  group.stream.completes(3, 7, RecordKind::ok).invokes(4, 8, client_history::kAdd, 1, 5);
  CHECK(group.checker.violations().empty());
  group.stream.completes(4, 8, RecordKind::ok, 10);
  CHECK(group.only_violation() == "request 8 of n4 is acknowledged, though no server has carried it out");
  CHECK(group.checker.violations()[0].node == NodeId{3});
}

TEST_CASE("reads and updates that fail or end unknown need not be carried out") {
  Group group;
  group.stream.invokes(3, 7, client_history::kGet, 1).completes(3, 7, RecordKind::ok, 0);
  group.stream.invokes(3, 8, client_history::kPut, 1, 5).completes(3, 8, RecordKind::failed);
  group.stream.invokes(3, 9, client_history::kPut, 1, 5).completes(3, 9, RecordKind::info);
  group.stream.invokes(3, 10, client_history::kPut, 1, 5).happens(RecordKind::crashed, 3).ends();
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 0);
}

}  // namespace orrery::test
