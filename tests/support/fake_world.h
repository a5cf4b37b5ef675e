// A world without engine or messages: it runs what is scheduled in order and keeps what was done to its nodes.
//
//   FakeWorld world({{"server", 3}});
//   world.at(1_s, [&] { world.show_role("server-2", "leader"); });
//   ... world.run();
//   CHECK(world.log() == std::vector<std::string>{"2s leader-dies began: crash server-2", "2s crash server-2"});
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/value_text.h"
#include "core/world_control.h"

namespace orrery::test {

class FakeWorld final : public WorldControl {
 public:
  explicit FakeWorld(std::vector<std::pair<std::string, int>> groups, Duration run_for = Duration::seconds(60),
                     std::uint64_t seed = 1)
      : end_(Instant::at(run_for)), seed_(seed) {
    for (const auto& [name, count] : groups) {
      std::vector<NodeId>& members = groups_[name];
      for (int i = 1; i <= count; ++i) {
        members.push_back(NodeId{static_cast<std::uint32_t>(nodes_.size())});
        nodes_.push_back({fmt::format("{}-{}", name, i)});
      }
    }
  }

  // What the test itself does at an instant, after what was scheduled before for the same.
  void at(Duration when, std::function<void()> action) { schedule(Instant::at(when), std::move(action)); }
  void run() {
    while (!agenda_.empty() && !stopped_) {
      const auto turn = agenda_.extract(agenda_.begin());
      if (turn.key().first > end_) break;
      now_ = turn.key().first;
      turn.mapped()();
    }
  }
  void stop() { stopped_ = true; }
  // What a node does with a configuration that it hears.
  using Configured = std::function<void(NodeId, std::span<const ConfigurationChange>)>;
  void on_configure(Configured does) { configured_ = std::move(does); }

  NodeId node(std::string_view name) const {
    const auto found = find_node(name);
    if (!found) throw std::logic_error("no such node");
    return *found;
  }
  void show(std::string_view name, std::string_view field, std::int64_t value) {
    nodes_[index(node(name))].fields[name_id(field)] = value;
  }
  void show_role(std::string_view name, std::string_view role) {
    show(name, "role", static_cast<std::int64_t>(name_id(role)));
  }
  // A crash or a return that no fault has asked for, as a state profile of the platform brings about.
  void turn(std::string_view name, bool up) { nodes_[index(node(name))].up = up; }
  bool is_up(std::string_view name) const { return is_up(node(name)); }
  bool is_paused(std::string_view name) const { return nodes_[index(node(name))].pauses > 0; }
  double outage(std::string_view name) const { return nodes_[index(node(name))].outage; }
  double load(std::string_view name) const { return nodes_[index(node(name))].load; }
  bool is_stalled(std::string_view name) const { return nodes_[index(node(name))].stalls > 0; }
  double slowness(std::string_view name, Resource resource) const {
    const auto& slowness = nodes_[index(node(name))].slowness;
    const auto found = slowness.find(resource);
    return found == slowness.end() ? 1.0 : found->second;
  }
  std::int64_t drift(std::string_view name) const { return drift(node(name)); }
  Duration skew(std::string_view name) const { return skew(node(name)); }

  // The conditions that a message meets, oldest first.
  std::vector<LinkCondition> conditions(std::string_view from, std::string_view to) const {
    std::vector<LinkCondition> met;
    if (from == to) return met;
    for (const auto& [id, standing] : conditions_)
      if (contains(standing.from, node(from)) && contains(standing.to, node(to))) met.push_back(standing.condition);
    return met;
  }
  bool passes(std::string_view from, std::string_view to) const {
    const auto met = conditions(from, to);
    return std::none_of(met.begin(), met.end(), [](const LinkCondition& condition) { return condition.cut; });
  }
  std::size_t condition_count() const { return conditions_.size(); }
  const std::vector<std::string>& owners() const { return owners_; }

  // What was done, in order: "2s crash server-1", and the Records of faults: "2s leader-dies began: crash server-1".
  const std::vector<std::string>& log() const { return log_; }

  Instant now() const override { return now_; }
  Instant end() const override { return end_; }
  std::uint64_t seed() const override { return seed_; }
  void schedule(Instant when, std::function<void()> action) override {
    if (when < now_) throw std::logic_error("scheduled for the past");
    agenda_.emplace(std::pair(when, sequence_++), std::move(action));
  }

  std::size_t node_count() const override { return nodes_.size(); }
  const std::string& node_name(NodeId node) const override { return nodes_[index(node)].name; }
  std::optional<NodeId> find_node(std::string_view name) const override {
    for (std::uint32_t i = 0; i < nodes_.size(); ++i)
      if (nodes_[i].name == name) return NodeId{i};
    return std::nullopt;
  }
  std::span<const NodeId> group(std::string_view name) const override {
    const auto found = groups_.find(name);
    if (found == groups_.end()) return {};
    return found->second;
  }
  bool is_up(NodeId node) const override { return nodes_[index(node)].up; }
  std::optional<std::int64_t> field(NodeId node, NameId field) const override {
    const auto& fields = nodes_[index(node)].fields;
    const auto found = fields.find(field);
    return found == fields.end() ? std::nullopt : std::optional(found->second);
  }

  void crash(NodeId node) override {
    Node& crashed = nodes_[index(node)];
    if (!crashed.up) return;
    crashed.up = false;
    crashed.pauses = 0;
    crashed.fields.clear();
    note("crash", node);
  }
  void restart(NodeId node, bool keep_disk) override {
    if (std::exchange(nodes_[index(node)].up, true)) return;
    note(keep_disk ? "restart" : "restart without disk", node);
  }
  void pause(NodeId node) override {
    if (nodes_[index(node)].up) ++nodes_[index(node)].pauses;
  }
  void resume(NodeId node) override {
    if (nodes_[index(node)].pauses > 0) --nodes_[index(node)].pauses;
  }
  void set_slowness(NodeId node, Resource resource, double factor) override {
    nodes_[index(node)].slowness[resource] = factor;
  }
  void set_drift(NodeId node, std::int64_t parts_per_billion) override {
    nodes_[index(node)].drift = parts_per_billion;
  }
  std::int64_t drift(NodeId node) const override { return nodes_[index(node)].drift; }
  void set_skew(NodeId node, Duration skew) override { nodes_[index(node)].skew = skew; }
  Duration skew(NodeId node) const override { return nodes_[index(node)].skew; }
  void set_load(NodeId node, double factor) override { nodes_[index(node)].load = factor; }
  void set_outage(NodeId node, double share) override { nodes_[index(node)].outage = share; }
  bool order(NodeId node, Name order, NodeId peer) override {
    if (!hears(node)) return false;
    log_.push_back("order " + std::string(order.text()) + " " + node_name(node) +
                   (peer == kNoNode ? "" : " " + node_name(peer)));
    return true;
  }
  bool configure(NodeId node, std::span<const ConfigurationChange> changes) override {
    if (!hears(node)) return false;
    for (const ConfigurationChange& change : changes)
      log_.push_back("configure " + node_name(node) + " " + change.path + " " + change.text);
    if (configured_) configured_(node, changes);
    return true;
  }
  void stall_disk(NodeId node, bool stalled) override { nodes_[index(node)].stalls += stalled ? 1 : -1; }

  ConditionId add_condition(std::string_view owner, std::vector<NodeId> from, std::vector<NodeId> to,
                            LinkCondition condition) override {
    const ConditionId id{next_condition_++};
    owners_.emplace_back(owner);
    conditions_.emplace(id, Standing{std::move(from), std::move(to), std::move(condition)});
    return id;
  }
  void remove_condition(ConditionId condition) override {
    if (conditions_.erase(condition) == 0) throw std::logic_error("a condition removed twice");
  }
  void record_fault(RecordKind kind, Name fault, Name verb, std::span<const NodeId> hit, Description whom) override {
    std::string line = fmt::format("{} {} {}: {}", duration_text(now_.since_start()), fault.text(),
                                   kind == RecordKind::fault_began ? "began" : "ended", verb.text());
    for (const NodeId node : hit) line += " " + node_name(node);
    log_.push_back(std::move(line));
    whom_.push_back(whom.text());
  }
  // Of each fault that began or ended, as the sinks are told.
  const std::vector<std::string>& whom() const { return whom_; }

 private:
  struct Node {
    std::string name;
    bool up = true;
    int pauses = 0, stalls = 0;
    std::int64_t drift = 0;
    double load = 1;
    double outage = 0;
    Duration skew = {};
    std::map<NameId, std::int64_t> fields = {};
    std::map<Resource, double> slowness = {};
  };
  struct Standing {
    std::vector<NodeId> from, to;
    LinkCondition condition;
  };
  static bool contains(const std::vector<NodeId>& nodes, NodeId node) {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
  }
  bool hears(NodeId node) const { return nodes_[index(node)].up && nodes_[index(node)].pauses == 0; }
  void note(std::string_view what, NodeId node) {
    log_.push_back(fmt::format("{} {} {}", duration_text(now_.since_start()), what, node_name(node)));
  }

  Instant now_, end_;
  std::uint64_t seed_;
  bool stopped_ = false;
  Configured configured_;
  std::vector<Node> nodes_;
  std::map<std::string, std::vector<NodeId>, std::less<>> groups_;
  std::map<std::pair<Instant, std::uint64_t>, std::function<void()>> agenda_;
  std::uint64_t sequence_ = 0;
  std::map<ConditionId, Standing> conditions_;
  std::uint32_t next_condition_ = 0;
  std::vector<std::string> owners_, log_, whom_;
};

}  // namespace orrery::test
