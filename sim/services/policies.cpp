#include "services/policies.h"

#include <fmt/format.h>

#include "core/check.h"
#include "services/balance.h"

namespace orrery {

const Parameters call_policies{
    {"times", ParameterType::integer, "1", "1..1000", "how many calls are made for each request that needs this one"},
    {"fallback", ParameterType::section, "none", "",
     "answers, at once and not in full, where the call has failed for good"},
    {"fallback.answer", ParameterType::name, "default", "", "what it answers with, in a word for those who read it"},
    {"deadline", ParameterType::duration, "none", "1us..24h",
     "all attempts and the pauses between them take no longer"},
    {"retry", ParameterType::section, "none", "", "tries again what failed or was not answered in time"},
    {"retry.max_attempts", ParameterType::integer, "3", "1..1000", "attempts at most, the first included"},
    {"retry.backoff", ParameterType::duration_range, "50ms..1s", "0ms..24h",
     "the pause before a retry, base..cap: the base, then twice as long each time, up to the cap"},
    {"retry.jitter", ParameterType::choice, "full", "none|full|equal|decorrelated|envoy",
     "how much of the pause p is drawn: nothing; all of it, 0..p; the upper half, p/2..p; base..3 times the last "
     "pause; or all below 2p - base"},
    {"timeout", ParameterType::duration, "", "1us..24h", "an attempt that has no answer by then has failed"},
    {"balance", ParameterType::form, "none", "", "which instance a call is sent to; none: each in turn",
     &plain_balance_forms},
};

std::string contradiction_of_policies(const ParameterValues& policies) {
  const bool never_in_time = policies.has("deadline") && policies.duration("timeout") > policies.duration("deadline");
  if (never_in_time)
    return fmt::format("timeout ({}) must not be above deadline ({}), which would never let it run out",
                       policies.text("timeout"), policies.text("deadline"));
  return {};
}

namespace {

Jitter jitter_of(std::string_view word) {
  if (word == "none") return Jitter::none;
  if (word == "full") return Jitter::full;
  if (word == "equal") return Jitter::equal;
  if (word == "decorrelated") return Jitter::decorrelated;
  ORRERY_CHECK(word == "envoy", "a jitter of the table");
  return Jitter::envoy;
}

}  // namespace

CallPolicies::CallPolicies(const ParameterValues& policies) : timeout(policies.duration("timeout")) {
  if (policies.has("deadline")) deadline = policies.duration("deadline");
  if (!policies.has("retry")) return;
  retry.attempts_max = policies.integer("retry.max_attempts");
  retry.backoff = policies.duration_range("retry.backoff");
  retry.jitter = jitter_of(policies.word("retry.jitter"));
}

}  // namespace orrery
