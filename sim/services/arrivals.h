// When a client's operations begin. An open loop begins them whatever is still unanswered, as the many users of a
// service do; a closed loop has so many users, each of whom thinks, asks, waits for the answer and thinks again
// (Schroeder, Wierman & Harchol-Balter, "Open versus closed: a cautionary tale", NSDI 2006).
#pragma once

#include <cstdint>
#include <variant>

#include "core/distribution.h"
#include "core/form.h"
#include "core/random.h"
#include "core/time.h"

namespace orrery {

extern const Forms arrival_forms;

// The times from one arrival to the next, the first from the start. `load` (> 0) divides each of them; it is read once
// for each, so that a change of load tells from the next arrival on.
class OpenLoop {
 public:
  // Of `constant`, `poisson` or `burst`.
  explicit OpenLoop(const FormValue& arrivals);
  // At least 1 ns but for `poisson`, whose arrivals may coincide.
  Duration next(RandomStream& random, double load);

 private:
  struct Constant {
    double interval;  // seconds
  };
  struct Poisson {
    Distribution interval;
  };
  struct Burst {
    double pause;   // from the last arrival of a burst to the first of the next, seconds
    double first;   // from the start to the first arrival
    double within;  // between two of a burst
    std::int64_t size;
    std::int64_t arrived = 0;
  };
  std::variant<Constant, Poisson, Burst> process_;
};

struct ClosedLoop {
  Distribution think;            // seconds, before each operation of a user
  std::int64_t outstanding = 1;  // users: no more operations are ever open at once
  // How long a user thinks now: less by the factor `load` (> 0).
  Duration next(RandomStream& random, double load) const;
};

using Arrivals = std::variant<OpenLoop, ClosedLoop>;
Arrivals make_arrivals(const FormValue& arrivals);

}  // namespace orrery
