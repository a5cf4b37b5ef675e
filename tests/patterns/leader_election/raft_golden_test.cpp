// Golden runs of Raft: a script of steps on a small network, and everything that each step did.
#include <catch2/catch.hpp>

#include "patterns/leader_election/raft_network.h"
#include "support/golden.h"

namespace orrery::test {

namespace {

// The commands: nodes COUNT | timeout NODE | heartbeat NODE | sync NODE | deliver FROM->TO | drop FROM->TO |
// duplicate FROM->TO | crash NODE [KEPT-WRITES] | restart NODE | settle | show. A message of a pair is the oldest one.
class Script {
 public:
  std::string carry_out(const std::string& command) {
    std::istringstream words(command);
    std::string verb, what;
    words >> verb >> what;
    out_.clear();
    if (verb == "nodes") {
      network_ = std::make_unique<FakeNetwork>(std::stoul(what), servers());
      for (std::size_t i = 0; i < network_->size(); ++i) network_->start(i), tell(i);
    } else if (verb == "timeout") {
      on(what, [&](std::size_t n) { network_->fire(n, raft::kElectionTimeout); });
    } else if (verb == "heartbeat") {
      on(what, [&](std::size_t n) { network_->fire(n, raft::kHeartbeat); });
    } else if (verb == "sync") {
      on(what, [&](std::size_t n) { network_->complete_sync(n); });
    } else if (verb == "crash") {
      std::size_t kept = 0;
      words >> kept;
      on(what, [&](std::size_t n) { network_->crash(n, kept); });
    } else if (verb == "restart") {
      on(what, [&](std::size_t n) { network_->restart(n); });
    } else if (verb == "deliver") {
      deliver(flight(what));
    } else if (verb == "drop") {
      network_->drop(flight(what));
    } else if (verb == "duplicate") {
      network_->duplicate(flight(what));
    } else if (verb == "settle") {
      settle();
    } else if (verb == "show") {
      show();
    } else {
      FAIL("no such command: " << command);
    }
    return out_;
  }

 private:
  std::size_t node(const std::string& name) const {
    for (std::size_t i = 0; i < network_->size(); ++i)
      if (network_->run.node_names[i] == name) return i;
    FAIL("no such node: " << name);
    return 0;
  }
  std::size_t flight(const std::string& pair) const {
    const std::size_t arrow = pair.find("->");
    REQUIRE(arrow != std::string::npos);
    const std::size_t from = node(pair.substr(0, arrow)), to = node(pair.substr(arrow + 2));
    for (std::size_t i = 0; i < network_->flights.size(); ++i)
      if (index(network_->flights[i].from) == from && index(network_->flights[i].to) == to) return i;
    FAIL("nothing on its way from " << pair);
    return 0;
  }
  template <class Action>
  void on(const std::string& name, Action action) {
    const std::size_t n = node(name);
    action(n);
    tell(n);
  }
  void deliver(std::size_t number) {
    const FakeNetwork::Flight arriving = network_->flights[number];
    out_ += name(arriving.to) + " gets " + text(arriving.payload) + " from " + name(arriving.from) + '\n';
    const bool is_up = (*network_)[index(arriving.to)].is_up();
    network_->deliver(number);
    if (is_up) tell(index(arriving.to));
    if (!is_up) out_ += "  lost: " + name(arriving.to) + " is down\n";
  }
  // Delivers and syncs until nothing is on its way and every disk is quiet.
  void settle() {
    bool acted = true;
    while (acted) {
      acted = false;
      for (; !network_->flights.empty(); acted = true) deliver(0);
      for (std::size_t n = 0; n < network_->size(); ++n)
        for (; (*network_)[n].ctx.storage().is_syncing(); acted = true) {
          out_ += network_->run.node_names[n] + " has synced\n";
          network_->complete_sync(n);
          tell(n);
        }
    }
  }
  void show() {
    for (std::size_t n = 0; n < network_->size(); ++n) {
      const FakeNode& shown = (*network_)[n];
      out_ += network_->run.node_names[n];
      if (!shown.is_up()) out_ += " down";
      for (const Field& field : Raft::fields)
        if (const auto value = shown.field(field.name))
          out_ += " " + std::string(field.name.text()) + "=" + text(field.type, *value);
      out_ += '\n';
    }
  }

  // Everything that the node's latest handler did, in order.
  void tell(std::size_t n) {
    for (const Effect& effect : (*network_)[n].ctx.effects) {
      out_ += "  " + network_->run.node_names[n] + " ";
      std::visit([&](const auto& one) { tell_effect(one); }, effect);
      out_ += '\n';
    }
  }
  void tell_effect(const Sent& one) { out_ += "sends " + text(one.payload) + " to " + name(one.to); }
  void tell_effect(const TimerSet& one) {
    out_ += "sets " + std::string(one.what.text()) + " in " + to_text(one.after);
  }
  void tell_effect(const TimerCancelled& one) { out_ += "cancels " + std::string(one.what.text()); }
  void tell_effect(const SyncAsked&) { out_ += "syncs"; }
  void tell_effect(const WorkStarted& one) {
    out_ += "starts heavy work of " + std::to_string(static_cast<std::int64_t>(one.amount));
  }
  void tell_effect(const Shown& one) {
    out_ += std::string(one.field.text()) + " ";
    if (one.before) out_ += text(one.type, *one.before) + " -> ";
    out_ += text(one.type, one.now);
  }
  void tell_effect(const Recorded& one) {
    out_ += "records " + std::string(one.event.text());
    if (one.peer != kNoNode) out_ += " peer=" + name(one.peer);
    out_ += " a=" + std::to_string(one.a) + " b=" + std::to_string(one.b);
  }

  std::string name(NodeId id) const { return id == kNoNode ? "none" : network_->run.name(id); }
  std::string text(ValueType type, std::int64_t value) const {
    if (type == ValueType::node) return name(NodeId{static_cast<std::uint32_t>(value)});
    if (type == ValueType::name)
      return std::string(network_->run.names.text(NameId{static_cast<std::uint32_t>(value)}));
    return std::to_string(value);
  }
  static std::string text(const Payload& payload) {
    Description description;
    payload.type().describe(payload.data(), description);
    return std::string(payload.type().name.text()) + "(" + description.text() + ")";
  }

  std::unique_ptr<FakeNetwork> network_;
  std::string out_;
};

}  // namespace

TEST_CASE("golden runs of Raft's elections turn out as reviewed") {
  const std::string name =
      GENERATE("first_election", "split_vote", "old_term", "restart_keeps_vote", "stale_vote_reply", "slow_disk");
  Script script;
  check_golden(std::string(ORRERY_SOURCE_DIR "/tests/patterns/leader_election/") + name + ".txt",
               [&](const std::string& command) { return script.carry_out(command); });
}

}  // namespace orrery::test
