// A Raft log: in memory, on the disk, and how far the disk has come.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "core/prefetch.h"
#include "core/storage.h"
#include "patterns/leader_election/raft_entry.h"

namespace orrery::raft {

// Holds the entries after the one that a snapshot covers up to, its base. What is appended or truncated is written at
// once and durable when a sync that began after it has completed.
class Log {
 public:
  LogPosition base() const { return base_; }
  LogIndex last_index() const { return last_; }
  LogPosition last() const;
  // The entry must be held: base().index < index <= last_index().
  const EntryPtr& entry(LogIndex index) const;
  // Of an entry that is held, or of the base.
  Term term_of(LogIndex index) const {
    if (index == base_.index) return base_.term;
    // Mostly it is one of the last that is asked for.
    auto run = runs_.rbegin();
    while (run->first > index) ++run;
    return run->term;
  }
  // Nothing where the entry is not held; the base's term is known.
  std::optional<Term> term_at(LogIndex index) const {
    if (index < base_.index || index > last_index()) return std::nullopt;
    return term_of(index);
  }
  // The consistency check of section 5.3. What a snapshot covers is committed: every leader has it.
  bool holds(LogPosition position) const {
    if (position.index < base_.index) return true;
    return position.index <= last_index() && term_of(position.index) == position.term;
  }
  // The last position up to `index` whose term is no later than `term`; just before the base where all are later.
  LogPosition last_no_later_than(LogIndex index, Term term) const;
  // Entries from `first` on (held), as many as the limits allow and at least one; null where there are none.
  BatchPtr batch(LogIndex first, std::size_t entries_max, Bytes bytes_max) const;

  void append(Storage& storage, EntryPtr entry);
  // Drops every entry after `last`; base().index <= last <= last_index().
  void truncate(Storage& storage, LogIndex last);
  // Drops every entry up to `base`, which a snapshot covers; the rest stays where it goes on from there (figure 13).
  void compact(Storage& storage, LogPosition base);
  // Reads back what the disk has kept beside a snapshot up to `base`.
  // True where it had to write: a crash may have come between the snapshot and the cut of the log that follows it.
  bool recall(Storage& storage, LogPosition base);

  // Of its end: where the entries are noted, and `nearer` the last one.
  void prefetch(Prefetcher& memory, bool nearer) const;

  // The last entry that is durable, with all before it.
  LogIndex durable_index() const { return durable_; }
  void on_sync_began() { syncing_ = last_index(); }
  void on_synced() { durable_ = std::max(durable_, syncing_); }

 private:
  static constexpr Name kLog{"log"};
  // Entry 1 stands at position 0.
  static std::size_t position_of(LogIndex index) { return static_cast<std::size_t>(index - 1); }
  std::size_t offset_of(LogIndex index) const { return static_cast<std::size_t>(index - base_.index - 1); }
  void hold(EntryPtr entry);

  // Terms never decrease along a log: a few runs say the term of every entry, without a look at the entries.
  struct Run {
    Term term;
    LogIndex first;
  };

  LogPosition base_;
  LogIndex last_ = 0;             // base_.index + entries_.size(): asked for by every message
  std::deque<EntryPtr> entries_;  // after base_
  std::vector<Run> runs_;         // of entries_
  LogIndex durable_ = 0;
  LogIndex syncing_ = 0;  // what the sync under way will make durable
  // The batch made last: the followers that keep up all get the same.
  mutable BatchPtr batch_;
  mutable LogIndex batch_first_ = 0;
};

}  // namespace orrery::raft
