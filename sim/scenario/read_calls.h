// Whom a group calls, and with which policies: `calls:`.
#pragma once

#include <vector>

#include "scenario/fields.h"
#include "scenario/references.h"
#include "scenario/scenario.h"

namespace orrery {

// `fields` are the group's; `groups` are all that the scenario names, the group itself among them. A target must be of
// a kind that answers requests; one whose kind is not known is not held against the call.
void read_calls(LoadContext& load, const Fields& fields, const std::vector<const YamlEntry*>& groups, Group& group);

// Reports each call by which calls among these groups go in a circle: a request that came back to where it was would
// never end.
void check_circles(LoadContext& load, const std::vector<const YamlEntry*>& groups);

// Reports each call whose balance is `own` where the two groups have different numbers of instances.
void check_own(LoadContext& load, const std::vector<const YamlEntry*>& groups, const std::vector<KnownGroup>& known);

}  // namespace orrery
