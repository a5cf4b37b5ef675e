// Stretches in which a group's operations wait and none is answered: what an outage is to those who are served.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sink.h"
#include "run/story_clock.h"

namespace orrery {

class Unanswered {
 public:
  // A wait that is told: several times what an answer takes between continents.
  static constexpr Duration kLong = Duration::milliseconds(300);

  // `groups`: by node, the position of its group.
  Unanswered(const std::vector<std::uint32_t>& groups, StoryClock clock);

  struct Told {
    Instant time;
    std::size_t group = 0;
    bool is_served = false;  // otherwise it waits
    std::string text;
  };
  // What is to be told at or before `now`, of what was followed so far.
  std::vector<Told> settle(Instant now);
  // What the Record has to tell; settle(record.time) comes first.
  std::optional<Told> follow(const Record& record);

 private:
  struct Group {
    std::uint64_t open = 0;        // operations under way
    std::optional<Instant> since;  // the last answer, or the first operation after one that waits
    bool is_told = false;
  };

  std::vector<std::uint32_t> groups_;
  std::vector<Group> waits_;
  StoryClock clock_;
  Instant earliest_ = Instant::max();  // when the next of them has waited long
};

}  // namespace orrery
