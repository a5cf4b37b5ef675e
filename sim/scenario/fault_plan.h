// The faults of one run: those of the scenario and those that its nemesis draws, with their times.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "faults/fault_times.h"
#include "scenario/scenario.h"

namespace orrery {

struct FaultPlan {
  std::vector<Fault> faults;  // the scenario's own first
  FaultTimes times;           // by position; it knows the nemesis' window by its id too
};

// The error is that of the first fault whose times cannot be worked out for this seed, in one sentence.
tl::expected<FaultPlan, std::string> plan_faults(const Scenario& scenario, std::uint64_t seed);

// What instants can name: the scenario's faults, and the nemesis' window as if it were one of them, the last.
std::vector<Fault> named_faults(const std::vector<Fault>& faults, const std::optional<Nemesis>& nemesis);

}  // namespace orrery
