// A script of steps on a small network of Raft servers, and everything that each step did, in words.
#pragma once

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/value_text.h"
#include "patterns/leader_election/raft_network.h"
#include "services/key_value.h"

namespace orrery::test {

// The commands; n1 ... are servers, c1 ... clients. A message of a pair is the oldest one on its way.
//   nodes COUNT [PARAMETER=VALUE ...]
//   timeout NODE | heartbeat NODE | fire NODE TIMER     the timer fires, at its time
//   time DURATION                                       passes, and nothing happens in it
//   sync NODE | work NODE                               the oldest sync or heavy work is done
//   deliver FROM->TO | drop FROM->TO | duplicate FROM->TO
//   crash NODE [KEPT-WRITES] | restart NODE [without-disk]
//   cut NODE,NODE ... | heal                            messages between the two sides are lost
//   request NODE CLIENT#NUMBER[.ATTEMPT] OPERATION KEY VALUE [ANSWERED-TO]
//   order NODE ORDER [PEER]
//   settle                                              deliver and sync until all is quiet
//   elect NODE                                          timeout and settle
//   show
// With `quietly` before it a command tells only what is recorded, shown and answered; `quietly nodes` nothing.
class RaftScript {
 public:
  using Make = std::function<std::unique_ptr<Node>(const ParameterValues&)>;
  // The sink, if any, sees every Record.
  explicit RaftScript(Make make = Raft::make, Sink* sink = nullptr) : make_(std::move(make)), sink_(sink) {}

  std::string carry_out(const std::string& command) {
    std::istringstream line(command);
    out_.clear();
    std::string verb;
    line >> verb;
    is_quiet_ = verb == "quietly";
    if (is_quiet_) line >> verb;
    std::vector<std::string> words;
    for (std::string word; line >> word;) words.push_back(word);
    words.resize(std::max<std::size_t>(words.size(), 6));
    if (!steps_network(verb, words) && !steps_node(verb, words)) FAIL("no such command: " << command);
    return out_;
  }

 private:
  using Words = std::vector<std::string>;

  bool steps_network(const std::string& verb, const Words& words) {
    if (verb == "nodes")
      begin(words);
    else if (verb == "deliver")
      deliver(flight(words[0]));
    else if (verb == "drop")
      network_->drop(flight(words[0]));
    else if (verb == "duplicate")
      network_->duplicate(flight(words[0]));
    else if (verb == "time")
      network_->run.now += *read_duration(words[0]);
    else if (verb == "cut")
      cut(words[0]);
    else if (verb == "heal")
      side_.assign(network_->size(), 0);
    else if (verb == "settle")
      settle();
    else if (verb == "show")
      show();
    else
      return false;
    return true;
  }
  bool steps_node(const std::string& verb, const Words& words) {
    const std::size_t n = node(words[0]);
    if (verb == "timeout" || verb == "elect")
      fire(n, raft::kElectionTimeout);
    else if (verb == "heartbeat")
      fire(n, raft::kHeartbeat);
    else if (verb == "fire")
      fire(n, known(words[1]));
    else if (verb == "sync")
      network_->complete_sync(n);
    else if (verb == "work")
      network_->complete_work(n);
    else if (verb == "crash")
      network_->crash(n, words[1].empty() ? 0 : std::stoul(words[1]));
    else if (verb == "restart")
      network_->restart(n, words[1] != "without-disk");
    else if (verb == "request")
      request(n, words);
    else if (verb == "order")
      network_->order(n, known(words[1]), words[2].empty() ? kNoNode : id(node(words[2])));
    else
      return false;
    tell(n);
    if (verb == "elect") settle();
    return true;
  }

  void begin(const Words& words) {
    ParameterValues values(Raft::parameters);
    for (std::size_t i = 1; i < words.size(); ++i) {
      const std::size_t sign = words[i].find('=');
      if (sign != std::string::npos) REQUIRE(values.set(words[i].substr(0, sign), words[i].substr(sign + 1)));
    }
    CHECK(Raft::contradiction(values) == "");
    network_ =
        std::make_unique<FakeNetwork>(std::stoul(words[0]), [make = make_, values](NodeId) { return make(values); });
    if (sink_ != nullptr) network_->run.add_sink(*sink_);
    side_.assign(network_->size(), 0);
    for (std::size_t i = 0; i < network_->size(); ++i) network_->start(i), is_quiet_ ? void() : tell(i);
  }
  void fire(std::size_t n, Name timer) {
    INFO(network_->run.node_names[n] << " has no timer " << timer.text());
    REQUIRE((*network_)[n].is_up());
    REQUIRE((*network_)[n].next_timer(timer) != nullptr);
    network_->fire(n, timer);
  }
  // The named nodes on one side, the others on the other.
  void cut(const std::string& names) {
    side_.assign(network_->size(), 0);
    std::istringstream list(names);
    for (std::string name; std::getline(list, name, ',');) side_[node(name)] = 1;
  }
  void request(std::size_t n, const Words& words) {
    const std::size_t hash = words[1].find('#'), dot = words[1].find('.');
    REQUIRE(hash != std::string::npos);
    Request request;
    request.number = std::stoll(words[1].substr(hash + 1));
    if (dot != std::string::npos) request.attempt = std::stoi(words[1].substr(dot + 1));
    request.operation = {known(words[2]), std::stoll(words[3]), words[4].empty() ? 0 : std::stoll(words[4])};
    request.answered_to = words[5].empty() ? 0 : std::stoll(words[5]);
    network_->receive(n, NodeId{kFirstClient + static_cast<std::uint32_t>(std::stoul(words[1].substr(1)))}, request);
  }
  static Name known(const std::string& word) {
    for (const Name name : {KeyValueStore::kGet, KeyValueStore::kPut, KeyValueStore::kAdd, raft::kTransferLeadership,
                            raft::kAddServer, raft::kRemoveServer, raft::kQuorumCheck, raft::kTransferTimeout})
      if (name.text() == word) return name;
    FAIL("no such operation, order or timer: " << word);
    return {};
  }

  static NodeId id(std::size_t node) { return NodeId{static_cast<std::uint32_t>(node)}; }
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

  void deliver(std::size_t number) {
    const FakeNetwork::Flight arriving = network_->flights[number];
    const std::size_t to = index(arriving.to);
    if (!is_quiet_)
      out_ += name(arriving.to) + " gets " + text(arriving.payload) + " from " + name(arriving.from) + '\n';
    const bool is_up = (*network_)[to].is_up(), is_cut = side_[to] != side_[index(arriving.from)];
    if (is_cut)
      network_->drop(number);
    else
      network_->deliver(number);
    if (is_up && !is_cut) tell(to);
    if (is_quiet_) return;
    if (is_cut)
      out_ += "  lost: it is cut off\n";
    else if (!is_up)
      out_ += "  lost: " + name(arriving.to) + " is down\n";
  }
  // Delivers and syncs until nothing is on its way and every disk is quiet.
  void settle() {
    bool acted = true;
    while (acted) {
      acted = false;
      for (; !network_->flights.empty(); acted = true) deliver(0);
      for (std::size_t n = 0; n < network_->size(); ++n)
        for (; (*network_)[n].ctx.storage().is_syncing(); acted = true) {
          if (!is_quiet_) out_ += network_->run.node_names[n] + " has synced\n";
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
      out_ += " log=" + log_of(n) + " applied=" + std::to_string(applied_by(n)) + '\n';
    }
  }
  // The terms of its entries, as they stand on the disk; before them the last index that is discarded.
  std::string log_of(std::size_t n) const {
    constexpr Name log{"log"};
    auto& storage = (*network_)[n].ctx.storage();
    std::string text;
    if (storage.first(log) > 0) text += std::to_string(storage.first(log)) + "|";
    for (std::size_t i = storage.first(log); i < storage.length(log); ++i)
      text += (i == storage.first(log) ? "" : ",") + std::to_string(storage.entry<raft::Entry>(log, i).term);
    return text.empty() ? "none" : text;
  }
  std::int64_t applied_by(std::size_t n) const {
    std::int64_t applied = 0;
    for (const Record& record : network_->run.records) {
      if (record.node != id(n)) continue;
      if (record.kind == RecordKind::crashed) applied = 0;
      if (record.kind != RecordKind::event) continue;
      for (const Name name : {raft::kEntryApplied, raft::kSnapshotInstalled})
        if (record.name == name.id()) applied = record.a;
      if (record.name == raft::kLogRecalled.id()) applied = record.b;
    }
    return applied;
  }

  // Everything that the node's latest handler did, in order.
  void tell(std::size_t n) {
    for (const Effect& effect : (*network_)[n].ctx.effects) {
      const Sent* sent = std::get_if<Sent>(&effect);
      const bool is_of_note = std::holds_alternative<Recorded>(effect) || std::holds_alternative<Shown>(effect) ||
                              (sent != nullptr && index(sent->to) >= network_->size());
      if (is_quiet_ && !is_of_note) continue;
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
    out_ += "writes " + std::to_string(static_cast<std::int64_t>(one.amount)) + " bytes";
  }
  void tell_effect(const Shown& one) {
    out_ += std::string(one.field.text()) + " ";
    if (one.before) out_ += text(one.type, *one.before) + " -> ";
    out_ += text(one.type, one.now);
  }
  // Without c: it is a digest, or the bits of a configuration.
  void tell_effect(const Recorded& one) {
    out_ += "records " + std::string(one.event.text());
    if (one.peer != kNoNode) out_ += " peer=" + name(one.peer);
    out_ += " a=" + std::to_string(one.a) + " b=" + std::to_string(one.b);
    if (one.event == raft::kConfigurationAdopted) out_ += " members=" + members(one.c);
  }

  std::string members(std::int64_t bits) const {
    std::string text;
    for (std::size_t n = 0; n < network_->size(); ++n)
      if ((bits >> n & 1) != 0) text += (text.empty() ? "" : ",") + network_->run.node_names[n];
    return text;
  }
  std::string name(NodeId node) const {
    if (node == kNoNode) return "none";
    if (index(node) >= network_->size()) return "c" + std::to_string(index(node) - kFirstClient);
    return network_->run.name(node);
  }
  std::string text(ValueType type, std::int64_t value) const {
    if (type == ValueType::node) return name(NodeId{static_cast<std::uint32_t>(value)});
    if (type == ValueType::name)
      return std::string(network_->run.names.text(NameId{static_cast<std::uint32_t>(value)}));
    return std::to_string(value);
  }
  std::string text(const Payload& payload) const {
    Description description;
    payload.type().describe(payload.data(), description);
    std::string shown = std::string(payload.type().name.text()) + "(" + description.text();
    if (payload.type().name == Reply::name) {
      const NodeId instead = static_cast<const Reply*>(payload.data())->redirect;
      if (instead != kNoNode) shown += " redirect=" + name(instead);
    }
    return shown + ")";
  }

  static constexpr std::uint32_t kFirstClient = 100;
  const Make make_;
  Sink* const sink_;
  std::unique_ptr<FakeNetwork> network_;
  std::vector<int> side_;  // of each node, while the network is cut
  bool is_quiet_ = false;
  std::string out_;
};

}  // namespace orrery::test
