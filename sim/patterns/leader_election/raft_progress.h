// What a leader knows of a follower: nextIndex and matchIndex of figure 2, and how it sends to it.
#pragma once

#include <algorithm>
#include <cstddef>

#include "core/ring.h"
#include "core/time.h"
#include "patterns/leader_election/raft_entry.h"

namespace orrery::raft {

// probe:      where the logs meet is not known: one message, then wait for what comes of it
// replicate:  they have met: messages follow one another without waiting (dissertation, section 10.2.1)
// snapshot:   a snapshot is on its way, and nothing but heartbeats beside it
class Progress {
 public:
  enum class Mode : std::uint8_t { probe, replicate, snapshot };

  // A new leader's view of a follower (figure 2): it may lack everything, and is tried with what comes next.
  explicit Progress(LogIndex next = 1) : next_(next) {}

  Mode mode() const { return mode_; }
  LogIndex match() const { return match_; }
  LogIndex next() const { return next_; }

  // Whether a message with entries may be sent now; `window`: how many may be under way.
  bool may_send(std::size_t window) const {
    if (mode_ == Mode::probe) return !is_probing_;
    return mode_ == Mode::replicate && in_flight_.size() < window;
  }
  // Entries up to `last` are on their way. The next are sent after them without waiting, once the logs have met.
  void on_sent(LogIndex last) {
    if (mode_ == Mode::probe) {
      is_probing_ = true;
    } else {
      in_flight_.push_back(last);
      next_ = last + 1;
    }
  }
  // The follower's log is the leader's up to `index`; nothing that was said before is taken back.
  void on_match(LogIndex index) {
    match_ = std::max(match_, index);
    next_ = std::max(next_, match_ + 1);
    while (!in_flight_.empty() && in_flight_.front() <= match_) in_flight_.pop_front();
    if (mode_ != Mode::snapshot || match_ >= snapshot_index_) become(Mode::replicate);
  }
  // The follower lacks `refused`; it may have what comes before `next`. False where an answer since then says more.
  bool on_refused(LogIndex refused, LogIndex next) {
    if (mode_ == Mode::snapshot) return false;
    if (mode_ == Mode::probe ? refused != next_ - 1 : refused >= next_) return false;
    probe(std::max<LogIndex>(next, 1));
    return true;
  }
  // Begins anew behind what is known to be there: what was on its way may be lost.
  void on_reset() {
    if (mode_ != Mode::snapshot) probe(match_ + 1);
  }
  // Entries up to `base` can be sent no more: unless the follower has them by now, it will say so.
  void on_discarded(LogIndex base) {
    if (mode_ != Mode::snapshot && next_ <= base) probe(base + 1);
  }
  void on_snapshot_sent(LogIndex last, Instant when) {
    become(Mode::snapshot);
    in_flight_.clear();
    snapshot_index_ = last;
    snapshot_sent_ = when;
    next_ = last + 1;
  }

  // By the leader's own clock.
  Instant snapshot_sent() const { return snapshot_sent_; }
  Instant heard = {};             // when the last reply came
  std::int64_t acknowledged = 0;  // the latest round that it has answered

 private:
  void probe(LogIndex next) {
    become(Mode::probe);
    in_flight_.clear();
    is_probing_ = false;
    next_ = next;
  }
  void become(Mode mode) { mode_ = mode; }

  Mode mode_ = Mode::probe;
  bool is_probing_ = false;
  LogIndex match_ = 0;
  LogIndex next_;
  Ring<LogIndex> in_flight_;  // the last index of each message with entries that is not answered
  LogIndex snapshot_index_ = 0;
  Instant snapshot_sent_;
};

}  // namespace orrery::raft
