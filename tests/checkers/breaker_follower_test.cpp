// What the checkers of breakers make of attempts and endpoints, by Records made by hand.
#include <catch2/catch.hpp>

#include "checkers/breaker_checkers.h"
#include "checkers/breaker_records.h"
#include "checkers/proxy_records.h"
#include "checkers/record_stream.h"

namespace orrery::test {

using namespace breaker_records;

namespace {

// Node 1 calls the others, which are all of one group.
BreakerBlocks blocks(CheckedBreaker::Per per) {
  CheckedBreaker breaker;
  breaker.target = "server";
  breaker.per = per;
  return {first_nodes(1), {breaker}};
}

constexpr RecordStream::Figures kAttempt{7, 1, 0};

}  // namespace

TEST_CASE("of attempts of one number each that has waited may be sent after the breaker opened, and no other") {
  BreakerBlocks checker = blocks(CheckedBreaker::Per::target);
  RecordStream stream(checker, 3);
  stream.event(1, kQueued, kAttempt).event(1, kQueued, kAttempt).event(1, kQueued, kAttempt);
  stream.event(1, kAttempted, kAttempt, 2);
  stream.event(1, kWaitRefusals[1], kAttempt);
  stream.event(1, kOpened, {}, 2);
  stream.event(1, kAttempted, kAttempt, 3);
  CHECK(checker.violations().empty());
  stream.event(1, kAttempted, kAttempt, 2);
  CHECK(checker.violations().size() == 1);
}

TEST_CASE("an endpoint that comes back has a new breaker, which is closed") {
  BreakerBlocks checker = blocks(CheckedBreaker::Per::endpoint);
  RecordStream stream(checker, 3);
  stream.event(1, kOpened, {}, 2);
  stream.event(1, kAttempted, kAttempt, 3);
  CHECK(checker.violations().empty());
  stream.event(1, proxy::kEndpointRemoved, {}, 2).event(1, proxy::kEndpointAdded, {}, 2);
  stream.event(1, kAttempted, kAttempt, 2);
  CHECK(checker.violations().empty());
  stream.event(1, kOpened, {}, 2).event(1, kAttempted, kAttempt, 2);
  CHECK(checker.violations().size() == 1);
}

TEST_CASE("a breaker of all endpoints is still open when one of them comes back") {
  BreakerBlocks checker = blocks(CheckedBreaker::Per::target);
  RecordStream stream(checker, 3);
  stream.event(1, kOpened, {}, 1);
  stream.event(1, proxy::kEndpointRemoved, {}, 1).event(1, proxy::kEndpointAdded, {}, 1);
  stream.event(1, kAttempted, kAttempt, 2);
  CHECK(checker.violations().size() == 1);
}

}  // namespace orrery::test
