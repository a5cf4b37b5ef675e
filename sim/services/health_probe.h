// How a caller asks an endpoint whether it is well, and what it is told: messages of their own, so that a check neither
// waits behind requests nor counts as one. A service that is slow but runs says that it is well.
#pragma once

#include <cstdint>

#include "core/message.h"

namespace orrery {

struct HealthProbe {
  static constexpr Name name{"HealthProbe"};
  std::int64_t number = 0;  // of the one who asks; no number comes twice from one node, not even after a crash

  void describe(Description& out) const { out.add("number", number); }
};

struct HealthReport {
  static constexpr Name name{"HealthReport"};
  std::int64_t number = 0;  // of the probe that is answered
  bool is_well = true;

  void describe(Description& out) const {
    out.add("number", number);
    out.add("well", is_well);
  }
};

}  // namespace orrery
