#include "services/policies/hedge.h"

#include <fmt/format.h>

#include "services/policies/parts.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"hedge", ParameterType::section, "none", "",
     "sends a slow attempt once more while it goes on; the first good answer wins"},
    {"hedge.delay", ParameterType::duration, "none", "1us..24h",
     "a try that has no answer by then is joined by another"},
    {"hedge.on_timeout", ParameterType::boolean, "false", "",
     "an attempt whose timeout runs out goes on and is joined by another (Envoy's hedge_on_per_try_timeout)"},
    {"hedge.max", ParameterType::integer, "1", "1..100", "hedges of one attempt"},
    {"hedge.extra", ParameterType::percent, "100%", "",
     "hedges at most, of the attempts of all calls to this target so far"},
};

}  // namespace

constinit const PolicyRows hedge_rows = kRows;

std::string contradiction_of_hedge(const ParameterValues& policies) {
  if (!policies.has("hedge")) return {};
  const bool has_delay = policies.has("hedge.delay");
  if (has_delay && policies.boolean("hedge.on_timeout"))
    return "hedge.delay and hedge.on_timeout: a hedge follows one or the other, leave one out";
  if (!has_delay && !policies.boolean("hedge.on_timeout"))
    return "hedge needs a delay, or on_timeout: true: nothing says when an attempt is slow";
  if (policies.number("hedge.extra") == 0) return "hedge.extra (0%) lets no hedge through: leave out the hedge instead";
  const bool never_slow =
      has_delay && policies.has("timeout") && policies.duration("hedge.delay") >= policies.duration("timeout");
  if (never_slow)
    return fmt::format("hedge.delay ({}) must be below timeout ({}), or no attempt lasts long enough for a hedge",
                       policies.text("hedge.delay"), policies.text("timeout"));
  return {};
}

HedgeSettings::HedgeSettings(const ParameterValues& policies)
    : hedges_max(policies.integer("hedge.max")), extra(billionths(policies.number("hedge.extra"))) {
  if (policies.has("hedge.delay")) delay = policies.duration("hedge.delay");
}

bool HedgeAllowance::try_hedge() {
  if (hedges_ >= share_of(attempts_, extra_)) return false;
  ++hedges_;
  return true;
}

bool HedgedAttempt::try_hedge(HedgeAllowance& allowance) {
  if (hedges_left_ == 0 || !allowance.try_hedge()) return false;
  --hedges_left_;
  return true;
}

}  // namespace orrery
