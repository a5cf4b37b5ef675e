// When faults strike and end, known before the run: windows drawn, references to other faults worked out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/time.h"
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
  // The instant meant, or one phrase of why there is none: an unknown id, a fault that strikes again and again, a fault
  // without end, an instant before the run.
  tl::expected<Instant, std::string> find(const InstantExpression& expression) const;
  // The same for an expression that check_instant finds nothing wrong with; for others a bug.
  Instant resolve(const InstantExpression& expression) const;

 private:
  friend class FaultTimesResolver;
  std::vector<Times> times_;
  std::map<std::string, std::size_t, std::less<>> positions_;  // the first fault of each id
  std::vector<bool> repeats_;
};

// What is wrong with one fault's times, in one phrase.
struct FaultTimeError {
  std::size_t fault;  // its position in the list
  std::string text;
};

// The times of a run. `at: 1s..2s` draws an instant of the window from the stream (fault id, "instant"), so that one
// fault more or less shifts no other. The error is that of the first fault that has one, and names it.
tl::expected<FaultTimes, std::string> resolve_times(std::span<const Fault> faults, std::uint64_t seed);

// What is wrong with the times whatever the seed: at most one error a fault, in the order of the faults. Each window
// that draws an instant is tried at both of its ends. A fault that only refers to a wrong one has no error of its own.
std::vector<FaultTimeError> check_times(std::span<const Fault> faults);

// When a fault can strike, whatever the seed; its latest end, where it has one. Of a fault that repeats: the first
// strike.
struct FaultTimeRange {
  Instant earliest, latest;
  std::optional<Instant> end;
};
// By the faults' positions; nothing of those whose times are wrong or hang on one that is.
std::vector<std::optional<FaultTimeRange>> time_ranges(std::span<const Fault> faults);

// What is wrong with an expression whatever the seed, in one phrase; nothing where it means an instant. Expects faults
// that check_times finds nothing wrong with.
std::optional<std::string> check_instant(const InstantExpression& expression, std::span<const Fault> faults);
// The first and the last instant that such an expression can mean, whatever the seed. Expects that check_instant finds
// nothing wrong with it.
Instant earliest(const InstantExpression& expression, std::span<const Fault> faults);
Instant latest(const InstantExpression& expression, std::span<const Fault> faults);

}  // namespace orrery
