#include "services/policies/retry_budget.h"

#include <algorithm>
#include <limits>
#include <string>

#include <fmt/format.h>

#include "core/check.h"
#include "services/policies/parts.h"

namespace orrery {

namespace {

constexpr std::int64_t kToken = 1000;

std::string share_contradiction(const ParameterValues& share) {
  if (share.number("of") > 0 || share.integer("at_least") > 0) return {};
  return fmt::format("a budget of {} and at_least=0 lets no retry through: leave out the retry instead",
                     share.text("of"));
}

constexpr Parameter kRows[] = {
    {"retry_budget", ParameterType::form, "none", "", "retries that go beyond it are given up", &retry_budget_forms},
};

}  // namespace

const Forms retry_budget_forms{
    "retry-budget",
    "how many retries a caller can afford, over all its calls to this target",
    "share of=20%",
    {
        {"limit",
         "so many under way at once",
         {{"max", ParameterType::integer, "3", "1..1000000", "retries under way"}}},
        {"share",
         "under way at once, of the calls that are active or wait to be sent",
         {{"of", ParameterType::percent, "20%", "", "of those calls, rounded down"},
          {"at_least", ParameterType::integer, "3", "0..1000000", "what the share never goes below"}},
         share_contradiction},
        {"tokens",
         "a failure takes a token, a success gives a part of one back; no retry while half of them or fewer are left",
         {{"max", ParameterType::integer, "10", "1..1000", "tokens at first, and at most"},
          {"ratio", ParameterType::number, "0.1", "0.001..1000", "what a success gives back"}}},
    }};

constinit const PolicyRows retry_budget_rows = kRows;

RetryBudget::RetryBudget(const FormValue& budget) {
  const ParameterValues& given = *budget.arguments;
  if (budget.name == "limit") {
    of_ = Limit{given.integer("max")};
  } else if (budget.name == "share") {
    of_ = Share{billionths(given.number("of")), given.integer("at_least")};
  } else {
    ORRERY_CHECK(budget.name == "tokens", "a retry budget of the table");
    const std::int64_t most = given.integer("max") * kToken;
    // Decimals are read to the nearest double, which may lie just below the thousandth that was meant.
    const auto gain = share_of(billionths(given.number("ratio")), kToken);
    of_ = Tokens{most, gain, most};
  }
}

bool RetryBudget::try_begin_retry(CallLoad load) {
  if (under_way_ >= limit(load)) return false;
  ++under_way_;
  return true;
}

void RetryBudget::on_retry_end() {
  ORRERY_CHECK(under_way_ > 0, "a retry that ends to be under way");
  --under_way_;
}

void RetryBudget::on_success() {
  if (auto* tokens = std::get_if<Tokens>(&of_)) tokens->left = std::min(tokens->most, tokens->left + tokens->gain);
}

void RetryBudget::on_failure() {
  if (auto* tokens = std::get_if<Tokens>(&of_)) tokens->left = std::max<std::int64_t>(0, tokens->left - kToken);
}

std::int64_t RetryBudget::limit(CallLoad load) const {
  if (const auto* limit = std::get_if<Limit>(&of_)) return limit->most;
  if (const auto* share = std::get_if<Share>(&of_))
    return std::max(share->at_least, share_of(load.active + load.pending, share->billionths));
  const auto& tokens = std::get<Tokens>(of_);
  return tokens.left > tokens.most / 2 ? std::numeric_limits<std::int64_t>::max() : 0;
}

}  // namespace orrery
