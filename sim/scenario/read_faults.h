// The faults of a scenario: `faults:`.
#pragma once

#include <vector>

#include "faults/fault.h"
#include "faults/nemesis.h"
#include "scenario/references.h"
#include "scenario/system.h"

namespace orrery {

// First the names, so that a fault may name one that stands below it. Twice the same name is reported.
void collect_faults(LoadContext& load, const Fields& scenario, References& references);

// Then the faults; `groups` are those that could be read. Those with a mistake are reported and left out. The nemesis'
// times are held against the run too.
std::vector<Fault> read_faults(LoadContext& load, const Fields& scenario, const References& references,
                               const std::vector<ReadGroup>& groups, const std::optional<Nemesis>& nemesis,
                               Duration run_for);

// The name of the item at this position of the list: given, or "fault-1" for the first.
std::string fault_id(const YamlNode& item, std::size_t position);

}  // namespace orrery
