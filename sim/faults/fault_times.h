// When the faults of a scenario strike and end. All of it is known before the run: what is drawn is drawn from the seed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "faults/fault.h"

namespace orrery {

class FaultTimes {
 public:
  struct Times {
    Instant strike;              // the first one of a fault that repeats
    std::optional<Instant> end;  // none: it strikes and is over, lasts to the end of the run, or repeats
  };

  // By the fault's position in the list.
  const Times& of(std::size_t position) const { return times_.at(position); }
  // Of an expression that check_instant finds nothing wrong with; of others a bug.
  Instant resolve(const InstantExpression& expression) const;

 private:
  friend class FaultTimesFinder;
  std::vector<Times> times_;
  std::map<std::string, std::size_t> positions_;  // of the faults that have one instant
};

// What is wrong with the times of `fault`, in one sentence.
struct FaultTimeError {
  std::string fault;
  std::string text;
};

// `at: 1s..2s` draws an instant of the window from the stream (fault, "instant"). Faults that wait for one another, for a
// fault that repeats, or for the end of one that has none are errors; so are windows that end before they begin.
tl::expected<FaultTimes, FaultTimeError> find_fault_times(std::span<const Fault> faults, std::uint64_t seed);

// The same with the error as one text.
tl::expected<FaultTimes, std::string> resolve_times(std::span<const Fault> faults, std::uint64_t seed);

// Empty where `expression` has one instant; otherwise why not.
std::string check_instant(const InstantExpression& expression, std::span<const Fault> faults);

}  // namespace orrery
