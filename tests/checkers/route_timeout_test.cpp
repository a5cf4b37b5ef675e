#include "checkers/route_timeout.h"

#include <catch2/catch.hpp>

#include "checkers/record_stream.h"

namespace orrery::test {

using namespace literals;

namespace {

constexpr std::int64_t kOperation = 7;

// Two requests of one operation, the younger under a shorter timeout. The first ends in time, the other at `end`.
std::size_t breaches(Duration end) {
  RouteTimeout checker(first_nodes(1), 1_s);
  RecordStream stream(checker, 1);
  stream.at(0_s).event(1, proxy::kAccepted, {kOperation});
  stream.at(500_ms).event(1, proxy::kPoliciesSet, {(100_ms).nanoseconds(), 1, 1});
  stream.at(600_ms).event(1, proxy::kAccepted, {kOperation});
  stream.at(700_ms).event(1, proxy::kEnds[2], {kOperation, 1});
  stream.at(end).event(1, proxy::kEnds[2], {kOperation, 1});
  stream.ends();
  CHECK(checker.exercised() == 2);
  return checker.violations().size();
}

}  // namespace

TEST_CASE("of requests of one operation each has the timeout that it was accepted under, whichever ends first") {
  CHECK(breaches(1_s) == 0);
  CHECK(breaches(1001_ms) == 1);
}

TEST_CASE("of requests of one operation none that ends too late is excused by another") {
  RouteTimeout checker(first_nodes(1), 1_s);
  RecordStream stream(checker, 1);
  for (const Duration when : {0_s, 500_ms}) stream.at(when).event(1, proxy::kAccepted, {kOperation});
  for (const Duration when : {1200_ms, 1500_ms}) stream.at(when).event(1, proxy::kEnds[0], {kOperation, 1});
  REQUIRE(checker.violations().size() == 1);
  CHECK(checker.violations()[0].text == "operation 7 is at n1 for 1.2s, and the route's timeout is 1s");
}

}  // namespace orrery::test
