#include "checkers/breaker_follower.h"

#include <algorithm>

#include "checkers/breaker_records.h"

namespace orrery {

using namespace breaker_records;

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
  const CheckedBreaker* settings = settings_of(callee);
  if (settings == nullptr) return nullptr;
  if (settings->per == CheckedBreaker::Per::endpoint) return &at(node, callee, *settings);
  const bool is_shared = settings->per == CheckedBreaker::Per::caller && shared_ > 1;
  return &at(node, is_shared ? kNoNode : first_of_group_[index(callee)], *settings);
}

BreakerFollower::Breaker* BreakerFollower::of_event(const Record& record) {
  if (record.peer != kNoNode) return on_behalf_of(record.node, record.peer);
  const auto found = std::find_if(settings_.begin(), settings_.end(),
                                  [](const CheckedBreaker& one) { return one.per == CheckedBreaker::Per::caller; });
  return found == settings_.end() ? nullptr : &at(record.node, kNoNode, *found);
}

BreakerFollower::Step BreakerFollower::look_at(const Record& record) {
  if (record.kind != RecordKind::event || !nodes_.position(record.node)) return {};
  const auto step = [&](What what) { return Step{what, of_event(record)}; };
  if (record.name == kOpened.id()) return step(What::opened);
  if (record.name == kProbing.id()) return step(What::probing);
  if (record.name == kReopened.id()) return step(What::reopened);
  if (record.name == kOverdue.id()) return step(What::overdue);
  if (record.name == kClosed.id()) return step(What::closed);
  if (record.name == kRefused.id()) return step(What::refused);
  const bool is_first = record.name == kAttempted.id();
  if (!is_first && record.name != kHedged.id()) return {};
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
  if (record.kind == RecordKind::crashed && nodes_.position(record.node)) {
    std::erase_if(breakers_, [&](const auto& one) { return one.first.first == record.node; });
    return;
  }
  if (record.kind != RecordKind::event) return;
  if (record.name == kQueued.id() && nodes_.position(record.node)) {
    waiting_.insert({record.node, record.c, record.a, record.b});
  } else if (record.name == kHeard.id() && nodes_.position(record.node)) {
    if (Breaker* breaker = of_event(record)) {
      ++breaker->heard;
      breaker->window.push_back({record.c, record.a != 0, record.b > breaker->settings->slow_call.nanoseconds()});
      // No window of calls looks further back.
      const auto most =
          static_cast<std::size_t>(std::max(breaker->settings->window_calls, breaker->settings->half_open_calls));
      if (!breaker->settings->window_time && breaker->window.size() > 2 * most)
        breaker->window.erase(breaker->window.begin(), breaker->window.end() - static_cast<std::ptrdiff_t>(most));
    }
  } else if (record.name == kReleased.id() && nodes_.position(record.node)) {
    if (Breaker* breaker = of_event(record)) ++breaker->permits_returned;
  }
  if (step.breaker == nullptr) return;
  Breaker& breaker = *step.breaker;
  switch (step.what) {
    case What::sent:
      ++breaker.sent;
      if (!step.had_waited) ++breaker.permits_taken;
      waiting_.erase({record.node, record.c, record.a, record.b});
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
    case What::closed:
      breaker.state = State::closed;
      breaker.window.clear();
      breaker.counts_probes = false;
      break;
    default: break;
  }
}

BreakerFollower::Counts BreakerFollower::recount(const Breaker& breaker) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const CheckedBreaker& settings = *breaker.settings;
  const bool by_time = settings.window_time && !breaker.counts_probes;
  const auto size = static_cast<std::size_t>(breaker.counts_probes ? settings.half_open_calls : settings.window_calls);
  Counts counts;
  for (std::size_t i = 0; i < breaker.window.size(); ++i) {
    const Heard& one = breaker.window[i];
    const bool is_in_time = by_time && one.at / kSecond > breaker.window.back().at / kSecond -
                                                              settings.window_time->nanoseconds() / kSecond;
    if (!(by_time ? is_in_time : breaker.window.size() - i <= size)) continue;
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
  return reaches(counts.failed, settings.failure_rate) || reaches(counts.slow, settings.slow_rate);
}

std::string BreakerFollower::name(const Record& record) const {
  const auto position = nodes_.position(record.node);
  return (position ? nodes_.name(*position) : std::string("a node")) + "'s breaker";
}

}  // namespace orrery
