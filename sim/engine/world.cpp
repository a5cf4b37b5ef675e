#include "engine/world.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/check.h"
#include "engine/huge_pages.h"
#include "engine/world_context.h"
#include "engine/world_impl.h"

namespace orrery {

namespace {

// From so many nodes on a world is larger than the caches; what it needs, histories and checkers included, is a guess.
constexpr std::size_t kLargeWorld = 500;
constexpr std::size_t kHeapPerNode = std::size_t{64} * 1024;
constexpr std::size_t kHeapAtMost = std::size_t{1} << 30;

Description description_of(const Payload& payload) {
  Description description;
  payload.type().describe(payload.data(), description);
  return description;
}

}  // namespace

tl::expected<std::unique_ptr<World>, std::string> World::create(WorldConfig config) {
  if (config.nodes.size() >= kLargeWorld) expect_heap(std::min(config.nodes.size() * kHeapPerNode, kHeapAtMost));
  auto platform = Platform::create(config.platform);
  if (!platform) return tl::unexpected(platform.error());
  std::vector<HostIndex> hosts;
  for (const NodeConfig& node : config.nodes) {
    const HostIndex* host = (*platform)->find_host(node.host);
    if (host == nullptr)
      return tl::unexpected(
          fmt::format("node '{}' lives on host '{}', which the platform does not have", node.name, node.host));
    hosts.push_back(*host);
  }
  return std::make_unique<WorldImpl>(std::move(config), std::move(*platform), std::move(hosts));
}

WorldImpl::WorldImpl(WorldConfig config, std::unique_ptr<Platform> platform, std::vector<HostIndex> hosts)
    : info_([&] {
        RunInfo info;
        info.seed = config.seed;
        info.names = &names_;
        info.recent = &log_.recent();
        info.faults = config.faults;
        info.end = Instant::start() + config.run_for;
        info.stop = [this] { stop(); };
        for (const NodeConfig& node : config.nodes) info.nodes.push_back({node.name, node.group, node.kind, node.host});
        return info;
      }()),
      config_(std::move(config)),
      platform_(std::move(platform)),
      fabric_(*this),
      timers_(fabric_),
      nodes_(place(hosts)),
      network_(*this, *platform_, fabric_, config_.stream, config_.flow_messages, config_.seed, nodes_.size()),
      context_(std::make_unique<WorldContext>(*this)) {
  if (nodes_.size() >= kLargeWorld) fabric_.look_ahead();
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const std::string& group = info_.nodes[i].group;
    if (groups_.empty() || groups_.back().name != group) {
      ORRERY_CHECK(this->group(group).empty(), "the nodes of a group to stand together");
      groups_.push_back({group, {}});
    }
    groups_.back().nodes.push_back(NodeId{i});
    nodes_[i].group = static_cast<std::uint32_t>(groups_.size() - 1);
  }
}

std::vector<WorldImpl::NodeSlot> WorldImpl::place(const std::vector<HostIndex>& hosts) {
  std::map<HostIndex, int> inhabitants;
  for (const HostIndex host : hosts) ++inhabitants[host];
  std::vector<NodeSlot> slots(hosts.size());
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    slots[i].host = hosts[i];
    slots[i].alone_on_host = inhabitants[hosts[i]] == 1;
  }
  return slots;
}

WorldImpl::~WorldImpl() = default;

RunEnd WorldImpl::run() {
  if (std::string error = check_routes(); !error.empty()) return {now(), std::move(error)};
  log_.start(info_);
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    if (platform_->is_on(nodes_[i].host))
      start_node(NodeId{i}, false);
    else
      nodes_[i].down_with_host = true;
  }
  platform_->run(fabric_, *this, info_.end);
  log_.finish(now());
  RunEnd end{now(), {}};
  if (fabric_.is_endless())
    end.error =
        fmt::format("time stands still at {}: {} events at one instant (do two nodes answer each other without delay?)",
                    to_text(now()), Fabric::kEndlessInstant);
  return end;
}

// Built platforms join every pair by construction; of a platform file every pair of hosts that have nodes is asked.
std::string WorldImpl::check_routes() const {
  if (config_.platform.file.empty()) return {};
  std::vector<HostIndex> used;
  for (const NodeSlot& slot : nodes_) used.push_back(slot.host);
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (const HostIndex from : used)
    for (const HostIndex to : used)
      if (std::string error = platform_->check_route(from, to); !error.empty()) return error;
  return {};
}

void WorldImpl::on_event(const Event& event) {
  switch (event_type(event)) {
    case EventType::message:
      for (std::uint32_t slot = network_.arrival(event.slot); slot != Letter::kNone; slot = network_.next_arrival(slot))
        deliver(network_.letter(slot));
      break;
    case EventType::timer: {
      const NodeId node = timers_.owner_if_due(event);
      if (node == kNoNode) return;
      NodeSlot& slot = nodes_[index(node)];
      if (slot.paused > 0)
        defer(node, {EventType::timer, std::nullopt, timers_.hold(event.slot)});
      else
        handle_timer(timers_.take(event.slot, slot.timers));
      break;
    }
    case EventType::disk: on_disk_event(event); break;
    case EventType::stream: network_.on_stream_event(event); break;
    case EventType::control: {
      const std::function<void()> action = actions_.take(event.slot);
      cause_ = kNoCause;
      action();
      break;
    }
  }
  cause_ = kNoCause;
}

NodeId WorldImpl::addressee_of(const Event& event) const {
  switch (event_type(event)) {
    case EventType::message: return network_.addressee_of(event.slot);
    case EventType::timer: return timers_.owner(event.slot);
    case EventType::disk: return NodeId{event.slot};
    case EventType::stream:
    case EventType::control: break;
  }
  return kNoNode;
}

// An event is looked at six times, each time nearer, so that each look may follow what the one before has fetched.
void WorldImpl::foresee(const EventQueue& coming) {
  memory_.catch_up();
  memory_.bring_some();
  const Event& far = coming.peek(kForesight - 1);
  if (event_type(far) == EventType::message) network_.prefetch_letter(memory_, far.slot);
  if (event_type(far) == EventType::timer) timers_.prefetch_timer(memory_, far.slot);
  prefetch_slots(coming.peek(9));
  prefetch_node(coming.peek(7));
  prefetch_belongings(coming.peek(5));
  prefetch_their_own(coming.peek(3));
  prefetch_ends(coming.peek(1));
  memory_.bring_some();
}

void WorldImpl::prefetch_slots(const Event& event) {
  const NodeId node = addressee_of(event);
  if (node == kNoNode) return;
  memory_.ask_for(nodes_[index(node)]);
  network_.prefetch_sender(memory_, node);
  if (event_type(event) == EventType::message) network_.prefetch_route(memory_, event.slot);
}

void WorldImpl::prefetch_node(const Event& event) {
  const NodeId node = addressee_of(event);
  if (node == kNoNode) return;
  const NodeSlot& slot = nodes_[index(node)];
  memory_.ask(slot.node.get(), Node::kHead);
  memory_.ask(slot.extras.get(), sizeof(Extras));
  network_.prefetch_peers(memory_, node);
  // Set last, it is the likeliest to be set anew.
  if (slot.timers != Timers::kNone) timers_.prefetch_timer(memory_, slot.timers);
}

void WorldImpl::prefetch_belongings(const Event& event) {
  const NodeId node = addressee_of(event);
  if (node == kNoNode) return;
  const NodeSlot& slot = nodes_[index(node)];
  network_.prefetch_connections(memory_, node);
  if (slot.node != nullptr) slot.node->prefetch(memory_, false);
  if (slot.extras == nullptr) return;
  memory_.ask(slot.extras->disk.get(), sizeof(Disk));
  memory_.ask(slot.extras->exposed.data(), sizeof(Extras::Exposed));
  memory_.ask(slot.extras->streams.data(), sizeof(slot.extras->streams.front()));
}

void WorldImpl::prefetch_their_own(const Event& event) {
  const NodeId node = addressee_of(event);
  if (node == kNoNode) return;
  const NodeSlot& slot = nodes_[index(node)];
  if (slot.node != nullptr) slot.node->prefetch(memory_, true);
  if (slot.extras == nullptr) return;
  if (slot.extras->disk != nullptr) slot.extras->disk->prefetch(memory_, false);
  if (!slot.extras->streams.empty()) memory_.ask_for(*slot.extras->streams.front().second);
}

void WorldImpl::prefetch_ends(const Event& event) {
  const NodeId node = addressee_of(event);
  if (node == kNoNode) return;
  const NodeSlot& slot = nodes_[index(node)];
  if (slot.extras != nullptr && slot.extras->disk != nullptr) slot.extras->disk->prefetch(memory_, true);
}

RecordId WorldImpl::emit(RecordKind kind, NodeId node, Name name, NodeId peer, std::int64_t a, std::int64_t b,
                         std::int64_t c) {
  memory_.bring_some();
  return emit_caused(cause_, kind, node, names_.intern(name), peer, a, b, c);
}

void WorldImpl::start_node(NodeId node, bool again) {
  NodeSlot& slot = nodes_[index(node)];
  slot.up = true;
  slot.started = true;
  slot.node = config_.nodes[index(node)].make();
  Context& context = context_->lend_to(node);
  if (again)
    slot.node->on_restart(context);
  else {
    cause_ = emit(RecordKind::started, node, Name(std::string_view(info_.nodes[index(node)].kind)));
    slot.node->on_start(context);
    cause_ = kNoCause;
  }
}

void WorldImpl::deliver(Letter& letter) {
  const NodeSlot& slot = nodes_[index(letter.to)];
  if (!slot.up) return drop(letter, drop_reason::node_down);
  if (letter.transport == Transport::stream && letter.addressee_epoch != slot.epoch)
    return drop(letter, drop_reason::reset);
  if (slot.paused > 0) return defer(letter.to, {EventType::message, std::move(letter)});
  handle_letter(letter);
}

void WorldImpl::handle_letter(const Letter& letter) {
  const MessageType& type = letter.payload.type();
  if (log_.is_describing()) log_.describe_next(description_of(letter.payload));
  cause_ = emit_caused(letter.cause, RecordKind::delivered, letter.to, names_.intern(type.name), letter.from,
                       letter.sent.nanoseconds(), letter.size, static_cast<std::int64_t>(letter.number));
  nodes_[index(letter.to)].node->on_message(context_->lend_to(letter.to),
                                            Envelope(letter.from, type, letter.payload.data()));
}

void WorldImpl::drop(const Letter& letter, Name reason) {
  const MessageType& type = letter.payload.type();
  if (log_.is_describing()) log_.describe_next(description_of(letter.payload));
  emit_caused(letter.cause, RecordKind::dropped, letter.to, names_.intern(type.name), letter.from,
              letter.sent.nanoseconds(), letter.size, static_cast<std::int64_t>(names_.intern(reason)));
}

void WorldImpl::reset(NodeId node, NodeId peer, RecordId cause) {
  if (!nodes_[index(node)].up) return;
  cause_ = emit_caused(cause, RecordKind::reset, node, kNoName, peer, 0, 0, 0);
  nodes_[index(node)].node->on_reset(context_->lend_to(node), peer);
}

void WorldImpl::handle_timer(const Timers::Due& due) {
  cause_ = emit_caused(due.cause, RecordKind::timer_fired, due.node, due.what, kNoNode, due.set_at.nanoseconds(), 0,
                       static_cast<std::int64_t>(due.number));
  nodes_[index(due.node)].node->on_timer(context_->lend_to(due.node), due.id);
}

void WorldImpl::on_disk_event(const Event& event) {
  const NodeId node{event.slot};
  const std::optional<Disk::Sync> done = disk(node).on_event(event);
  if (!done) return;
  if (nodes_[index(node)].paused > 0)
    defer(node, {EventType::disk, std::nullopt, {}, *done});
  else
    handle_sync(node, *done);
}

void WorldImpl::handle_sync(NodeId node, const Disk::Sync& sync) {
  cause_ = emit_caused(sync.cause, RecordKind::synced, node, kNoName, kNoNode, sync.asked.nanoseconds(),
                       static_cast<std::int64_t>(sync.covers), 0);
  nodes_[index(node)].node->on_synced(context_->lend_to(node), sync.id);
}

void WorldImpl::defer(NodeId node, Deferred deferred) { extras(node).deferred.push_back(std::move(deferred)); }

void WorldImpl::replay(NodeId node, Deferred deferred) {
  switch (deferred.type) {
    case EventType::message: handle_letter(*deferred.letter); break;
    case EventType::timer:  // unless a handler that ran since the pause cancelled it or set it anew
      if (timers_.is_still_due(deferred.timer))
        handle_timer(timers_.take(deferred.timer.id.slot, nodes_[index(node)].timers));
      break;
    case EventType::disk: handle_sync(node, deferred.sync); break;
    case EventType::control:
    case EventType::stream: ORRERY_CHECK(false, "only a node's own events to be deferred");
  }
}

void WorldImpl::on_activity_done(ActivityId activity, bool done) {
  if (network_.on_activity_done(activity, done)) return;
  const auto found =
      std::find_if(work_.begin(), work_.end(), [&](const HeavyWork& work) { return work.activity == activity; });
  ORRERY_CHECK(found != work_.end(), "an activity that ends to be one that was started");
  const HeavyWork work = *found;
  work_.erase(found);
  const NodeSlot& slot = nodes_[index(work.node)];
  if (!slot.up || slot.epoch != work.epoch) return;
  constexpr Name names[] = {"compute", "disk-read", "disk-write"};
  cause_ = emit_caused(work.cause, RecordKind::worked, work.node, names_.intern(names[static_cast<int>(work.work)]),
                       kNoNode, work.asked.nanoseconds(), done ? 1 : 0, 0);
  slot.node->on_work_done(context_->lend_to(work.node), work.id, done);
  cause_ = kNoCause;
}

WorldImpl::Extras& WorldImpl::extras(NodeId node) {
  auto& extras = nodes_[index(node)].extras;
  if (extras == nullptr) extras = std::make_unique<Extras>();
  return *extras;
}

const NodeClock& WorldImpl::clock(NodeId node) const {
  static const NodeClock true_clock;
  const auto& extras = nodes_[index(node)].extras;
  return extras == nullptr ? true_clock : extras->clock;
}

Disk& WorldImpl::disk(NodeId node) {
  auto& disk = extras(node).disk;
  if (disk == nullptr) {
    const NodeConfig& config = config_.nodes[index(node)];
    disk = std::make_unique<Disk>(fabric_, node, config.disk_sync, config.disk_bandwidth,
                                  RandomStream(seed(), config.name, "disk"),
                                  RandomStream(seed(), config.name, "disk-crash"));
  }
  return *disk;
}

}  // namespace orrery
