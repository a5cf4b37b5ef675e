// The pauses of a retry as resilience4j has them (IntervalFunction.ofExponentialRandomBackoff): drawn from m - f m to
// m + f m, with m longer by the same multiplier each time, and what was drawn is cut at a maximum.
#pragma once

#include <string>

#include "core/parameters.h"

namespace orrery {

// The nearest to the pauses of Orrery (services/retry.h). The first is the same. Where no multiplier makes all of them
// the same, it is the one with which they are as long in the mean, all together.
struct Resilience4jWaits {
  Duration middle;        // of the first pause: m
  double factor = 0;      // f, below 1
  double multiplier = 1;  // 1: all pauses are the first's like
  bool is_near = false;   // and not the same
};
Resilience4jWaits resilience4j_waits(const ParameterValues& policies);

}  // namespace orrery
