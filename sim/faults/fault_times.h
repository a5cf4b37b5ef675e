// When the faults of a scenario strike and end. All of it is known before the run: what is drawn is drawn from the seed.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include <tl/expected.hpp>

#include "faults/fault.h"

namespace orrery {

class FaultTimes {
 public:
  struct Span {
    Instant begin;
    std::optional<Instant> end;  // none: it strikes and is over, or lasts to the end of the run
  };

  // Of a fault that strikes once. Asking for one that repeats, or for the end of one that has none, is a bug:
  // resolve_times and check_instant have refused such expressions.
  Instant resolve(const InstantExpression& expression) const;
  const Span& of(const std::string& fault) const;

 private:
  friend class FaultTimesFinder;
  std::map<std::string, Span> spans_;
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
