#include "services/policies/hedge.h"

#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/policies/values.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::values;

namespace {

HedgeSettings settings(std::int64_t most) {
  HedgeSettings hedge;
  hedge.delay = 10_ms;
  hedge.hedges_max = most;
  return hedge;
}

HedgeAllowance plenty() {
  HedgeAllowance allowance(settings(1));
  for (int i = 0; i < 1000; ++i) allowance.on_attempt();
  return allowance;
}

}  // namespace

TEST_CASE("an attempt has no more hedges than it may") {
  HedgeAllowance allowance = plenty();
  HedgedAttempt attempt(settings(3));
  for (int hedge = 0; hedge < 3; ++hedge) CHECK(attempt.try_hedge(allowance));
  CHECK_FALSE(attempt.try_hedge(allowance));
}

TEST_CASE("hedges never are more than their share of the attempts so far, and reach it where all are slow") {
  for (const auto& [text, percent] : {std::pair{"5%", 5}, {"7%", 7}, {"29%", 29}, {"100%", 100}}) {
    HedgeAllowance allowance(HedgeSettings(values(hedge_rows, {{"hedge.delay", "10ms"}, {"hedge.extra", text}})));
    std::int64_t hedges = 0;
    for (std::int64_t attempts = 1; attempts <= 1000; ++attempts) {
      allowance.on_attempt();
      while (allowance.try_hedge()) ++hedges;
      REQUIRE(hedges == attempts * percent / 100);
    }
  }
}

TEST_CASE("a hedge needs to know when, once, and before the attempt is over") {
  const auto contradiction = [](auto... texts) { return contradiction_of_hedge(values(hedge_rows, {texts...})); };
  using Text = std::pair<std::string_view, std::string_view>;
  CHECK(contradiction().empty());
  CHECK(contradiction(Text("hedge.delay", "10ms")).empty());
  CHECK(contradiction(Text("hedge.on_timeout", "true")).empty());
  CHECK(contradiction(Text("hedge.max", "2")) ==
        "hedge needs a delay, or on_timeout: true: nothing says when an attempt is slow");
  CHECK(contradiction(Text("hedge.delay", "10ms"), Text("hedge.on_timeout", "true")) ==
        "hedge.delay and hedge.on_timeout: a hedge follows one or the other, leave one out");
  CHECK(contradiction(Text("hedge.delay", "1s"), Text("timeout", "1s")) ==
        "hedge.delay (1s) must be below timeout (1s), or no attempt lasts long enough for a hedge");
  CHECK_FALSE(contradiction(Text("hedge.delay", "10ms"), Text("hedge.extra", "0%")).empty());
}
