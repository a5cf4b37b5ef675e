#include "checkers/log_tree.h"

#include "core/check.h"

namespace orrery {

const LogTree::Level* LogTree::level(std::int64_t index) const {
  if (index < first_ || index >= first_ + static_cast<std::int64_t>(levels_.size())) return nullptr;
  return &levels_[static_cast<std::size_t>(index - first_)];
}

const LogTree::Held* LogTree::find_held(LogEntry entry) const {
  const Level* here = level(entry.index);
  return here != nullptr && entry.slot < here->size() ? &(*here)[entry.slot] : nullptr;
}

LogTree::Appended LogTree::append(LogEntry predecessor, std::int64_t term, std::int64_t digest) {
  const std::int64_t index = predecessor.index + 1;
  const std::int64_t end = first_ + static_cast<std::int64_t>(levels_.size());
  if (index < first_ || index > end) return {{index, LogEntry::kUnknown}, Match::agrees};
  if (index == end) levels_.emplace_back();
  Level& here = levels_[static_cast<std::size_t>(index - first_)];

  Match match = Match::agrees;
  for (std::uint32_t slot = 0; slot < here.size(); ++slot) {
    const Held& held = here[slot];
    if (held.term != term) continue;
    const bool follows = held.predecessor == predecessor.slot || held.predecessor == LogEntry::kUnknown ||
                         !predecessor.is_known() || index == first_;
    if (follows && held.digest == digest) return {{index, slot}, Match::agrees};
    match = held.digest == digest ? Match::other_predecessor : Match::other_content;
  }
  here.add({term, digest, predecessor.slot});
  return {{index, static_cast<std::uint32_t>(here.size() - 1)}, match};
}

std::optional<LogEntry> LogTree::find(std::int64_t index, std::int64_t term) const {
  const Level* here = level(index);
  if (here == nullptr) return std::nullopt;
  for (std::uint32_t slot = 0; slot < here->size(); ++slot)
    if ((*here)[slot].term == term) return LogEntry{index, slot};
  return std::nullopt;
}

LogEntry LogTree::at(LogEntry entry, std::int64_t index) const {
  ORRERY_CHECK(index >= 0 && index <= entry.index, "a place inside the log");
  if (index == 0) return {};
  if (index < first_) return {index, LogEntry::kUnknown};
  while (entry.index > index) {
    const Held* held = find_held(entry);
    if (held == nullptr) return {index, LogEntry::kUnknown};
    entry = {entry.index - 1, held->predecessor};
  }
  return entry;
}

std::optional<std::int64_t> LogTree::term(LogEntry entry) const {
  const Held* held = find_held(entry);
  if (held == nullptr) return std::nullopt;
  return held->term;
}

void LogTree::discard_before(std::int64_t index) {
  while (first_ < index && !levels_.empty()) {
    levels_.pop_front();
    ++first_;
  }
}

}  // namespace orrery
