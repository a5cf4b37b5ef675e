#include "scenario/call_checkers.h"

#include "checkers/breaker_checkers.h"
#include "services/call_stack.h"

namespace orrery {

namespace {

CheckedBreaker checked(const std::string& target, const CallStack& stack) {
  const BreakerSettings& settings = *stack.breaker;
  CheckedBreaker breaker;
  breaker.target = target;
  breaker.per = settings.per == BreakerPer::caller   ? CheckedBreaker::Per::caller
                : settings.per == BreakerPer::target ? CheckedBreaker::Per::target
                                                     : CheckedBreaker::Per::endpoint;
  breaker.window_calls = settings.window_calls;
  breaker.window_time = settings.window_time;
  breaker.calls_min = settings.calls_min;
  breaker.failure_rate = settings.failure_rate;
  breaker.slow_rate = settings.slow_rate;
  breaker.slow_call = settings.slow_call;
  breaker.half_open_calls = settings.half_open_calls;
  breaker.judges_calls = settings.like == BreakerLike::resilience4j;
  for (std::size_t i = 0; i < stack.gates.outside_retry; ++i)
    if (stack.gates.gates[i] == Gate::breaker) breaker.lets_attempts = false;
  return breaker;
}

}  // namespace

std::vector<std::unique_ptr<Checker>> call_checkers(const CheckedGroup& group) {
  std::vector<CheckedBreaker> breakers;
  for (const Call& call : group.values->calls())
    if (call.policies.has("breaker")) breakers.push_back(checked(call.target, CallStack(call.policies)));
  std::vector<std::unique_ptr<Checker>> checkers;
  if (breakers.empty()) return checkers;
  checkers.push_back(std::make_unique<BreakerEdges>(group.nodes, breakers));
  checkers.push_back(std::make_unique<BreakerBlocks>(group.nodes, breakers));
  checkers.push_back(std::make_unique<HalfOpenPermits>(group.nodes, breakers));
  checkers.push_back(std::make_unique<BreakerWindow>(group.nodes, std::move(breakers)));
  return checkers;
}

}  // namespace orrery
