// When a client's operations begin. An open loop begins them whatever is still unanswered, as the many users of a
// service do; a closed loop has so many users, each of whom thinks, asks, waits for the answer and thinks again. What
// is partly open has users who come whatever is unanswered, ask some times, and leave (Schroeder, Wierman &
// Harchol-Balter, "Open versus closed: a cautionary tale", NSDI 2006).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include "core/distribution.h"
#include "core/form.h"
#include "core/random.h"
#include "core/time.h"
#include "core/trace.h"

namespace orrery {

extern const Forms arrival_forms;

// The times from one arrival to the next, the first from the start. `load` (> 0) divides each of them; it is read once
// for each, so that a change of load tells from the next arrival on.
class OpenLoop {
 public:
  // Of `constant`, `poisson`, `ramp`, `burst` or `trace`.
  explicit OpenLoop(const FormValue& arrivals);
  // At least 1 ns but for `poisson`, `ramp` and `trace`, whose arrivals may coincide. After the last of a trace the
  // longest that an Instant can be moved by.
  Duration next(RandomStream& random, double load);
  // What the trace says of the arrival that next() gave last; nullptr where there is no trace, or it has ended.
  const Trace::Arrival* recorded() const;

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
  // Poisson arrivals whose rate grows or falls evenly from one to the other, and then stays.
  struct Ramp {
    double from, to;     // arrivals a second
    double over;         // seconds
    double reached = 0;  // seconds of it that are over
    double next(double area);
  };
  struct Replay {
    std::shared_ptr<const Trace> trace;
    std::size_t next = 0;
    Duration next_after(double load);
  };
  std::variant<Constant, Poisson, Burst, Ramp, Replay> process_;
};

struct ClosedLoop {
  Distribution think;            // seconds, before each operation of a user
  std::int64_t outstanding = 1;  // users: no more operations are ever open at once
  // How long a user thinks now: less by the factor `load` (> 0).
  Duration next(RandomStream& random, double load) const;
};

// Users who come by a Poisson process, make one operation at once, and after each either leave or think and make
// another.
struct PartlyOpenLoop {
  OpenLoop sessions;   // the first operation of each
  Distribution think;  // seconds, between an answer and the next operation
  double stays;        // the chance of another operation
  // How long a user whose operation has ended thinks before the next; nothing where it leaves. More load does not make
  // it think less: it brings more users.
  std::optional<Duration> next(RandomStream& random) const;
};

using Arrivals = std::variant<OpenLoop, ClosedLoop, PartlyOpenLoop>;
Arrivals make_arrivals(const FormValue& arrivals);

}  // namespace orrery
