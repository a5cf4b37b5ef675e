#include "checkers/one_vote_per_term.h"

#include <catch2/catch.hpp>

#include "checkers/record_stream.h"

namespace orrery::test {

namespace {

RecordStream& votes(RecordStream& stream, int voter, int candidate, std::int64_t term) {
  return stream.happens(RecordKind::event, voter, "vote_granted", term, candidate);
}

}  // namespace

TEST_CASE("votes for two candidates of one term break the claim, and all three are named") {
  OneVotePerTerm checker(first_nodes(3));
  RecordStream stream(checker, 3);
  votes(stream, 2, 1, 7);
  votes(stream, 2, 3, 7);
  REQUIRE(checker.violations().size() == 1);
  CHECK(checker.violations()[0].text == "n2 voted for n1 and for n3 in term 7");
}

TEST_CASE("a vote for itself is a vote") {
  OneVotePerTerm checker(first_nodes(3));
  RecordStream stream(checker, 3);
  votes(stream, 2, 2, 7);
  votes(stream, 2, 3, 7);
  CHECK(checker.violations().size() == 1);
}

TEST_CASE("a restart does not free a vote") {
  OneVotePerTerm checker(first_nodes(3));
  RecordStream stream(checker, 3);
  votes(stream, 2, 1, 7);
  stream.happens(RecordKind::crashed, 2).happens(RecordKind::restarted, 2, Name(), 1);
  votes(stream, 2, 3, 7);
  CHECK(checker.violations().size() == 1);
}

TEST_CASE("one vote a term keeps the claim, as does the same vote given again") {
  OneVotePerTerm checker(first_nodes(3));
  RecordStream stream(checker, 3);
  votes(stream, 2, 1, 7);
  votes(stream, 2, 1, 7);
  votes(stream, 2, 3, 8);
  votes(stream, 3, 3, 7);
  CHECK(checker.violations().empty());
  CHECK(checker.exercised() == 4);
}

}  // namespace orrery::test
