#include "checkers/election_safety.h"

#include <catch2/catch.hpp>

#include "checkers/record_stream.h"

namespace orrery::test {

TEST_CASE("two leaders of one term break election safety, and both are named") {
  ElectionSafety checker(first_nodes(3));
  RecordStream(checker, 3).becomes(1, "leader", 4).becomes(3, "leader", 4).ends();
  REQUIRE(checker.violations().size() == 1);
  CHECK(checker.violations()[0].text == "n1 and n3 both led term 4");
  CHECK(checker.violations()[0].node == NodeId{2});
  CHECK(checker.violations()[0].invariant == "election-safety");
}

TEST_CASE("leaders of different terms keep election safety, also at one time") {
  ElectionSafety checker(first_nodes(3));
  RecordStream(checker, 3).becomes(1, "leader", 4).becomes(3, "leader", 5).ends();
  CHECK(checker.violations().empty());
  CHECK(checker.exercised() == 2);
}

TEST_CASE("a leader that crashed has led its term all the same") {
  ElectionSafety checker(first_nodes(3));
  RecordStream(checker, 3).becomes(1, "leader", 4).happens(RecordKind::crashed, 1).becomes(2, "leader", 4).ends();
  CHECK(checker.violations().size() == 1);
}

TEST_CASE("a leader that takes over a later term without an election breaks election safety when that term has one") {
  ElectionSafety checker(first_nodes(3));
  RecordStream(checker, 3)
      .becomes(1, "leader", 4)
      .becomes(2, "leader", 5)
      .happens(RecordKind::state, 1, "term", 5)
      .ends();
  CHECK(checker.violations().size() == 1);
}

TEST_CASE("what shows for a moment inside a handler is not judged") {
  ElectionSafety checker(first_nodes(3));
  RecordStream stream(checker, 3);
  stream.becomes(1, "leader", 4).becomes(2, "candidate", 4);
  // The role changes before the term: in between, n2 would be a leader of term 4.
  stream.becomes(2, "leader", 5).ends();
  CHECK(checker.violations().empty());
}

TEST_CASE("other groups are not judged") {
  ElectionSafety checker(first_nodes(2));
  RecordStream(checker, 4).becomes(1, "leader", 4).becomes(3, "leader", 4).becomes(4, "leader", 4).ends();
  CHECK(checker.violations().empty());
  CHECK(checker.exercised() == 1);
}

TEST_CASE("a run without a leader has not exercised election safety") {
  ElectionSafety checker(first_nodes(2));
  RecordStream(checker, 2).becomes(1, "candidate", 1).becomes(2, "candidate", 1).ends();
  CHECK(checker.exercised() == 0);
}

}  // namespace orrery::test
