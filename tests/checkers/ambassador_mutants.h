// Ambassadors with one rule broken each, for the checkers to catch.
#pragma once

#include "patterns/ambassador/ambassador.h"
#include "patterns/ambassador/ambassador_observed.h"
#include "services/call_observed.h"

namespace orrery::test {

// Sends every tenth answer twice.
class AnswersTwice final : public Ambassador {
 public:
  using Ambassador::Ambassador;

 protected:
  void answer(Context& ctx, const Request& request, const ServiceAnswer& answer) override {
    Ambassador::answer(ctx, request, answer);
    if (++answers_ % 10 == 0) Ambassador::answer(ctx, request, answer);
  }

 private:
  int answers_ = 0;
};

// Lets the route's timeout begin when it has waited itself, as if that took no time.
class StartsTheTimeoutLate final : public Ambassador {
 public:
  using Ambassador::Ambassador;

 protected:
  Instant deadline_of(Context&, const ServiceCall&) const override { return Instant::max(); }
};

// Neither logs nor counts what has failed.
class SwallowsFailures final : public Ambassador {
 public:
  using Ambassador::Ambassador;

 protected:
  void log(Context& ctx, const ambassador::AccessLine& line) override {
    if (line.end == ambassador::RequestEnd::answered) Ambassador::log(ctx, line);
  }
};

// Writes every tenth line of its log twice.
class MiscountsItsLog final : public Ambassador {
 public:
  using Ambassador::Ambassador;

 protected:
  void log(Context& ctx, const ambassador::AccessLine& line) override {
    Ambassador::log(ctx, line);
    if (++lines_ % 10 == 0) ctx.record(ambassador::kProxyFailed, line.endpoint, line.origin.operation);
  }

 private:
  int lines_ = 0;
};

// Says that an endpoint is gone, and goes on asking it.
class KeepsItsEndpoints final : public Ambassador {
 public:
  using Ambassador::Ambassador;
  void on_order(Context& ctx, Name order, NodeId peer) override {
    if (order == ambassador::kRemoveEndpoint) ctx.record(ambassador::kEndpointRemoved, peer);
  }
};

// Says that an endpoint is ejected, and goes on asking it.
class AsksTheEjected final : public Ambassador {
 public:
  using Ambassador::Ambassador;
  void on_order(Context& ctx, Name order, NodeId peer) override {
    if (order == ambassador::kRemoveEndpoint) ctx.record(calls::kHostEjected, peer);
  }
};

// Its breakers keep the permits of probes that were not sent after all.
class LosesPermits final : public Ambassador {
 public:
  using Ambassador::Ambassador;

 private:
  class Board final : public BreakerBoard {
   public:
    void release(Context& ctx, Id breaker) override { ctx.record(calls::kBreakerReleased, on(breaker)); }
  };
  BreakerBoard& breakers() override { return board_; }
  Board board_;
};

// Says that an endpoint is down, and goes on asking it.
class AsksTheDead final : public Ambassador {
 public:
  using Ambassador::Ambassador;
  void on_order(Context& ctx, Name order, NodeId peer) override {
    if (order == ambassador::kRemoveEndpoint) ctx.record(ambassador::kCheckFailed, peer);
  }
};

// Retries as often at once as it likes.
class KnowsNoBudget final : public Ambassador {
 public:
  explicit KnowsNoBudget(const ParameterValues& values) : Ambassador(generous(values)) {}

 private:
  static ParameterValues generous(const ParameterValues& values) {
    ParameterValues changed(Ambassador::parameters);
    Call call = values.calls().front();
    (void)call.policies.set("retry_budget", "limit max=1000");
    changed.add_call(std::move(call));
    return changed;
  }
};

// Makes one attempt more than it may.
class MakesOneAttemptMore final : public Ambassador {
 public:
  explicit MakesOneAttemptMore(const ParameterValues& values) : Ambassador(generous(values)) {}

 private:
  static ParameterValues generous(const ParameterValues& values) {
    ParameterValues changed(Ambassador::parameters);
    for (const char* path : {"overhead", "limits.connections"}) (void)changed.set(path, values.text(path));
    Call call = values.calls().front();
    (void)call.policies.set("retry.max_attempts", std::to_string(call.policies.integer("retry.max_attempts") + 1));
    changed.add_call(std::move(call));
    return changed;
  }
};

}  // namespace orrery::test
