#include "patterns/leader_election/raft_log.h"

#include <algorithm>

#include "core/check.h"

namespace orrery::raft {

LogPosition Log::last() const { return runs_.empty() ? base_ : LogPosition{runs_.back().term, last_index()}; }

const EntryPtr& Log::entry(LogIndex index) const {
  ORRERY_CHECK(index > base_.index && index <= last_index(), "an entry that the log holds");
  return entries_[offset_of(index)];
}

LogPosition Log::last_no_later_than(LogIndex index, Term term) const {
  index = std::min(index, last_index());
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    if (run->first > index) continue;
    if (run->term <= term) return {run->term, index};
    index = run->first - 1;
  }
  if (index == base_.index && base_.term <= term) return base_;
  return {0, std::max<LogIndex>(std::min(index, base_.index - 1), 0)};
}

BatchPtr Log::batch(LogIndex first, std::size_t entries_max, Bytes bytes_max) const {
  if (first > last_index()) return nullptr;
  const auto available = static_cast<std::size_t>(last_index() - first + 1);
  // Where it was as long as the limits allow, it is made anew for nothing; that is rare.
  if (batch_ != nullptr && batch_first_ == first && batch_->entries.size() == available) return batch_;
  auto made = std::make_shared<Batch>();
  made->entries.reserve(std::min(available, entries_max));
  for (std::size_t i = 0; i < std::min(available, entries_max); ++i) {
    const EntryPtr& next = entries_[offset_of(first) + i];
    if (i > 0 && made->size + next->size > bytes_max) break;
    made->entries.push_back(next);
    made->size += next->size;
  }
  batch_first_ = first;
  batch_ = std::move(made);
  return batch_;
}

void Log::prefetch(Prefetcher& memory, bool nearer) const {
  if (entries_.empty()) return;
  if (nearer) return memory.ask(entries_.back().get(), sizeof(Entry));
  memory.ask_for(entries_.back());
  memory.ask_for(runs_.back());
}

void Log::hold(EntryPtr entry) {
  ++last_;
  if (runs_.empty() || runs_.back().term != entry->term) runs_.push_back({entry->term, last_});
  entries_.push_back(std::move(entry));
}

void Log::append(Storage& storage, EntryPtr entry) {
  storage.append_shared(kLog, entry, entry->size);
  hold(std::move(entry));
}

void Log::truncate(Storage& storage, LogIndex last) {
  ORRERY_CHECK(last >= base_.index && last <= last_index(), "a log to be cut where it has entries");
  storage.truncate(kLog, position_of(last + 1));
  entries_.resize(offset_of(last + 1));
  last_ = last;
  while (!runs_.empty() && runs_.back().first > last) runs_.pop_back();
  durable_ = std::min(durable_, last);
  syncing_ = std::min(syncing_, last);
  batch_ = nullptr;
}

void Log::compact(Storage& storage, LogPosition base) {
  ORRERY_CHECK(base.index >= base_.index, "a log to be compacted from its front");
  if (term_at(base.index) != base.term) {
    // What is held belongs to another history, or ends before the snapshot does.
    truncate(storage, base_.index);
    durable_ = syncing_ = base.index;
  }
  storage.discard(kLog, position_of(base.index + 1));
  while (!entries_.empty() && base_.index < base.index) {
    entries_.pop_front();
    ++base_.index;
  }
  base_ = base;
  last_ = base.index + static_cast<LogIndex>(entries_.size());
  while (runs_.size() > 1 && runs_[1].first <= base.index + 1) runs_.erase(runs_.begin());
  if (entries_.empty()) runs_.clear();
  durable_ = std::max(durable_, base.index);
  syncing_ = std::max(syncing_, base.index);
  batch_ = nullptr;
}

bool Log::recall(Storage& storage, LogPosition base) {
  base_ = {0, static_cast<LogIndex>(storage.first(kLog))};
  last_ = base_.index;
  for (std::size_t position = storage.first(kLog); position < storage.length(kLog); ++position)
    hold(storage.shared_entry<Entry>(kLog, position));
  durable_ = syncing_ = last_index();
  const bool is_to_be_cut = base.index > base_.index;
  if (is_to_be_cut)
    compact(storage, base);
  else
    base_ = base;
  last_ = base_.index + static_cast<LogIndex>(entries_.size());
  return is_to_be_cut;
}

}  // namespace orrery::raft
