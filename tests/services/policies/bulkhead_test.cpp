#include "services/policies/bulkhead.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/policies/values.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::values;
using Entry = Bulkhead::Entry;

namespace {

BulkheadSettings settings(std::int64_t concurrent, std::int64_t pending, std::optional<Duration> wait = {}) {
  BulkheadSettings bulkhead;
  bulkhead.concurrent_max = concurrent;
  bulkhead.pending_max = pending;
  bulkhead.wait_max = wait;
  return bulkhead;
}

}  // namespace

TEST_CASE("calls are admitted up to the limit, then wait, then are refused") {
  Bulkhead bulkhead(settings(2, 1));
  CHECK(bulkhead.enter(1) == Entry::admitted);
  CHECK(bulkhead.enter(2) == Entry::admitted);
  CHECK(bulkhead.enter(3) == Entry::waits);
  CHECK(bulkhead.enter(4) == Entry::refused);
  CHECK(bulkhead.admitted() == 2);
  CHECK(bulkhead.waiting() == 1);
}

TEST_CASE("the place of a call that leaves goes to the one that waited longest") {
  Bulkhead bulkhead(settings(1, 10));
  for (Bulkhead::Ticket call = 1; call <= 3; ++call) bulkhead.enter(call);
  CHECK(bulkhead.leave() == Bulkhead::Ticket{2});
  CHECK(bulkhead.admitted() == 1);
  CHECK(bulkhead.leave() == Bulkhead::Ticket{3});
  CHECK(bulkhead.leave() == std::nullopt);
  CHECK(bulkhead.admitted() == 0);
}

TEST_CASE("with a wait of nothing no call waits, and without a limit or with a longer one it does") {
  Bulkhead impatient(settings(1, 10, 0_ms));
  impatient.enter(1);
  CHECK(impatient.enter(2) == Entry::refused);
  for (const auto wait : {std::optional<Duration>(), std::optional(100_ms)}) {
    Bulkhead patient(settings(1, 10, wait));
    patient.enter(1);
    CHECK(patient.enter(2) == Entry::waits);
  }
}

TEST_CASE("a call that gives up its wait makes room for another, and only one that waits can") {
  Bulkhead bulkhead(settings(1, 1));
  bulkhead.enter(1);
  bulkhead.enter(2);
  CHECK_FALSE(bulkhead.give_up(1));
  CHECK(bulkhead.give_up(2));
  CHECK_FALSE(bulkhead.give_up(2));
  CHECK(bulkhead.enter(3) == Entry::waits);
  CHECK(bulkhead.leave() == Bulkhead::Ticket{3});
}

TEST_CASE("every call that enters comes out once, no limit is passed, and no place is free while calls wait") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    RandomStream random(seed, "caller", "bulkhead");
    Bulkhead bulkhead(settings(4, 6, 50_ms));
    std::vector<Bulkhead::Ticket> inside, waiting;
    const auto admit = [&](Bulkhead::Ticket call) {
      const auto found = std::find(waiting.begin(), waiting.end(), call);
      REQUIRE(found == waiting.begin());
      waiting.erase(found);
    };
    for (Bulkhead::Ticket call = 1; call <= 3000; ++call) {
      if (!waiting.empty() && random.chance(0.2)) {
        const auto tired = waiting.begin() + random.between(0, static_cast<std::int64_t>(waiting.size()) - 1);
        REQUIRE(bulkhead.give_up(*tired));
        waiting.erase(tired);
      }
      const Entry entry = bulkhead.enter(call);
      if (entry == Entry::admitted) inside.push_back(call);
      if (entry == Entry::waits) waiting.push_back(call);
      if (entry == Entry::refused) REQUIRE(waiting.size() == 6);
      if (!inside.empty() && random.chance(0.45)) {
        inside.erase(inside.begin() + random.between(0, static_cast<std::int64_t>(inside.size()) - 1));
        if (const auto next = bulkhead.leave()) {
          admit(*next);
          inside.push_back(*next);
        }
      }
      REQUIRE(inside.size() <= 4);
      REQUIRE(waiting.size() <= 6);
      REQUIRE((waiting.empty() || inside.size() == 4));
      REQUIRE(bulkhead.admitted() == static_cast<std::int64_t>(inside.size()));
      REQUIRE(bulkhead.waiting() == static_cast<std::int64_t>(waiting.size()));
    }
  }
}

TEST_CASE("the defaults are Envoy's, and a wait for calls that cannot wait is refused") {
  const BulkheadSettings envoy(values(bulkhead_rows, {}));
  CHECK(envoy.concurrent_max == 1024);
  CHECK(envoy.pending_max == 1024);
  CHECK_FALSE(envoy.wait_max);
  CHECK(contradiction_of_bulkhead(values(bulkhead_rows, {{"bulkhead.max_wait", "1s"}})).empty());
  CHECK(
      contradiction_of_bulkhead(values(bulkhead_rows, {{"bulkhead.max_wait", "1s"}, {"bulkhead.max_pending", "0"}})) ==
      "bulkhead.max_wait (1s) is for calls that wait, and bulkhead.max_pending (0) lets none wait");
}
