// Stretches in which a group of clients is not served: none of its operations succeeds, or most of them fail. Each is
// told when it has lasted, and that it is over once most operations succeed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sink.h"
#include "run/story_clock.h"

namespace orrery {

class Outages {
 public:
  // A wait that is told: several times what an answer takes between continents. One that follows soon on another is
  // told only where it is twice as long, so that a service that is merely slow is not told again and again.
  static constexpr Duration kLong = Duration::milliseconds(300);
  // After so long, or five times the last one's length, a wait is no matter of a slow service any more.
  static constexpr Duration kLongAgo = Duration::seconds(3);
  // What ended within it says whether a group is served; measured in tenths.
  static constexpr Duration kSpan = Duration::seconds(1);
  // For so long half of that and more must have failed.
  static constexpr Duration kLasts = Duration::milliseconds(500);
  // Fewer operations say nothing.
  static constexpr std::int64_t kLeast = 10;

  // `groups`: by node, the position of its group.
  Outages(const std::vector<std::uint32_t>& groups, StoryClock clock);

  struct Told {
    Instant time;
    std::size_t group = 0;
    bool is_served = false;
    std::string text;
  };
  // What is to be told at or before `now`, of what was followed so far.
  std::vector<Told> settle(Instant now);
  // What the Record has to tell; settle(record.time) comes first.
  std::optional<Told> follow(const Record& record);

 private:
  struct Ends {
    std::int64_t answered = 0, failed = 0;
    std::int64_t all() const { return answered + failed; }
  };
  // Of operations, by tenths of the span; the present tenth among them.
  class RecentEnds {
   public:
    void add(Instant now, bool is_answer);
    const Ends& sum() const { return sum_; }  // as of the last that was added

   private:
    static constexpr std::int64_t kParts = 10;
    std::array<Ends, kParts> parts_;
    Ends sum_;
    std::int64_t latest_ = 0;  // the tenth that was written last, counted from the start
  };
  struct Group {
    std::uint64_t open = 0;        // operations under way
    std::optional<Instant> since;  // the last success, or the first operation after one that waits
    std::int64_t failed = 0;       // operations since then
    RecentEnds ends;
    std::optional<Instant> failing_since;  // most of what ends fails
    bool is_lost = false;                  // as told
    bool is_told_to_fail = false;          // that most fail, in this outage
    bool waits = false;                    // no success since it was told that it waits
    Instant waited_last;                   // when it did
    Duration last_wait;                    // that was told
    Instant waited_long;                   // when the last long wait ended, told or not
  };
  // How long it may wait before that is told.
  static Duration patience(const Group& group);
  std::optional<Told> on_end(std::size_t position, const Record& record);
  std::string waits_text(const Group& group) const;
  std::string wait_text(const Group& group, Instant now) const;
  static std::string failures_text(const Ends& ends);

  std::vector<std::uint32_t> groups_;
  std::vector<Group> followed_;
  StoryClock clock_;
  Instant earliest_ = Instant::max();  // when the next of them has waited long
};

}  // namespace orrery
