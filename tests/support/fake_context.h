// A node without an engine. FakeRun keeps the clock and the Records, FakeContext notes what a node asks of the world,
// and FakeNode drives one node: the test delivers, fires, syncs, crashes and restarts in whatever order it likes.
//
//   FakeRun run({"n1", "n2", "n3"});
//   FakeNode node(run, NodeId{0}, [] { return std::make_unique<Raft>(ParameterValues(Raft::parameters)); });
//   node.start();
//   node.fire("election-timeout");
//   node.complete_sync();
//   CHECK(node.sent<raft::RequestVote>().size() == 2);
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/node.h"
#include "core/sink.h"
#include "support/fake_storage.h"

namespace orrery::test {

// What the nodes of one test share.
struct FakeRun {
  explicit FakeRun(std::vector<std::string> names_of_nodes, std::uint64_t run_seed = 1)
      : node_names(std::move(names_of_nodes)), seed(run_seed) {
    for (std::size_t i = 0; i < node_names.size(); ++i) everyone.push_back(NodeId{static_cast<std::uint32_t>(i)});
  }

  // The sink sees every Record from here on, one at a time.
  void add_sink(Sink& sink) {
    RunInfo info;
    info.seed = seed;
    info.names = &names;
    info.end = Instant::max();
    for (const std::string& name : node_names) info.nodes.push_back({name, "group", "kind", "host"});
    sink.on_start(info);
    sinks.push_back(&sink);
  }
  RecordId emit(Record record) {
    record.time = now;
    record.id = RecordId{records.size() + 1};
    records.push_back(record);
    for (Sink* sink : sinks) sink->on_batch({std::span(&records.back(), 1), {}});
    return record.id;
  }
  const std::string& name(NodeId node) const { return node_names[index(node)]; }

  std::vector<std::string> node_names;
  std::vector<NodeId> everyone;
  std::uint64_t seed;
  Instant now;
  NameTable names;
  PayloadPool payloads;
  std::vector<Record> records;
  std::vector<Sink*> sinks;
};

struct Sent {
  NodeId to;
  Payload payload;
  Bytes size;
  Transport transport;
};
struct TimerSet {
  Name what;
  Duration after;
};
struct TimerCancelled {
  Name what;
};
struct SyncAsked {};
struct WorkStarted {
  WorkId id;
  Work what;
  double amount;
};
struct Shown {
  Name field;
  ValueType type;
  std::optional<std::int64_t> before;
  std::int64_t now;
};
struct Recorded {
  Name event;
  NodeId peer;
  std::int64_t a, b, c;
};
// One thing that a handler did.
using Effect = std::variant<Sent, TimerSet, TimerCancelled, SyncAsked, WorkStarted, Shown, Recorded>;

class FakeContext final : public Context {
 public:
  struct PendingTimer {
    TimerId id;
    Name what;
    Instant due;
    Instant set;
    RecordId set_by;
    std::uint64_t order;
  };

  FakeContext(FakeRun& run, NodeId self)
      : run_(run), self_(self), storage_([this](SyncId) {
          effects.emplace_back(SyncAsked{});
          syncs_asked.push_back(run_.now);
        }) {}

  NodeId self() const override { return self_; }
  std::span<const NodeId> group(std::string_view name) const override {
    const auto found = groups.find(name);
    return found == groups.end() ? std::span<const NodeId>() : found->second;
  }
  std::span<const NodeId> peers() const override { return run_.everyone; }
  Instant clock() const override { return run_.now; }
  Instant wall_clock() const override { return run_.now; }

  TimerId set_timer(Name what, Duration after) override {
    const TimerId id{0, ++last_timer_};
    arm(id, what, after);
    return id;
  }
  void reset_timer(TimerId& timer, Name what, Duration after) override {
    if (remove(timer)) return arm(timer, what, after);
    timer = set_timer(what, after);
  }
  void cancel_timer(TimerId timer) override {
    if (const auto cancelled = remove(timer)) effects.emplace_back(TimerCancelled{cancelled->what});
  }

  RandomStream& random(Name purpose) override {
    return streams_.try_emplace(purpose.id(), run_.seed, run_.name(self_), purpose.text()).first->second;
  }
  FakeStorage& storage() override { return storage_; }
  WorkId start(Work what, double amount) override {
    const WorkId id{++last_work_};
    effects.emplace_back(WorkStarted{id, what, amount});
    works_asked.push_back({id, run_.now});
    return id;
  }
  double load() const override { return load_factor; }
  double outage() const override { return outage_share; }

  using Context::expose;
  void expose(Field field, std::int64_t value) override {
    run_.names.intern(field.name);
    const auto [known, is_new] = fields.try_emplace(field.name.id(), value);
    if (!is_new && known->second == value) return;
    const std::optional<std::int64_t> before = is_new ? std::nullopt : std::optional(known->second);
    known->second = value;
    emit(RecordKind::state, field.name, kNoNode, value, before.value_or(0), static_cast<std::int64_t>(field.type));
    effects.emplace_back(Shown{field.name, field.type, before, value});
  }
  void record(Name event, NodeId peer, std::int64_t a, std::int64_t b, std::int64_t c) override {
    emit(RecordKind::event, event, peer, a, b, c);
    effects.emplace_back(Recorded{event, peer, a, b, c});
  }
  std::int64_t invoke(Name operation, std::int64_t key, std::int64_t value) override {
    emit(RecordKind::invoked, operation, kNoNode, ++last_operation_, key, value);
    return last_operation_;
  }
  void complete(std::int64_t operation_number, Outcome outcome, std::int64_t value) override {
    constexpr RecordKind kinds[] = {RecordKind::ok, RecordKind::failed, RecordKind::info};
    emit(kinds[static_cast<std::size_t>(outcome)], Name(), kNoNode, operation_number, 0, value);
  }

  RecordId emit(RecordKind kind, Name name, NodeId peer, std::int64_t a, std::int64_t b, std::int64_t c) {
    return run_.emit({.time = {},
                      .id = {},
                      .cause = cause,
                      .kind = kind,
                      .node = self_,
                      .name = run_.names.intern(name),
                      .peer = peer,
                      .a = a,
                      .b = b,
                      .c = c});
  }
  std::optional<PendingTimer> remove(TimerId id) {
    const auto found =
        std::find_if(timers.begin(), timers.end(), [&](const PendingTimer& timer) { return timer.id == id; });
    if (found == timers.end()) return std::nullopt;
    const PendingTimer removed = *found;
    timers.erase(found);
    return removed;
  }

  std::map<std::string, std::vector<NodeId>, std::less<>> groups;
  double load_factor = 1;
  double outage_share = 0;
  std::map<NameId, std::int64_t> fields;
  std::vector<PendingTimer> timers;
  std::deque<Instant> syncs_asked;                     // of each pending sync
  std::deque<std::pair<WorkId, Instant>> works_asked;  // the heavy work that is pending, and when it was asked for
  std::vector<Effect> effects;                         // of the latest handler
  RecordId cause = kNoCause;                           // of whatever the running handler does

 protected:
  PayloadPool& payloads() override { return run_.payloads; }
  void send_payload(NodeId to, Payload payload, Bytes size, Transport transport) override {
    effects.emplace_back(Sent{to, std::move(payload), size, transport});
  }
  std::int64_t intern(Name value) override { return static_cast<std::int64_t>(run_.names.intern(value)); }

 private:
  void arm(TimerId id, Name what, Duration after) {
    ORRERY_CHECK(after >= Duration(), "a timer not to be set in the past");
    timers.push_back({id, what, run_.now + after, run_.now, cause, ++last_order_});
    effects.emplace_back(TimerSet{what, after});
  }

  FakeRun& run_;
  const NodeId self_;
  FakeStorage storage_;
  std::map<NameId, RandomStream> streams_;
  std::uint32_t last_timer_ = 0;
  std::uint64_t last_order_ = 0;
  std::uint64_t last_work_ = 0;
  std::int64_t last_operation_ = 0;
};

class FakeNode {
 public:
  using Make = std::function<std::unique_ptr<Node>()>;

  FakeNode(FakeRun& run, NodeId self, Make make) : run_(run), self_(self), make_(std::move(make)), ctx(run, self) {}
  FakeNode(const FakeNode&) = delete;
  FakeNode& operator=(const FakeNode&) = delete;

  bool is_up() const { return node_ != nullptr; }

  void start() {
    node_ = make_();
    begin(kNoCause, RecordKind::started, Name());
    node_->on_start(ctx);
  }
  template <Message M>
  void receive(NodeId from, M message) {
    receive(from, Payload::make(run_.payloads, std::move(message)));
  }
  void receive(NodeId from, const Payload& payload, RecordId cause = kNoCause) {
    begin(cause, RecordKind::delivered, payload.type().name, from);
    node_->on_message(ctx, Envelope(from, payload.type(), payload.data()));
  }
  // The pending timer of this name that is due first fires, at its time or now if that is past.
  void fire(Name what) {
    const FakeContext::PendingTimer* timer = next_timer(what);
    ORRERY_CHECK(timer != nullptr, "a pending timer of this name");
    fire(timer->id);
  }
  void fire(TimerId id) {
    const auto timer = ctx.remove(id);
    ORRERY_CHECK(timer.has_value(), "a pending timer");
    run_.now = std::max(run_.now, timer->due);
    begin(timer->set_by, RecordKind::timer_fired, timer->what, kNoNode, timer->set.nanoseconds());
    node_->on_timer(ctx, id);
  }
  // The stream to or from the peer is given up.
  void lose_stream(NodeId peer) {
    begin(kNoCause, RecordKind::reset, Name(), peer);
    node_->on_reset(ctx, peer);
  }
  void complete_sync() {
    const Instant asked = ctx.syncs_asked.front();
    ctx.syncs_asked.pop_front();
    const SyncId id = ctx.storage().complete_sync();
    begin(kNoCause, RecordKind::synced, Name(), kNoNode, asked.nanoseconds());
    node_->on_synced(ctx, id);
  }
  // The oldest heavy work that is pending ends.
  void complete_work(bool done = true) {
    const auto [id, asked] = ctx.works_asked.front();
    ctx.works_asked.pop_front();
    begin(kNoCause, RecordKind::worked, Name(), kNoNode, asked.nanoseconds(), done ? 1 : 0);
    node_->on_work_done(ctx, id, done);
  }
  void order(Name order, NodeId peer = kNoNode) {
    begin(kNoCause, RecordKind::ordered, order, peer);
    node_->on_order(ctx, order, peer);
  }
  void configure(const std::vector<ConfigurationChange>& changes) {
    begin(kNoCause, RecordKind::ordered, "configure");
    node_->on_configure(ctx, changes);
  }
  // The stream to or from `peer` was given up.
  void reset(NodeId peer) {
    begin(kNoCause, RecordKind::reset, Name(), peer);
    node_->on_reset(ctx, peer);
  }
  // Keeps what was synced and the first `kept` writes after it.
  void crash(std::size_t kept = 0) {
    const std::size_t unsynced = ctx.storage().unsynced_writes();
    kept = std::min(kept, unsynced);
    begin(kNoCause, RecordKind::crashed, Name(), kNoNode, static_cast<std::int64_t>(kept),
          static_cast<std::int64_t>(unsynced - kept));
    node_.reset();
    ctx.timers.clear();
    ctx.fields.clear();
    ctx.syncs_asked.clear();
    ctx.works_asked.clear();
    ctx.storage().crash(kept);
  }
  void restart(bool keep_disk = true) {
    if (!keep_disk) ctx.storage().lose_disk();
    node_ = make_();
    begin(kNoCause, RecordKind::restarted, Name(), kNoNode, keep_disk ? 1 : 0);
    node_->on_restart(ctx);
  }

  // What the latest handler sent.
  template <Message M>
  std::vector<std::pair<NodeId, M>> sent() const {
    std::vector<std::pair<NodeId, M>> messages;
    for (const Effect& effect : ctx.effects) {
      const Sent* message = std::get_if<Sent>(&effect);
      if (message == nullptr || !(message->payload.type().name == M::name)) continue;
      messages.emplace_back(message->to, *static_cast<const M*>(message->payload.data()));
    }
    return messages;
  }
  // Whether the latest handler did something of this kind that `holds`.
  template <class E, class Predicate>
  bool did(Predicate holds) const {
    return std::any_of(ctx.effects.begin(), ctx.effects.end(), [&](const Effect& effect) {
      const E* one = std::get_if<E>(&effect);
      return one != nullptr && holds(*one);
    });
  }
  bool recorded(Name event) const {
    return did<Recorded>([&](const Recorded& one) { return one.event == event; });
  }
  bool has_set(Name timer) const {
    return did<TimerSet>([&](const TimerSet& one) { return one.what == timer; });
  }
  std::optional<std::int64_t> field(Name name) const {
    const auto found = ctx.fields.find(name.id());
    return found == ctx.fields.end() ? std::nullopt : std::optional(found->second);
  }
  bool shows(Name field_name, Name value) const { return field(field_name) == static_cast<std::int64_t>(value.id()); }
  bool shows(Name field_name, NodeId value) const {
    return field(field_name) == static_cast<std::int64_t>(index(value));
  }
  // nullptr where none is pending.
  const FakeContext::PendingTimer* next_timer(std::optional<Name> what = std::nullopt) const {
    const FakeContext::PendingTimer* next = nullptr;
    for (const auto& timer : ctx.timers)
      if ((!what || timer.what == *what) &&
          (next == nullptr || std::pair(timer.due, timer.order) < std::pair(next->due, next->order)))
        next = &timer;
    return next;
  }

 private:
  void begin(RecordId cause, RecordKind kind, Name name, NodeId peer = kNoNode, std::int64_t a = 0,
             std::int64_t b = 0) {
    ORRERY_CHECK(is_up(), "a node that is up");
    ctx.effects.clear();
    ctx.cause = cause;
    ctx.cause = ctx.emit(kind, name, peer, a, b, 0);
  }

  FakeRun& run_;
  const NodeId self_;
  Make make_;
  std::unique_ptr<Node> node_;

 public:
  FakeContext ctx;
};

}  // namespace orrery::test
