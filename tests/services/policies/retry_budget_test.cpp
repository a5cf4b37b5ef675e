#include "services/policies/retry_budget.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "services/form.h"

using namespace orrery;
using orrery::test::form;

namespace {

RetryBudget budget(std::string_view text) { return RetryBudget(form(retry_budget_forms, text)); }

std::int64_t begun(RetryBudget& of, CallLoad load, int tries) {
  std::int64_t count = 0;
  for (int i = 0; i < tries; ++i) count += of.try_begin_retry(load) ? 1 : 0;
  return count;
}

// Lets a budget serve random calls and says when it let through a retry beyond `percent` of the load and `at_least`.
template <class Budget>
std::optional<std::string> breach_of_share(Budget served, std::int64_t percent, std::int64_t at_least,
                                           std::uint64_t seed) {
  RandomStream random(seed, "caller", "budget");
  CallLoad load;
  std::int64_t under_way = 0;
  for (int step = 0; step < 2000; ++step) {
    load = {random.between(0, 60), random.between(0, 20)};
    const std::int64_t allowed = std::max(at_least, (load.active + load.pending) * percent / 100);
    if (under_way > 0 && random.chance(0.4)) {
      served.on_retry_end();
      --under_way;
    } else if (served.try_begin_retry(load)) {
      if (++under_way > allowed) return "a retry beyond the budget at step " + std::to_string(step);
    } else if (under_way < allowed) {
      return "a retry refused within the budget at step " + std::to_string(step);
    }
  }
  return {};
}

// Compares with its limit before it counts the retry that asks.
struct OneMore {
  RetryBudget of;
  std::int64_t extra = 0;
  bool try_begin_retry(CallLoad load) {
    if (of.try_begin_retry(load)) return true;
    if (extra > 0) return false;
    ++extra;
    return true;
  }
  void on_retry_end() {
    if (extra > 0)
      --extra;
    else
      of.on_retry_end();
  }
};

}  // namespace

TEST_CASE("a limit lets so many retries be under way, and another when one ends") {
  RetryBudget limit = budget("limit");
  CHECK(begun(limit, {1000, 1000}, 10) == 3);
  limit.on_retry_end();
  CHECK(begun(limit, {}, 10) == 1);
  CHECK(limit.retries_under_way() == 3);
}

TEST_CASE("a share counts what is active and what is pending, rounded down, and keeps to its least") {
  RetryBudget share = budget("share");
  CHECK(share.limit({0, 0}) == 3);
  CHECK(share.limit({10, 9}) == 3);
  CHECK(share.limit({10, 10}) == 4);
  CHECK(share.limit({14, 10}) == 4);
  CHECK(begun(share, {50, 50}, 100) == 20);
  CHECK(begun(share, {10, 10}, 100) == 0);
}

TEST_CASE("shares of a count are exact: 29 % of 100 calls are 29 retries") {
  for (std::int64_t percent = 0; percent <= 100; ++percent)
    CHECK(budget("share at_least=1 of=" + std::to_string(percent) + "%").limit({60, 40}) ==
          std::max<std::int64_t>(1, percent));
}

TEST_CASE("tokens: no retry while half of the bucket or less is left, and successes win it back in parts") {
  RetryBudget tokens = budget("tokens max=10 ratio=0.1");
  for (int failure = 0; failure < 4; ++failure) tokens.on_failure();
  CHECK(tokens.try_begin_retry({}));
  tokens.on_failure();
  CHECK_FALSE(tokens.try_begin_retry({}));
  tokens.on_success();
  CHECK(tokens.try_begin_retry({}));
  for (int failure = 0; failure < 100; ++failure) tokens.on_failure();
  for (int success = 0; success < 50; ++success) tokens.on_success();
  CHECK_FALSE(tokens.try_begin_retry({}));
  tokens.on_success();
  CHECK(tokens.try_begin_retry({}));
}

TEST_CASE("tokens never overfill: after any number of successes as many failures close the budget as at first") {
  RetryBudget tokens = budget("tokens max=10 ratio=0.3");
  for (int success = 0; success < 1000; ++success) tokens.on_success();
  for (int failure = 0; failure < 5; ++failure) tokens.on_failure();
  CHECK(tokens.limit({}) == 0);
}

TEST_CASE("what a success gives back counts in whole thousandths: three times a third is not a token") {
  RetryBudget tokens = budget("tokens max=10 ratio=0.333333");
  for (int failure = 0; failure < 6; ++failure) tokens.on_failure();
  for (int success = 0; success < 3; ++success) tokens.on_success();
  CHECK(tokens.limit({}) == 0);
  tokens.on_success();
  CHECK(tokens.limit({}) == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("a share lets retries through exactly up to its limit, whatever the load") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    INFO("seed " << seed);
    CHECK(breach_of_share(budget("share of=20% at_least=3"), 20, 3, seed) == std::nullopt);
    CHECK(breach_of_share(budget("share of=7% at_least=0"), 7, 0, seed) == std::nullopt);
  }
}

TEST_CASE("mutant: a budget that lets one retry more through is caught") {
  CHECK(breach_of_share(OneMore{budget("share of=20% at_least=3")}, 20, 3, 1) != std::nullopt);
  CHECK(breach_of_share(budget("share of=21% at_least=3"), 20, 3, 1) != std::nullopt);
}

TEST_CASE("a budget of nothing is refused, and so is none that is known") {
  const auto error = [](std::string_view text) {
    const auto value = read_form(retry_budget_forms, text);
    return value ? std::string() : value.error().text;
  };
  CHECK(error("share of=0% at_least=0") ==
        "a budget of 0% and at_least=0 lets no retry through: leave out the retry instead");
  CHECK(error("share of=0% at_least=1").empty());
  CHECK_FALSE(error("limit max=0").empty());
  CHECK_FALSE(error("tokens ratio=0").empty());
  CHECK(error("shares").find("did you mean 'share'?") != std::string::npos);
}
