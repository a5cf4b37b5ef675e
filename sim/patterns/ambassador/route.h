// How an ambassador calls its endpoints: the policies in force, the callers that carry them out, and the limits that
// all of these share. A change of policies makes a new caller; calls that have been begun end under the policies that
// they began with, as requests do that are in flight when Envoy takes a new configuration. What the policies have
// learnt, such as a breaker's window, is learnt anew, and shown of the policies in force alone.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/parameters.h"
#include "patterns/ambassador/endpoints.h"
#include "services/caller.h"

namespace orrery::ambassador {

class Route {
 public:
  // The owner, to whom every call's end is told, and the endpoints outlive the route. `retries_max` are under way at
  // once where the policies have no retry budget (Envoy's threshold max_retries).
  Route(const Call& call, const UpstreamThresholds& thresholds, std::int64_t retries_max, CallOwner& owner,
        const Endpoints& endpoints);

  void start(Context& ctx);
  // As Caller::call, under the policies in force.
  void call(Context& ctx, const CallRequest& request, std::uint64_t ticket);
  void on_answer(Context& ctx, const ServiceAnswer& answer);
  // False where the timer is none of its own.
  bool on_timer(Context& ctx, TimerId timer);
  void on_reset(Context& ctx, NodeId peer);

  // An operator's order to the breakers in force.
  void on_order(Context& ctx, Name order, NodeId instance) { callers_.back()->on_order(ctx, order, instance); }

  // Of changes to other calls it takes no notice. Where the policies would contradict one another it changes nothing.
  void configure(Context& ctx, std::span<const ConfigurationChange> changes);

  // An endpoint came or left, or its health changed.
  void on_change(Context& ctx, const Endpoint& endpoint);

  const std::string& target() const { return target_; }
  // The time that all attempts together may take: Envoy's route timeout.
  std::optional<Duration> timeout() const;
  std::int64_t attempts_max() const;

 private:
  void tell(Context& ctx, std::int64_t change) const;
  // Whether policies of these names are set otherwise than at the start.
  bool has_other(std::initializer_list<std::string_view> heads) const;
  void add_caller(Context& ctx);
  // At the end of each handler: gives the places that are free to those that wait, and lets callers go.
  void settle(Context& ctx);
  // Lets go of the callers that are retired and whose last call has ended. Not from within a caller's handler.
  void drop_done();

  const std::string target_;
  const ParameterValues policies_at_start_;
  ParameterValues policies_;
  CallOwner& owner_;
  const Endpoints& endpoints_;
  const std::int64_t retries_max_;
  std::int64_t updates_rejected_ = 0;
  UpstreamLimits limits_;
  // By number, the one for new calls last. Of those before it nullptr are left that had no call open any more.
  std::vector<std::unique_ptr<Caller>> callers_;
};

}  // namespace orrery::ambassador
