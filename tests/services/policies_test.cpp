#include "services/policies.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "services/call_stack.h"

using namespace orrery;
using namespace orrery::literals;

TEST_CASE("a call without retry makes one attempt, and without deadline has none") {
  const CallPolicies policies(ParameterValues(call_policies, {{"timeout", "500ms"}}));
  CHECK(policies.timeout == 500_ms);
  CHECK(policies.retry.attempts_max == 1);
  CHECK_FALSE(policies.deadline);
}

TEST_CASE("a call with any part of a retry has the defaults of the rest") {
  const CallPolicies policies(
      ParameterValues(call_policies, {{"timeout", "500ms"}, {"deadline", "2s"}, {"retry.jitter", "decorrelated"}}));
  CHECK(policies.deadline == 2_s);
  CHECK(policies.retry.attempts_max == 3);
  CHECK(policies.retry.backoff == DurationRange{50_ms, 1_s});
  CHECK(policies.retry.jitter == Jitter::decorrelated);
}

TEST_CASE("a timeout above the deadline is refused, one as long as it is not") {
  const auto contradiction = [](std::string_view timeout, std::string_view deadline) {
    return contradiction_of_policies(ParameterValues(call_policies, {{"timeout", timeout}, {"deadline", deadline}}));
  };
  CHECK(contradiction("2s", "1s") == "timeout (2s) must not be above deadline (1s), which would never let it run out");
  CHECK(contradiction("1s", "1s").empty());
  CHECK(contradiction_of_policies(ParameterValues(call_policies, {{"timeout", "2s"}})).empty());
}

TEST_CASE("policies that contradict one another are refused, with the reason") {
  using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;
  const auto reason = [](Texts texts) {
    ParameterValues policies(call_policies, {{"timeout", "1s"}});
    for (const auto& [path, text] : texts) REQUIRE(policies.set(path, text).has_value());
    return contradiction_of_policies(policies);
  };
  const auto says = [&](Texts texts, std::string_view part) {
    const std::string text = reason(texts);
    INFO(text);
    return text.find(part) != std::string::npos;
  };
  CHECK(says({{"retry_budget", "limit max=1"}}, "there is no retry"));
  CHECK(says({{"retry.max_attempts", "2"}, {"idempotent", "false"}}, "never try again"));
  CHECK(says({{"retry.on", "5yy"}}, "5yy"));
  CHECK(says({{"weights", "0 0"}, {"balance", "maglev"}}, "from 1 to 1000, found '0'"));
  CHECK(says({{"weights", "1 2"}}, "say nothing to the balance round-robin"));
  CHECK(says({{"breaker.window.calls", "10"}, {"breaker.min_calls", "11"}}, "must not be above"));
  CHECK(says({{"hedge.delay", "1s"}}, "must be below timeout"));
  CHECK(says({{"order", "timeout retry"}}, "timeout stays in its place"));
  CHECK(says({{"order", "breaker retry"}}, "the call has no breaker"));
  CHECK(
      says({{"breaker.per", "caller"}, {"bulkhead.max_pending", "1"}, {"order", "bulkhead"}}, "where breaker stands"));
  CHECK(says({{"breaker.per", "endpoint"}, {"retry.max_attempts", "2"}, {"order", "breaker retry"}}, "per endpoint"));
  CHECK(reason({{"breaker.per", "target"}, {"retry.max_attempts", "2"}, {"order", "breaker retry"}}).empty());
}

TEST_CASE("the client of a replicated store refuses what it does not carry out") {
  const auto reason = [](std::string_view path, std::string_view text) {
    ParameterValues policies(call_policies, {{"timeout", "1s"}, {"retry.max_attempts", "2"}, {"deadline", "2s"}});
    REQUIRE(policies.set(path, text).has_value());
    return contradiction_of_operation_policies(policies);
  };
  CHECK(reason("retry.jitter", "none").empty());
  CHECK(reason("breaker.per", "caller").find("no use for 'breaker'") != std::string::npos);
  CHECK(reason("retry.on", "reset").find("no use for 'retry.on'") != std::string::npos);
  CHECK(reason("balance", "maglev").find("no use for 'balance'") != std::string::npos);
}

TEST_CASE("the effective stack of a call goes from the outside in, as its order has it") {
  const ParameterValues policies(call_policies, {{"timeout", "1s"},
                                                 {"cache.ttl", "1s"},
                                                 {"retry.max_attempts", "2"},
                                                 {"breaker.per", "target"},
                                                 {"bulkhead.max_concurrent", "5"},
                                                 {"order", "breaker retry bulkhead"}});
  std::vector<std::string> order;
  for (const StackEntry& entry : effective_stack(policies)) order.push_back(entry.policy);
  CHECK(order == std::vector<std::string>{"cache", "breaker", "retry", "bulkhead", "timeout", "balance"});
}
