// The Ambassador: a proxy on its application's host that calls a remote service for it, under policies that the
// application need not know. After Envoy's router filter, circuit breakers and health checks, and the Ambassador
// pattern of the Azure Architecture Center.
//
//   accepted --overhead spent--> forwarded --call ended--> ended
//   ended at once: there is no endpoint, or the route's timeout runs out before it is forwarded
//
// The route's timeout is the call's `deadline`; here it counts from the request's arrival, so that waiting is within it
// and no request takes longer. `limits` are Envoy's thresholds (services/upstream_limits.h): an attempt waits for a
// connection, a retry anew, and what they turn away is answered as overloaded.
// Its configuration is the control plane's: what an operator has set it is told again after a restart, before any
// request comes (faults/fault_effects.h).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/flat_table.h"
#include "core/node.h"
#include "core/parameters.h"
#include "core/slab.h"
#include "patterns/ambassador/access_log.h"
#include "patterns/ambassador/endpoints.h"
#include "patterns/ambassador/health_checker.h"
#include "patterns/ambassador/route.h"
#include "services/caller.h"

namespace orrery {

class Ambassador : public Node, private CallOwner {
 public:
  static const Parameters parameters;
  static const std::vector<Field> fields;
  static const std::vector<std::string_view> events;  // ambassador_observed.h and call_observed.h say what each holds
  static const std::vector<std::string_view> orders;
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  // `values` has one call.
  explicit Ambassador(const ParameterValues& values);

  void on_start(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;
  void on_work_done(Context& ctx, WorkId work, bool done) override;
  void on_order(Context& ctx, Name order, NodeId peer) override;
  void on_configure(Context& ctx, std::span<const ConfigurationChange> changes) override;
  void on_reset(Context& ctx, NodeId peer) override;

 protected:
  struct Request {
    NodeId from = kNoNode;
    ReturnAddress to;
    Origin origin;
    IdempotencyKey idempotency_key = 0;
    std::int64_t key = 0;
    Bytes size = kDefaultWireSize;
    Instant arrived;
    Instant deadline = Instant::max();
    TimerId timer;  // the end of the overhead, or the route's timeout while it waits
    WorkId work{};  // 0: none
  };

  // The rules that a proxy could get wrong.
  virtual void answer(Context& ctx, const Request& request, const ServiceAnswer& answer);
  virtual Instant deadline_of(Context& ctx, const ServiceCall& call) const;
  virtual void log(Context& ctx, const ambassador::AccessLine& line) { log_.on_end(ctx, line); }

 private:
  void on_call(Context& ctx, NodeId from, const ServiceCall& call);
  void on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) override;

  void spend_overhead(Context& ctx, std::uint32_t slot);
  void on_wait_over(Context& ctx, std::uint32_t slot);
  void work(Context& ctx, std::uint32_t slot);
  void on_ready(Context& ctx, std::uint32_t slot);
  void forward(Context& ctx, std::uint32_t slot);
  void end(Context& ctx, std::uint32_t slot, ambassador::RequestEnd how, const CallEnd& end);
  void set_timer(Context& ctx, std::uint32_t slot, Name what, Instant when);
  void cancel_timer(Context& ctx, Request& request);

  const ParameterValues values_;
  const Distribution overhead_;
  const double work_;  // flop
  const Bytes answer_size_;

  ambassador::Endpoints endpoints_;
  ambassador::HealthChecker checker_;
  ambassador::Route route_;
  ambassador::AccessLog log_;
  Slab<Request> requests_;
  FlatTable<std::uint32_t> timers_;  // the request that each is of
  FlatTable<std::uint32_t> works_;
};

}  // namespace orrery
