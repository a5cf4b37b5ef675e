// The logs of a group of servers as one tree: logs that agree up to an entry share the path to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace orrery {

// An entry in the tree. Two servers hold the same log up to an index where they hold the same entry there. Index 0 is
// the root: the empty log.
struct LogEntry {
  static constexpr std::uint32_t kUnknown = 0xffffffff;  // a place whose entry is not known, or forgotten
  std::int64_t index = 0;
  std::uint32_t slot = 0;
  friend bool operator==(const LogEntry&, const LogEntry&) = default;
  bool is_known() const { return slot != kUnknown; }
};

// Some 60 bytes an entry that is not discarded, however many logs hold it. Every step takes constant time, a walk back
// one step an entry.
class LogTree {
 public:
  enum class Match : std::uint8_t {
    agrees,             // with all that is known of entries of this index and term
    other_content,      // an entry of this index and term holds something else
    other_predecessor,  // an entry of this index and term follows upon another log
  };
  struct Appended {
    LogEntry entry;
    Match match;
  };
  // The entry that follows upon `predecessor`. One that contradicts what is known is a second entry of its term. One
  // after a gap is not known and stays out of the tree.
  Appended append(LogEntry predecessor, std::int64_t term, std::int64_t digest);

  // An entry of this index and term: the first that was appended.
  std::optional<LogEntry> find(std::int64_t index, std::int64_t term) const;
  // The entry at `index` in the log that ends with `entry`; 0 <= index <= entry.index. Not known where it is discarded.
  LogEntry at(LogEntry entry, std::int64_t index) const;
  // Nothing of the root and of what is not known or discarded.
  std::optional<std::int64_t> term(LogEntry entry) const;

  // The oldest index that entries are kept of. Never moves back.
  void discard_before(std::int64_t index);
  std::int64_t first() const { return first_; }
  // How many indices entries are kept of.
  std::size_t length() const { return levels_.size(); }

 private:
  struct Held {
    std::int64_t term;
    std::int64_t digest;
    std::uint32_t predecessor;  // its slot
  };
  // Nearly every index has one entry only.
  struct Level {
    std::optional<Held> first;
    std::vector<Held> others;
    std::size_t size() const { return (first ? 1 : 0) + others.size(); }
    const Held& operator[](std::uint32_t slot) const { return slot == 0 ? *first : others[slot - 1]; }
    void add(const Held& held) {
      if (first)
        others.push_back(held);
      else
        first = held;
    }
  };
  const Level* level(std::int64_t index) const;
  const Held* find_held(LogEntry entry) const;  // nullptr of what is not known or discarded

  std::int64_t first_ = 1;
  std::deque<Level> levels_;  // from first_ on
};

}  // namespace orrery
