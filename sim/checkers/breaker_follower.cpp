#include "checkers/breaker_follower.h"

#include <algorithm>
#include <limits>

#include "checkers/breaker_records.h"

namespace orrery {

using namespace breaker_records;

namespace {

constexpr Name kDrift{"drift"};  // the fault's verb

}  // namespace

BreakerFollower::BreakerFollower(std::vector<NodeId> nodes, std::vector<CheckedBreaker> breakers)
    : nodes_(std::move(nodes)), settings_(std::move(breakers)) {
  for (const CheckedBreaker& one : settings_) shared_ += one.per == CheckedBreaker::Per::caller ? 1 : 0;
}

void BreakerFollower::on_start(const RunInfo& info) {
  nodes_.on_start(info);
  std::map<std::string, NodeId> first;
  for (std::uint32_t i = 0; i < info.nodes.size(); ++i) {
    const std::string& group = info.nodes[i].group;
    first_of_group_.push_back(first.try_emplace(group, NodeId{i}).first->second);
    const auto found = std::find_if(settings_.begin(), settings_.end(),
                                    [&](const CheckedBreaker& one) { return one.target == group; });
    settings_by_node_.push_back(static_cast<std::size_t>(found - settings_.begin()));
  }
}

const CheckedBreaker* BreakerFollower::settings_of(NodeId callee) const {
  const bool is_known = index(callee) < settings_by_node_.size() && settings_by_node_[index(callee)] < settings_.size();
  return is_known ? &settings_[settings_by_node_[index(callee)]] : nullptr;
}

BreakerFollower::Breaker& BreakerFollower::at(NodeId node, NodeId on, const CheckedBreaker& settings) {
  Breaker& breaker = breakers_[{node, on}];
  breaker.settings = &settings;
  return breaker;
}

BreakerFollower::Breaker* BreakerFollower::on_behalf_of(NodeId node, NodeId callee) {
  const CheckedBreaker* settings = unknown_.contains(node) ? nullptr : settings_of(callee);
  if (settings == nullptr) return nullptr;
  if (settings->per == CheckedBreaker::Per::endpoint) return &at(node, callee, *settings);
  const bool is_shared = settings->per == CheckedBreaker::Per::caller && shared_ > 1;
  return &at(node, is_shared ? kNoNode : first_of_group_[index(callee)], *settings);
}

BreakerFollower::Breaker* BreakerFollower::of_event(const Record& record) {
  if (record.peer != kNoNode) return on_behalf_of(record.node, record.peer);
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [](const CheckedBreaker& one) { return one.per == CheckedBreaker::Per::caller; });
  return found == settings_.end() || unknown_.contains(record.node) ? nullptr : &at(record.node, kNoNode, *found);
}

BreakerFollower::Step BreakerFollower::look_at(const Record& record) {
  if (record.kind != RecordKind::event || !nodes_.position(record.node)) return {};
  const auto step = [&](What what) { return Step{what, of_event(record)}; };
  const auto set = [&](State to) { return Step{What::set, of_event(record), false, to}; };
  if (record.name == kOpened.id()) return step(What::opened);
  if (record.name == kProbing.id()) return step(What::probing);
  if (record.name == kReopened.id()) return step(What::reopened);
  if (record.name == kOverdue.id()) return step(What::overdue);
  if (record.name == kClosed.id()) return step(What::closed);
  if (record.name == kForcedOpen.id()) return set(State::forced_open);
  if (record.name == kDisabled.id()) return set(State::disabled);
  if (record.name == kMetricsOnly.id()) return set(State::metrics_only);
  if (record.name == kReset.id()) return set(State::closed);
  const bool is_refused = record.name == kRefused.id();
  const bool is_first = record.name == kAttempted.id();
  if ((!is_refused && !is_first && record.name != kHedged.id()) || ages_.may_be_old(record)) return {};
  if (is_refused) return step(What::refused);
  Step sent{What::sent, on_behalf_of(record.node, record.peer)};
  if (sent.breaker == nullptr) return {};
  // A hedge is part of an attempt that was let through; only an endpoint's own breaker is asked again.
  const bool is_asked = sent.breaker->settings->lets_attempts &&
                        (is_first || sent.breaker->settings->per == CheckedBreaker::Per::endpoint);
  if (!is_asked) return {};
  sent.had_waited = is_first && waiting_.contains({record.node, record.c, record.a, record.b});
  return sent;
}

void BreakerFollower::apply(const Record& record, const Step& step) {
  if (record.kind == RecordKind::fault_began && record.a == static_cast<std::int64_t>(kDrift.id()))
    clocks_are_right_ = false;
  if (!nodes_.position(record.node)) return;
  ages_.read(record);
  if (record.kind == RecordKind::crashed || RequestAges::is_change(record)) {
    std::erase_if(breakers_, [&](const auto& one) { return one.first.first == record.node; });
    std::erase_if(waiting_, [&](const auto& one) { return std::get<0>(one) == record.node; });
    unknown_.erase(record.node);
    if (record.kind == RecordKind::event && (record.c & proxy::kBreakerChanged) != 0) unknown_.insert(record.node);
  } else if (record.kind == RecordKind::paused) {
    for (auto& [key, breaker] : breakers_) breaker.was_paused |= key.first == record.node;
  } else if (record.kind == RecordKind::ordered) {
    if (record.name == kForceOpen.id()) set_by_order(record, State::forced_open);
    if (record.name == kDisable.id()) set_by_order(record, State::disabled);
    if (record.name == kMeasureOnly.id()) set_by_order(record, State::metrics_only);
    if (record.name == kResetOrder.id()) set_by_order(record, State::closed);
  } else if (record.kind == RecordKind::event) {
    follow(record);
    if (step.breaker != nullptr) take(record, step);
  }
}

void BreakerFollower::follow(const Record& record) {
  const Attempt attempt(record.node, record.c, record.a, record.b);
  if (record.name == kQueued.id()) {
    waiting_.insert(attempt);
  } else if (record.name == proxy::kEndpointAdded.id() || record.name == proxy::kEndpointRemoved.id()) {
    forget_own(record.node, record.peer);
  } else if (record.name == kHeard.id()) {
    if (Breaker* breaker = of_event(record)) hear(record, *breaker);
  } else if (record.name == kReleased.id()) {
    if (Breaker* breaker = of_event(record)) ++breaker->permits_returned;
  } else if (std::any_of(std::begin(kWaitRefusals), std::end(kWaitRefusals),
                         [&](Name refusal) { return record.name == refusal.id(); })) {
    end_wait(attempt);
  }
}

void BreakerFollower::end_wait(const Attempt& attempt) {
  if (const auto one = waiting_.find(attempt); one != waiting_.end()) waiting_.erase(one);
}

void BreakerFollower::forget_own(NodeId node, NodeId endpoint) {
  const auto known = breakers_.find({node, endpoint});
  if (known != breakers_.end() && known->second.settings->per == CheckedBreaker::Per::endpoint) breakers_.erase(known);
}

void BreakerFollower::hear(const Record& record, Breaker& breaker) {
  ++breaker.heard;
  breaker.was_paused = false;
  if (breaker.state == State::forced_open || breaker.state == State::disabled) return;
  const CheckedBreaker& settings = *breaker.settings;
  const bool is_slow = settings.judges_calls && record.b > settings.slow_call.nanoseconds();
  breaker.window.push_back({record.c, record.a != 0, is_slow});
  // No window looks further back.
  const auto most = static_cast<std::size_t>(std::max(settings.window_calls, settings.half_open_calls));
  if (!settings.window_time && breaker.window.size() > 2 * most)
    breaker.window.erase(breaker.window.begin(), breaker.window.end() - static_cast<std::ptrdiff_t>(most));
  constexpr std::size_t kTidiedAt = 4096;
  if (settings.window_time && breaker.window.size() % kTidiedAt == 0)
    std::erase_if(breaker.window,
                  [&](const Heard& one) { return one.at < record.c - settings.window_time->nanoseconds(); });
}

void BreakerFollower::take(const Record& record, const Step& step) {
  Breaker& breaker = *step.breaker;
  switch (step.what) {
    case What::sent:
      ++breaker.sent;
      if (!step.had_waited) ++breaker.permits_taken;
      if (step.had_waited) end_wait({record.node, record.c, record.a, record.b});
      break;
    case What::opened:
    case What::reopened:
    case What::overdue: breaker.state = State::open; break;
    case What::probing:
      breaker.state = State::half_open;
      breaker.permits_taken = breaker.permits_returned = 0;
      if (!breaker.settings->judges_calls) break;
      breaker.window.clear();
      breaker.counts_probes = true;
      break;
    case What::closed: set(breaker, State::closed); break;
    default: break;
  }
}

void BreakerFollower::set(Breaker& breaker, State state) {
  breaker.state = state;
  breaker.window.clear();
  breaker.counts_probes = false;
}

void BreakerFollower::set_by_order(const Record& record, State state) {
  if (record.peer == kNoNode) return;
  const NodeId group = first_of_group_[index(record.peer)];
  for (std::uint32_t node = 0; node < first_of_group_.size(); ++node)
    if (first_of_group_[node] == group)
      if (Breaker* breaker = on_behalf_of(record.node, NodeId{node})) set(*breaker, state);
}

bool BreakerFollower::has_waiting(NodeId node) const {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  const auto next = waiting_.lower_bound({node, kLeast, kLeast, kLeast});
  return next != waiting_.end() && std::get<0>(*next) == node;
}

std::optional<BreakerFollower::Counts> BreakerFollower::recount(const Breaker& breaker, const Record& record) const {
  constexpr std::int64_t kSecond = 1'000'000'000, kTenths = 10;
  const CheckedBreaker& settings = *breaker.settings;
  const bool by_time = settings.window_time && !breaker.counts_probes;
  if (!settings.judges_calls && !clocks_are_right_) return std::nullopt;
  const std::int64_t bucket = settings.judges_calls ? kSecond : settings.window_time->nanoseconds() / kTenths;
  const std::int64_t buckets = by_time ? settings.window_time->nanoseconds() / bucket : 0;
  const std::int64_t now = !settings.judges_calls   ? record.time.since_start().nanoseconds()
                           : breaker.window.empty() ? 0
                                                    : breaker.window.back().at;
  const auto size = static_cast<std::size_t>(breaker.counts_probes ? settings.half_open_calls : settings.window_calls);
  Counts counts;
  for (std::size_t i = 0; i < breaker.window.size(); ++i) {
    const Heard& one = breaker.window[i];
    const bool is_within = by_time ? one.at / bucket > now / bucket - buckets : breaker.window.size() - i <= size;
    if (!is_within) continue;
    ++counts.calls;
    counts.failed += one.failed ? 1 : 0;
    counts.slow += one.slow ? 1 : 0;
  }
  return counts;
}

std::int64_t BreakerFollower::calls_min(const Breaker& breaker) {
  const CheckedBreaker& settings = *breaker.settings;
  if (breaker.counts_probes) return std::min(settings.calls_min, settings.half_open_calls);
  return settings.window_time ? settings.calls_min : std::min(settings.calls_min, settings.window_calls);
}

bool BreakerFollower::reaches_threshold(const CheckedBreaker& settings, const Counts& counts) {
  // In percents of single precision, as resilience4j has it.
  const auto reaches = [&](std::int64_t part, double threshold) {
    return static_cast<float>(part) * 100.0F / static_cast<float>(counts.calls) >=
           static_cast<float>(threshold * 100.0);
  };
  return reaches(counts.failed, settings.failure_rate) ||
         (settings.judges_calls && reaches(counts.slow, settings.slow_rate));
}

std::string BreakerFollower::name(const Record& record) const {
  const auto position = nodes_.position(record.node);
  return (position ? nodes_.name(*position) : std::string("a node")) + "'s breaker";
}

}  // namespace orrery
