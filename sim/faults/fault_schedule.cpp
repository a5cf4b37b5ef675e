#include "faults/fault_schedule.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {

namespace {

// Those of both sides, each once, the first side first.
std::vector<NodeId> both_sides(const FaultHit& hit) {
  std::vector<NodeId> nodes = hit.from;
  for (const NodeId node : hit.to)
    if (std::find(hit.from.begin(), hit.from.end(), node) == hit.from.end()) nodes.push_back(node);
  return nodes;
}

bool draws(const Selector& selector) {
  const std::vector<const Selector*> terms = selector.terms();
  return std::any_of(terms.begin(), terms.end(), [](const Selector* term) {
    return term->pick == Selector::Pick::any || term->pick == Selector::Pick::number;
  });
}

// All of one or several groups whatever their state: no draw, role, zone or other side decides whom it means.
bool is_whole_groups(const Selector& selector) {
  const std::vector<const Selector*> terms = selector.terms();
  return std::all_of(terms.begin(), terms.end(), [](const Selector* term) {
    const bool is_all = term->pick == Selector::Pick::all || term->pick == Selector::Pick::each;
    return is_all && !term->group.empty() && term->role.empty() && term->zone.empty();
  });
}

void describe_side(Description& whom, std::string_view side, const Selector& selector, const std::vector<NodeId>& nodes,
                   const WorldControl& world) {
  if (is_whole_groups(selector)) {
    for (const Selector* term : selector.terms()) whom.add(side, term->group);
  } else {
    for (const NodeId node : nodes) whom.add(side, world.node_name(node));
  }
}

// As WorldControl::record_fault wants it.
Description whom_it_hits(const Fault& fault, const FaultHit& hit, const WorldControl& world) {
  Description whom;
  if (const auto* link = std::get_if<LinkSelector>(&fault.target)) {
    describe_side(whom, "from", link->from, hit.from, world);
    whom.add("way", link->both_ways ? "<->" : "->");
    describe_side(whom, "to", link->to, hit.to, world);
  } else {
    for (const NodeId node : hit.nodes) whom.add("hit", world.node_name(node));
  }
  return whom;
}

}  // namespace

FaultInjector::FaultInjector(WorldControl& world, std::span<const Fault> faults, const FaultTimes& times,
                             std::function<void()> on_error)
    : world_(world), effects_(world), on_error_(std::move(on_error)) {
  for (std::size_t i = 0; i < faults.size(); ++i) {
    faults_.push_back({&faults[i], times.of(i).end, RandomStream(world.seed(), faults[i].id, "target")});
    at({times.of(i).strike, Phase::strike, i}, [this, i] { strike(i); });
  }
}

void FaultInjector::at(const Turn& turn, std::function<void()> action) {
  if (std::get<Instant>(turn) > world_.end()) return;
  agenda_.emplace(turn, std::move(action));
  world_.schedule(std::get<Instant>(turn), [this] { take_turns(); });
}

void FaultInjector::take_turns() {
  while (!agenda_.empty() && std::get<Instant>(agenda_.begin()->first) <= world_.now()) {
    const auto turn = agenda_.extract(agenda_.begin());
    turn.mapped()();
  }
}

void FaultInjector::strike(std::size_t position) {
  Watched& watched = faults_[position];
  const Fault& fault = *watched.fault;
  if (fault.schedule.kind == FaultSchedule::Kind::every) strike_again(position);
  FaultHit hit;
  hit.strike = StrikeId{++strikes_};
  if (!aim(watched, hit)) return;
  // The strikes of one repeated fault are apart in the draws of their conditions, as two faults are.
  hit.owner = fault.schedule.kind == FaultSchedule::Kind::every
                  ? fmt::format("{} at {}", fault.id, duration_text(world_.now().since_start()))
                  : fault.id;
  hit.set = fault.set;
  world_.record_fault(RecordKind::fault_began, Name(fault.id), fault.verb->name, hit.nodes,
                      whom_it_hits(fault, hit, world_));
  end_later(watched, hit, fault.verb->strike(effects_, hit, fault.options));
}

void FaultInjector::strike_again(std::size_t position) {
  const Duration every = faults_[position].fault->schedule.every;
  if (every > world_.end() - world_.now()) return;
  at({world_.now() + every, Phase::strike, position}, [this, position] { strike(position); });
}

bool FaultInjector::aim(Watched& watched, FaultHit& hit) {
  const Fault& fault = *watched.fault;
  const NodeFilter may_draw = [&](NodeId node) { return fault.verb->may_draw(effects_, node); };
  if (const auto* selector = std::get_if<Selector>(&fault.target)) {
    hit.nodes = resolve(*selector, world_, watched.target, may_draw);
    return is_there(fault, hit.nodes, *selector) && aim_at_peer(watched, hit) && makes_sense(fault, hit);
  }
  const auto& link = std::get<LinkSelector>(fault.target);
  LinkEnds ends = resolve(link, world_, watched.target, may_draw);
  if (!is_there(fault, ends.from, link.from) || !is_there(fault, ends.to, link.to)) return false;
  hit.both_ways = link.both_ways;
  hit.from = std::move(ends.from);
  hit.to = std::move(ends.to);
  hit.nodes = both_sides(hit);
  if (hit.nodes.size() > 1) return makes_sense(fault, hit);
  report(fault, fmt::format("'{}' joins no two nodes", link.text()));
  return false;
}

bool FaultInjector::aim_at_peer(Watched& watched, FaultHit& hit) {
  const Fault& fault = *watched.fault;
  if (!fault.to) return true;
  const NodeFilter may_draw = [&](NodeId node) {
    return fault.verb->may_draw(effects_, node) &&
           std::find(hit.nodes.begin(), hit.nodes.end(), node) == hit.nodes.end();
  };
  const std::vector<NodeId> peers = resolve(*fault.to, world_, watched.target, may_draw);
  if (!is_there(fault, peers, *fault.to)) return false;
  hit.peer = peers.front();
  return true;
}

bool FaultInjector::is_there(const Fault& fault, const std::vector<NodeId>& nodes, const Selector& selector) {
  if (nodes.empty())
    report(fault, draws(selector)
                      ? fmt::format("'{}' finds no node that {} would change", selector.text(), fault.verb->name.text())
                      : fmt::format("'{}' matches no node", selector.text()));
  return !nodes.empty();
}

Instant FaultInjector::later(Duration after) const {
  return after > Instant::max() - world_.now() ? Instant::max() : world_.now() + after;
}

bool FaultInjector::makes_sense(const Fault& fault, const FaultHit& hit) {
  const std::string objection = fault.verb->objection != nullptr ? fault.verb->objection(effects_, hit) : "";
  if (!objection.empty()) report(fault, objection);
  return objection.empty();
}

void FaultInjector::end_later(const Watched& watched, const FaultHit& hit, FaultUndo undo) {
  const Fault& fault = *watched.fault;
  if (!undo) return;
  std::optional<Instant> end = watched.end;
  if (fault.schedule.kind == FaultSchedule::Kind::every && fault.schedule.lasts) end = later(*fault.schedule.lasts);
  if (fault.verb->takes != nullptr) {
    const Instant over = later(fault.verb->takes(hit.nodes.size(), fault.options));
    end = end ? std::min(*end, over) : over;
  }
  if (!end) return;
  at({*end, Phase::end, static_cast<std::uint64_t>(hit.strike)}, [this, &fault, hit, undo] {
    // Recorded first, so that what the undoing brings about has it as its cause.
    world_.record_fault(RecordKind::fault_ended, Name(fault.id), fault.verb->name, hit.nodes,
                        whom_it_hits(fault, hit, world_));
    undo();
  });
}

void FaultInjector::report(const Fault& fault, std::string_view why) {
  if (fault.optional) return;
  errors_.push_back(fmt::format("the fault '{}' at {}: {}", fault.id, exact_text(world_.now().since_start()), why));
  missed_.push_back(&fault);
  on_error_();
}

}  // namespace orrery
