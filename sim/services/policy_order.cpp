#include "services/policy_order.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"
#include "core/words.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"order", ParameterType::text, "default", "",
     "of retry, breaker, adaptive_throttle, rate_limit and bulkhead, outermost first, words apart: a gate outside of "
     "retry is asked once for a call, one inside of it for every attempt"},
};

constexpr std::string_view kRetry = "retry";
constexpr std::string_view kMovable[] = {kRetry, "breaker", "adaptive_throttle", "rate_limit", "bulkhead"};
constexpr std::string_view kFixed[] = {"cache", "fallback", "deadline", "timeout", "hedge", "balance"};

bool is_one_of(std::span<const std::string_view> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Gate gate_of(std::string_view word) {
  for (const Gate gate : {Gate::breaker, Gate::adaptive_throttle, Gate::rate_limit, Gate::bulkhead})
    if (name_of(gate) == word) return gate;
  check_failed("a gate of the table", __FILE__, __LINE__);
}

// Those of the call, as `order` has them or by default.
std::vector<std::string_view> ordered(const ParameterValues& policies) {
  const std::string& order = policies.word("order");
  std::vector<std::string_view> all = words(order);
  if (order == "default") all.assign(std::begin(kMovable), std::end(kMovable));
  std::erase_if(all, [&](std::string_view word) { return word != kRetry && !policies.has(word); });
  return all;
}

}  // namespace

constinit const PolicyRows policy_order_rows = kRows;

std::string_view name_of(Gate gate) {
  switch (gate) {
    case Gate::breaker: return "breaker";
    case Gate::adaptive_throttle: return "adaptive_throttle";
    case Gate::rate_limit: return "rate_limit";
    case Gate::bulkhead: return "bulkhead";
  }
  return "?";
}

std::string contradiction_of_policy_order(const ParameterValues& policies) {
  if (policies.word("order") == "default") return {};
  const std::vector<std::string_view> given = words(policies.word("order"));
  const std::vector<std::string_view> known(std::begin(kMovable), std::end(kMovable));
  for (auto word = given.begin(); word != given.end(); ++word) {
    if (is_one_of(kFixed, *word))
      return fmt::format(
          "order: {} stays in its place; cache, fallback and deadline enclose what can be moved, and that encloses "
          "timeout, hedge and balance",
          *word);
    if (!is_one_of(kMovable, *word))
      return fmt::format("order: {}{}", unexpected(fmt::format("some of {}", fmt::join(known, ", ")), *word).text,
                         suggestion(*word, known));
    if (!policies.has(*word)) return fmt::format("order: the call has no {}", *word);
    if (std::find(given.begin(), word, *word) != word) return fmt::format("order: {} stands there twice", *word);
  }
  for (const std::string_view word : kMovable)
    if (policies.has(word) && !is_one_of(given, word))
      return fmt::format("order must say where {} stands: it names all or none of the policies that it can move", word);
  const bool picks_outside =
      policies.has("breaker") && policies.word("breaker.per") == "endpoint" && policies.has("retry") &&
      std::find(given.begin(), given.end(), "breaker") < std::find(given.begin(), given.end(), kRetry);
  if (picks_outside)
    return "order: a breaker per endpoint cannot stand outside of retry, where no endpoint has been chosen";
  return {};
}

GateOrder::GateOrder(const ParameterValues& policies) {
  // Without retry it makes no difference: a call has one attempt.
  bool is_outside = policies.has("retry") && policies.word("order") != "default";
  for (const std::string_view word : ordered(policies)) {
    if (word == kRetry) {
      is_outside = false;
      continue;
    }
    gates[count++] = gate_of(word);
    if (is_outside) ++outside_retry;
  }
}

}  // namespace orrery
