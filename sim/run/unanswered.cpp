#include "run/unanswered.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

Unanswered::Unanswered(const std::vector<std::uint32_t>& groups, StoryClock clock) : groups_(groups), clock_(clock) {
  waits_.resize(groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1);
}

std::vector<Unanswered::Told> Unanswered::settle(Instant now) {
  std::vector<Told> told;
  if (now < earliest_) return told;
  earliest_ = Instant::max();
  for (std::size_t i = 0; i < waits_.size(); ++i) {
    Group& group = waits_[i];
    if (!group.since || group.is_told) continue;
    const Instant when = *group.since + kLong;
    if (when > now) {
      earliest_ = std::min(earliest_, when);
      continue;
    }
    group.is_told = true;
    told.push_back({when, i, false, fmt::format("waits: no answer since {}", clock_.text(*group.since))});
  }
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) { return a.time < b.time; });
  return told;
}

std::optional<Unanswered::Told> Unanswered::follow(const Record& record) {
  const bool ends =
      record.kind == RecordKind::ok || record.kind == RecordKind::failed || record.kind == RecordKind::info;
  if (!ends && record.kind != RecordKind::invoked) return std::nullopt;
  const std::size_t position = groups_[index(record.node)];
  Group& group = waits_[position];
  if (!ends) {
    ++group.open;
    if (!group.since) group.since = record.time;
    earliest_ = std::min(earliest_, *group.since + kLong);
    return std::nullopt;
  }
  if (group.open > 0) --group.open;
  // An operation that fails is no answer: who waits goes on waiting.
  if (record.kind != RecordKind::ok) return std::nullopt;
  std::optional<Told> told;
  if (group.is_told)
    told = {record.time, position, true,
            fmt::format("is served again, after {} without an answer", clock_.between(*group.since, record.time))};
  group.is_told = false;
  group.since.reset();
  if (group.open > 0) {
    group.since = record.time;
    earliest_ = std::min(earliest_, record.time + kLong);
  }
  return told;
}

}  // namespace orrery
