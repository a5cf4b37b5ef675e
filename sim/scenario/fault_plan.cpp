#include "scenario/fault_plan.h"

namespace orrery {

std::vector<Fault> named_faults(const std::vector<Fault>& faults, const std::optional<Nemesis>& nemesis) {
  std::vector<Fault> named = faults;
  if (nemesis) named.push_back(nemesis_window(*nemesis));
  return named;
}

tl::expected<FaultPlan, std::string> plan_faults(const Scenario& scenario, std::uint64_t seed) {
  FaultPlan plan{scenario.faults, {}};
  if (scenario.nemesis) {
    const auto named = resolve_times(named_faults(scenario.faults, scenario.nemesis), seed);
    if (!named) return tl::unexpected(named.error());
    const FaultTimes::Times& window = named->of(scenario.faults.size());
    for (Fault& fault : draw_nemesis(*scenario.nemesis, window.strike, *window.end, seed))
      plan.faults.push_back(std::move(fault));
  }
  auto times = resolve_times(named_faults(plan.faults, scenario.nemesis), seed);
  if (!times) return tl::unexpected(times.error());
  plan.times = std::move(*times);
  return plan;
}

}  // namespace orrery
