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
    told.push_back({when, i, false, waits_text(group)});
  }
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) { return a.time < b.time; });
  return told;
}

std::string Outages::waits_text(const Group& group) const {
  const std::string since = clock_.text(*group.since);
  if (group.failed == 0) return fmt::format("waits: no answer since {}", since);
  return fmt::format("is not served: no operation has succeeded since {}, and {} failed", since, group.failed);
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
  const bool lasts = fails && record.time - std::max(*group.failing_since, group.waited_last) >= kLasts;
  std::optional<Told> told;
  if (lasts && !group.waits && !group.is_told_to_fail) {
    told = {record.time, position, false,
            fmt::format("is hardly served{}: of {} operations in the last second {} failed",
                        group.is_lost ? "" : " any more", ends.all(), ends.failed)};
    group.is_lost = group.is_told_to_fail = true;
  }
  // Who has no success goes on waiting for one.
  if (!is_answer) {
    ++group.failed;
    return told;
  }
  constexpr std::int64_t kFewFail = 5;  // at most one of so many
  if (group.is_lost && ends.failed * kFewFail <= ends.all()) {
    group.is_lost = group.is_told_to_fail = false;
    told = {record.time, position, true,
            "is served again" + (group.waits ? wait_text(group, record.time) : failures_text(ends))};
  }
  if (group.since && record.time - *group.since >= kLong) group.waited_long = record.time;
  if (group.waits) {
    group.last_wait = record.time - *group.since;
    group.waited_last = record.time;
  }
  group.waits = false;
  group.since.reset();
  group.failed = 0;
  if (group.open > 0) {
    group.since = record.time;
    earliest_ = std::min(earliest_, record.time + kLong);
  }
  return told;
}

std::string Outages::wait_text(const Group& group, Instant now) const {
  return fmt::format(", after {} without {}", clock_.between(*group.since, now),
                     group.failed == 0 ? "an answer" : "a success");
}

std::string Outages::failures_text(const Ends& ends) {
  return fmt::format(": of {} operation{} in the last second {} failed", ends.all(), ends.all() == 1 ? "" : "s",
                     ends.failed == 0 ? "none" : std::to_string(ends.failed));
}

}  // namespace orrery
