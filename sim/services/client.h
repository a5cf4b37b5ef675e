// A client of a replicated key-value service: it invokes operations as its workload says, asks the member of the
// service that it believes to lead, follows redirections, and tries again as its policies say.
//
//   invoked --> asked --ok--> ok
//                 | ^ redirected to another: asked again, within the attempt
//                 | |
//   no answer in time, stream reset, rejected, no leader known
//                 v
//              pausing --> asked again: the next attempt
//                 |
//   attempts or time used up: failed where it certainly had no effect or is a read, info otherwise
//
// Its invocations and completions make the run's history. An operation that is open when its client crashes gets no
// completion: the Record of the crash ends it, as `info` would.
//
// A request bears the number of its operation in the run's history: numbers rise and none comes twice, also after a
// crash, whatever the disk has kept. It is the session of Ongaro's dissertation (2014, section 6.3) without the round
// trip that registers one. The serial numbers that values and increasing keys are made of begin at the client's own
// clock, in nanoseconds: as long as a client begins no more operations than nanoseconds pass before it is back, they do
// not repeat either.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/node.h"
#include "core/parameters.h"
#include "services/client_requests.h"
#include "services/client_target.h"
#include "services/policies.h"
#include "services/workload.h"

namespace orrery {

class KvClient final : public Node {
 public:
  static const Parameters& parameters;                // workload::parameters
  static const std::vector<Field> fields;             // leader_believed
  static const std::vector<std::string_view> events;  // client_observed.h says what each holds
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  // `values` has one call.
  explicit KvClient(const ParameterValues& values);

  void on_start(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;
  void on_reset(Context& ctx, NodeId peer) override;

 private:
  // What a timer of this client stands for.
  struct Meaning {
    Name what;
    RequestNumber number = 0;  // of the request that waits for it
    Instant due;               // by the client's clock
  };

  // Arrivals.
  void await_arrival(Context& ctx, OpenLoop& loop);
  void on_arrival(Context& ctx, Instant due);
  void think(Context& ctx);
  TimerId set_timer(Context& ctx, Name what, Duration after, RequestNumber number = 0);
  void cancel_timer(Context& ctx, TimerId timer);

  // The life of a request.
  void invoke(Context& ctx, Instant intended);
  void begin_attempt(Context& ctx, RequestNumber number, OpenRequest& request);
  void ask(Context& ctx, RequestNumber number, OpenRequest& request);
  void on_reply(Context& ctx, NodeId from, const Reply& reply);
  void follow_redirect(Context& ctx, RequestNumber number, OpenRequest& request, const Reply& reply);
  void fail_attempt(Context& ctx, RequestNumber number, OpenRequest& request, bool may_have_effect);
  void give_up(Context& ctx, RequestNumber number, OpenRequest& request);
  void end(Context& ctx, RequestNumber number, OpenRequest& request, Outcome outcome, std::int64_t value);
  void show_leader(Context& ctx);

  const ParameterValues values_;
  const std::string target_;
  const CallPolicies policies_;

  std::unique_ptr<Workload> workload_;
  LeaderBelief belief_;
  OpenRequests open_;
  TimerMeanings<Meaning> timers_;
  std::int64_t serial_ = 0;   // of the operation drawn last
  RequestNumber latest_ = 0;  // the number given last
  Instant latest_arrival_;    // of an open loop: when the last operation was meant to begin, by the client's clock
};

}  // namespace orrery
