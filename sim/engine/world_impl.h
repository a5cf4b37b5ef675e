// The World's insides. world.cpp: creation, the run, what happens to a node; world_context.cpp: what a node asks for;
// world_faults.cpp: what faults and platform profiles do.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/prefetch.h"
#include "core/slab.h"
#include "engine/disk.h"
#include "engine/fabric.h"
#include "engine/network.h"
#include "engine/node_clock.h"
#include "engine/platform.h"
#include "engine/record_log.h"
#include "engine/timers.h"
#include "engine/world.h"

namespace orrery {

class WorldContext;

class WorldImpl final : public World, EventHandler, NetworkClient, PlatformListener {
 public:
  WorldImpl(WorldConfig config, std::unique_ptr<Platform> platform, std::vector<HostIndex> hosts);
  ~WorldImpl() override;

  void add_sink(Sink& sink) override { log_.add_sink(sink); }
  RunEnd run() override;
  void stop() override {
    fabric_.stop();
    platform_->stop();
  }

  // WorldControl
  Instant now() const override { return fabric_.now(); }
  Instant end() const override { return info_.end; }
  std::uint64_t seed() const override { return info_.seed; }
  void schedule(Instant when, std::function<void()> action) override;
  std::size_t node_count() const override { return nodes_.size(); }
  const std::string& node_name(NodeId node) const override { return info_.nodes[index(node)].name; }
  std::optional<NodeId> find_node(std::string_view name) const override;
  std::span<const NodeId> group(std::string_view name) const override;
  bool is_up(NodeId node) const override { return nodes_[index(node)].up; }
  std::optional<std::int64_t> field(NodeId node, NameId field) const override;
  void crash(NodeId node) override;
  void restart(NodeId node, bool keep_disk) override;
  void pause(NodeId node) override;
  void resume(NodeId node) override;
  void set_slowness(NodeId node, Resource resource, double factor) override;
  void set_drift(NodeId node, std::int64_t parts_per_billion) override;
  std::int64_t drift(NodeId node) const override;
  void set_skew(NodeId node, Duration skew) override;
  Duration skew(NodeId node) const override;
  void stall_disk(NodeId node, bool stalled) override;
  void set_load(NodeId node, double factor) override { extras(node).load = factor; }
  void set_outage(NodeId node, double share) override { extras(node).outage = share; }
  bool order(NodeId node, Name order, NodeId peer) override;
  bool configure(NodeId node, std::span<const ConfigurationChange> changes) override;
  ConditionId add_condition(std::string_view owner, std::vector<NodeId> from, std::vector<NodeId> to,
                            LinkCondition condition) override;
  void remove_condition(ConditionId condition) override;
  void record_fault(RecordKind kind, Name fault, Name verb, std::span<const NodeId> hit, Description whom) override;

 private:
  friend class WorldContext;

  // An event that met its node paused.
  struct Deferred {
    EventType type;
    std::optional<Letter> letter;
    Timers::Due timer{};
    Disk::Sync sync{};
  };
  // What most nodes never need.
  struct Extras {
    struct Exposed {
      NameId field;
      std::int64_t value;
    };
    NodeClock clock;
    std::vector<std::pair<NameId, std::unique_ptr<RandomStream>>> streams;
    std::vector<Exposed> exposed;
    std::vector<Deferred> deferred;
    std::unique_ptr<Disk> disk;
    double service_slowness = 1;
    double outage = 0;
    double compute_slowness = 1;
    double disk_slowness = 1;
    double load = 1;
  };
  struct alignas(64) NodeSlot {
    std::unique_ptr<Node> node;  // none while it is down
    std::unique_ptr<Extras> extras;
    HostIndex host{};
    std::uint32_t timers = Timers::kNone;
    std::uint32_t epoch = 0;  // counts the crashes
    std::uint32_t group = 0;
    std::uint16_t paused = 0;
    bool up = false;
    bool alone_on_host = false;    // then a crash turns the host off
    bool host_turned_off = false;  // by such a crash
    bool down_with_host = false;   // a profile of the platform turned the host off
    bool started = false;
  };
  struct Group {
    std::string name;
    std::vector<NodeId> nodes;
  };
  // Heavy work under way as a SimGrid activity.
  struct HeavyWork {
    ActivityId activity;
    WorkId id;
    NodeId node;
    std::uint32_t epoch;
    Work work;
    Instant asked;
    RecordId cause;
  };

  static std::vector<NodeSlot> place(const std::vector<HostIndex>& hosts);

  // EventHandler, NetworkClient, PlatformListener
  void on_event(const Event& event) override;
  void foresee(const EventQueue& coming) override;
  void on_endless_instant() override { platform_->stop(); }
  void drop(const Letter& letter, Name reason) override;
  void reset(NodeId node, NodeId peer, RecordId cause) override;
  HostIndex host_of(NodeId node) const override { return nodes_[index(node)].host; }
  const std::string& name_of(NodeId node) const override { return node_name(node); }
  void on_activity_done(ActivityId activity, bool done) override;
  void on_host_state(HostIndex host, bool on) override;

  RecordId emit(RecordKind kind, NodeId node, Name name = {}, NodeId peer = kNoNode, std::int64_t a = 0,
                std::int64_t b = 0, std::int64_t c = 0);
  RecordId emit_caused(RecordId cause, RecordKind kind, NodeId node, NameId name, NodeId peer, std::int64_t a,
                       std::int64_t b, std::int64_t c) {
    return log_.add(now(), cause, kind, node, name, peer, a, b, c);
  }
  // Whose handler the event will call; kNoNode where that is not known or there is none.
  NodeId addressee_of(const Event& event) const;
  void prefetch_slots(const Event& event);
  void prefetch_node(const Event& event);
  void prefetch_belongings(const Event& event);
  void prefetch_their_own(const Event& event);
  void prefetch_ends(const Event& event);
  void start_node(NodeId node, bool again);
  void take_down(NodeId node);
  void deliver(Letter& letter);
  void handle_letter(const Letter& letter);
  void handle_timer(const Timers::Due& due);
  void handle_sync(NodeId node, const Disk::Sync& sync);
  void defer(NodeId node, Deferred deferred);
  void replay(NodeId node, Deferred deferred);
  void on_disk_event(const Event& event);
  std::string check_routes() const;

  Extras& extras(NodeId node);
  const NodeClock& clock(NodeId node) const;
  Disk& disk(NodeId node);

  RunInfo info_;
  NameTable names_;
  PayloadPool payloads_;  // before all that holds a message
  const WorldConfig config_;
  std::unique_ptr<Platform> platform_;
  Fabric fabric_;
  Timers timers_;
  RecordLog log_;
  Prefetcher memory_;
  std::vector<NodeSlot> nodes_;
  std::vector<Group> groups_;
  Network network_;
  std::unique_ptr<WorldContext> context_;
  Slab<std::function<void()>> actions_;
  std::vector<HeavyWork> work_;
  std::uint64_t work_count_ = 0;
  std::int64_t operation_count_ = 0;
  RecordId cause_ = kNoCause;
};

}  // namespace orrery
