#include "run/outages.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

void Outages::RecentEnds::add(Instant now, bool is_answer) {
  const std::int64_t present = now.since_start() / (kSpan / kParts);
  // Those in between are as empty as the present one.
  for (std::int64_t part = std::max(latest_, present - kParts) + 1; part <= present; ++part) {
    Ends& past = parts_[static_cast<std::size_t>(part % kParts)];
    sum_.answered -= past.answered;
    sum_.failed -= past.failed;
    past = {};
  }
  latest_ = present;
  for (Ends* ends : {&parts_[static_cast<std::size_t>(present % kParts)], &sum_})
    ++(is_answer ? ends->answered : ends->failed);
}

Outages::Outages(const std::vector<std::uint32_t>& groups, StoryClock clock) : groups_(groups), clock_(clock) {
  followed_.resize(groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1);
}

Duration Outages::patience(const Group& group) {
  const Duration soon = std::clamp(group.last_wait * 5, kSpan, kLongAgo);
  const bool is_slow = group.last_wait > Duration() && *group.since - group.waited_long < soon;
  return is_slow ? group.last_wait * 2 : kLong;
}

std::vector<Outages::Told> Outages::settle(Instant now) {
  std::vector<Told> told;
  if (now < earliest_) return told;
  earliest_ = Instant::max();
  for (std::size_t i = 0; i < followed_.size(); ++i) {
    Group& group = followed_[i];
    if (!group.since || group.is_lost) continue;
    const Instant when = *group.since + patience(group);
    if (when > now) {
      earliest_ = std::min(earliest_, when);
      continue;
    }
    group.is_lost = group.waits = true;
    told.push_back({when, i, false, fmt::format("waits: no answer since {}", clock_.text(*group.since))});
  }
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) { return a.time < b.time; });
  return told;
}

std::optional<Outages::Told> Outages::follow(const Record& record) {
  const bool ends =
      record.kind == RecordKind::ok || record.kind == RecordKind::failed || record.kind == RecordKind::info;
  if (!ends && record.kind != RecordKind::invoked) return std::nullopt;
  const std::size_t position = groups_[index(record.node)];
  if (ends) return on_end(position, record);
  Group& group = followed_[position];
  ++group.open;
  if (!group.since) group.since = record.time;
  earliest_ = std::min(earliest_, *group.since + kLong);
  return std::nullopt;
}

std::optional<Outages::Told> Outages::on_end(std::size_t position, const Record& record) {
  Group& group = followed_[position];
  if (group.open > 0) --group.open;
  const bool is_answer = record.kind == RecordKind::ok;
  group.ends.add(record.time, is_answer);
  const Ends ends = group.ends.sum();
  // Whether half of them failed may go to and fro; that less than a third did says that it is over.
  const bool fails = ends.all() >= kLeast && ends.failed >= ends.answered;
  if (ends.all() < kLeast || ends.failed * 3 < ends.all()) group.failing_since.reset();
  if (fails && !group.failing_since) group.failing_since = record.time;
  if (!group.is_lost && fails && record.time - *group.failing_since >= kLasts) {
    group.is_lost = true;
    return Told{record.time, position, false,
                fmt::format("is hardly served any more: of {} operations in the last second {} failed", ends.all(),
                            ends.failed)};
  }
  // An operation that fails is no answer: who waits goes on waiting.
  if (!is_answer) return std::nullopt;
  const std::optional<Instant> waited_since = group.waits ? group.since : std::nullopt;
  if (group.since && record.time - *group.since >= kLong) group.waited_long = record.time;
  if (group.waits) group.last_wait = record.time - *group.since;
  group.waits = false;
  group.since.reset();
  if (group.open > 0) {
    group.since = record.time;
    earliest_ = std::min(earliest_, record.time + kLong);
  }
  constexpr std::int64_t kFewFail = 5;  // at most one of so many
  if (!group.is_lost || ends.failed * kFewFail > ends.all()) return std::nullopt;
  group.is_lost = false;
  return Told{record.time, position, true, served_text(group, waited_since, record.time)};
}

std::string Outages::served_text(const Group& group, std::optional<Instant> waited_since, Instant now) const {
  if (waited_since)
    return fmt::format("is served again, after {} without an answer", clock_.between(*waited_since, now));
  const Ends ends = group.ends.sum();
  return fmt::format("is served again: of {} operation{} in the last second {} failed", ends.all(),
                     ends.all() == 1 ? "" : "s", ends.failed == 0 ? "none" : std::to_string(ends.failed));
}

}  // namespace orrery
