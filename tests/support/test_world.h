// A World with nodes whose handlers are given as functions, and every Record kept. It stands on a FakePlatform, or, in
// a process of its own (in_child.h), on a platform of SimGrid's.
//
//   TestWorld world(2);
//   world.node(0).started = [](Context& ctx) { ctx.send(NodeId{1}, Note{7}); };
//   world.run(1_s);
//   CHECK(world.notes() == std::vector<Arrival>{...});
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/node.h"
#include "engine/world_impl.h"
#include "support/fake_platform.h"

namespace orrery::test {

// A message that carries a number and weighs what it is told to.
struct Note {
  static constexpr Name name{"Note"};
  std::int64_t number = 0;
  Bytes size = 0;
  void describe(Description& out) const { out.add("number", number); }
  Bytes wire_size() const { return size; }
};

struct Script {
  std::function<void(Context&)> started = [](Context&) {};
  std::function<void(Context&)> restarted = [](Context&) {};
  std::function<void(Context&, NodeId from, const Note&)> noted = [](Context&, NodeId, const Note&) {};
  std::function<void(Context&, TimerId)> timer = [](Context&, TimerId) {};
  std::function<void(Context&, SyncId)> synced = [](Context&, SyncId) {};
  std::function<void(Context&, WorkId, bool)> worked = [](Context&, WorkId, bool) {};
  std::function<void(Context&, NodeId)> reset = [](Context&, NodeId) {};
  std::function<void(Context&, Name, NodeId)> ordered = [](Context&, Name, NodeId) {};
};

class ScriptedNode final : public Node {
 public:
  explicit ScriptedNode(const Script& script) : script_(script) {}
  void on_start(Context& ctx) override { script_.started(ctx); }
  void on_restart(Context& ctx) override { script_.restarted(ctx); }
  void on_message(Context& ctx, const Envelope& envelope) override {
    match(envelope, [&](const Note& note) { script_.noted(ctx, envelope.from(), note); });
  }
  void on_timer(Context& ctx, TimerId timer) override { script_.timer(ctx, timer); }
  void on_synced(Context& ctx, SyncId sync) override { script_.synced(ctx, sync); }
  void on_work_done(Context& ctx, WorkId work, bool done) override { script_.worked(ctx, work, done); }
  void on_reset(Context& ctx, NodeId peer) override { script_.reset(ctx, peer); }
  void on_order(Context& ctx, Name order, NodeId peer) override { script_.ordered(ctx, order, peer); }

 private:
  const Script& script_;
};

class RecordKeeper final : public Sink {
 public:
  void on_batch(const RecordBatch& batch) override {
    records.insert(records.end(), batch.records.begin(), batch.records.end());
  }
  std::vector<Record> of(RecordKind kind) const {
    std::vector<Record> found;
    for (const Record& record : records)
      if (record.kind == kind) found.push_back(record);
    return found;
  }
  std::vector<Record> records;
};

struct TestWorldOptions {
  std::uint64_t seed = 1;
  StreamSpec stream{Duration::milliseconds(200), Duration::seconds(120), Duration::seconds(15)};
  bool flow_messages = false;
  std::size_t hosts = 0;                 // of the fake platform; 0: one a node
  std::optional<PlatformSpec> platform;  // SimGrid's, otherwise a fake one
  std::vector<std::string> host_names;   // where each node lives on that platform
  std::vector<std::string> node_names;   // otherwise node-1, node-2 ...
};

class TestWorld {
 public:
  using Options = TestWorldOptions;
  explicit TestWorld(std::size_t count, Options options = {}) : options_(options), scripts_(count) {}

  Script& node(std::size_t i) { return scripts_[i]; }
  // What is done to the world at an instant, as a fault would.
  void at(Duration when, std::function<void(WorldControl&)> action) { actions_.push_back({when, std::move(action)}); }

  RunEnd run(Duration run_for) {
    WorldConfig config;
    config.seed = options_.seed;
    config.run_for = run_for;
    config.stream = options_.stream;
    config.flow_messages = options_.flow_messages;
    const std::size_t hosts = options_.hosts == 0 ? scripts_.size() : options_.hosts;
    std::vector<HostIndex> host_of;
    for (std::size_t i = 0; i < scripts_.size(); ++i) {
      const Script& script = scripts_[i];
      host_of.push_back(HostIndex{static_cast<std::uint32_t>(i % hosts)});
      const std::string host = options_.platform ? options_.host_names.at(i) : "host-" + std::to_string(i % hosts + 1);
      const std::string name =
          options_.node_names.empty() ? "node-" + std::to_string(i + 1) : options_.node_names.at(i);
      config.nodes.push_back({name, "node", "scripted", host,
                              [&script] { return std::make_unique<ScriptedNode>(script); },
                              Distribution::constant(1e-3)});
    }
    if (options_.platform) {
      config.platform = *options_.platform;
      auto created = World::create(std::move(config));
      if (!created) return {Instant(), created.error()};
      world_ = std::move(*created);
    } else {
      world_ =
          std::make_unique<WorldImpl>(std::move(config), std::make_unique<FakePlatform>(hosts), std::move(host_of));
    }
    world_->add_sink(keeper);
    for (auto& [when, action] : actions_) world_->schedule(Instant::at(when), [this, &action] { action(*world_); });
    return world_->run();
  }
  WorldControl& world() { return *world_; }

  RecordKeeper keeper;

 private:
  Options options_;
  std::vector<Script> scripts_;
  std::vector<std::pair<Duration, std::function<void(WorldControl&)>>> actions_;
  std::unique_ptr<World> world_;
};

}  // namespace orrery::test
