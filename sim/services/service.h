// A service: workers that take requests from a queue, work on each for its service time, call further services where
// they need them, and answer.
//
//   arrived --free worker--> working --served--> calling --all answered--> answered ok
//      |  ^                     |                   |
//      |  | worker free         error               one not answered
//      v  |                     v                   v
//    waiting                  answered failed     answered failed
//      |
//      queue full, dropped by CoDel: answered rejected; too late: answered expired
//
// With `effects` each request that is carried out leaves an effect in the world, such as a charge; a Record tells of
// each. With `idempotent` the service remembers the keys of the effects that it has had, and has none twice: it answers
// a key that it knows without working for it. What it remembers is its own and is gone when it crashes.
// A caller that hangs up is not noticed: what has been begun is carried out.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/flat_table.h"
#include "core/node.h"
#include "core/parameters.h"
#include "core/slab.h"
#include "services/caller.h"
#include "services/request_queue.h"

namespace orrery {

class Service final : public Node, private CallOwner {
 public:
  static const Parameters parameters;
  static const std::vector<Field> fields;
  static const std::vector<std::string_view> events;  // service_observed.h and call_observed.h say what each holds
  static const std::vector<std::string_view> orders;
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  explicit Service(const ParameterValues& values);

  void on_start(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;
  void on_reset(Context& ctx, NodeId peer) override;
  void on_order(Context& ctx, Name order, NodeId peer) override;

 private:
  // A request that is not answered yet.
  struct Request {
    NodeId from = kNoNode;
    ReturnAddress to;
    Origin origin;
    IdempotencyKey idempotency_key = 0;
    std::int64_t key = 0;
    Instant deadline = Instant::max();  // its caller waits no longer
    std::size_t begun = 0;              // calls that have been begun
    std::size_t pending = 0;            // and not ended
    bool is_calling = false;            // one is being begun
    bool has_failed = false;
    bool is_full = true;
    bool has_effect = false;  // something that it needed was done, or may have been
    bool has_worker = false;
  };
  // The keys of effects, the oldest first, each kept for a time.
  struct Memory {
    Duration keeps;
    std::deque<std::pair<Instant, IdempotencyKey>> order;
    FlatTable<bool> keys;
    bool knows(IdempotencyKey key, Instant now);
    void add(IdempotencyKey key, Instant now);
  };

  void on_call(Context& ctx, NodeId from, const ServiceCall& call);
  void on_call_end(Context& ctx, std::uint64_t ticket, const CallEnd& end) override;

  // Gives work to every worker that is free, as long as there is any.
  void take_up(Context& ctx);
  void begin(Context& ctx, std::uint32_t slot);
  void on_served(Context& ctx, std::uint32_t slot);
  void call_next(Context& ctx, std::uint32_t slot);
  void finish(Context& ctx, std::uint32_t slot);
  void apply_effect(Context& ctx, const Request& request);
  void answer(Context& ctx, std::uint32_t slot, AnswerStatus status);
  void refuse(Context& ctx, NodeId from, const ServiceCall& call, AnswerStatus status);
  void free_worker(Request& request);
  void tell(Context& ctx, Name event, const Request& request, std::int64_t b = 0);
  void show(Context& ctx);

  const ParameterValues values_;
  const std::int64_t workers_;
  const Distribution service_time_;
  const double error_rate_;
  const bool drops_expired_;
  const bool calls_all_at_once_;
  const bool holds_worker_;
  const bool has_effects_;
  const bool is_idempotent_;
  const Bytes answer_size_;

  RequestQueue queue_;
  Memory memory_;
  std::vector<std::unique_ptr<Caller>> callers_;
  std::vector<std::size_t> plan_;  // the callers of the calls that each request needs, in order
  Slab<Request> requests_;
  FlatTable<std::uint32_t> served_;  // by timer: the request whose service time it ends
  std::int64_t busy_ = 0;
  std::int64_t in_flight_ = 0;
};

}  // namespace orrery
