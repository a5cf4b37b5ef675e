// A client of services: it invokes operations as its arrivals say and makes one call for each, under the policies of
// that call. Its invocations and completions make the run's history:
//
//   invoked --> called --> ok      answered; in part only where `part_answered` comes right before
//                     \--> failed  not answered well, and certainly without effect
//                      \-> info    not answered well, and perhaps with effect
//
// An operation that is open when its client crashes gets no completion. One that begins late, because the client was
// paused, says so with `started_late` (client_observed.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/flat_table.h"
#include "core/node.h"
#include "core/parameters.h"
#include "services/arrivals.h"
#include "services/caller.h"
#include "services/keys.h"

namespace orrery {

class RequestClient final : public Node, private CallOwner {
 public:
  static const Parameters parameters;
  static const std::vector<Field> fields;
  static const std::vector<std::string_view> events;  // client_observed.h and call_observed.h say what each holds
  static const std::vector<std::string_view> orders;
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  // `values` has one call.
  explicit RequestClient(const ParameterValues& values);

  void on_start(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;
  void on_reset(Context& ctx, NodeId peer) override;
  void on_order(Context& ctx, Name order, NodeId peer) override;

 private:
  // What an operation asks for, where a trace says so.
  struct Wanted {
    Name operation;
    Bytes size = 0;
  };

  OpenLoop* open_loop();
  void await_arrival(Context& ctx);
  void on_arrival(Context& ctx);
  void think(Context& ctx, Duration for_long);
  void invoke(Context& ctx, Instant intended, Wanted wanted);
  void on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) override;

  const ParameterValues values_;
  const Name operation_;
  const Bytes request_size_;
  Arrivals arrivals_;
  std::optional<Keys> keys_;
  Caller caller_;
  TimerId arrival_;              // of the next operation of an open loop
  Instant latest_arrival_;       // when it is, or was, meant to begin, by the client's clock
  FlatTable<Instant> thoughts_;  // by timer: when a user's thinking is to be over
  std::int64_t serial_ = 0;      // of the operation begun last
};

}  // namespace orrery
