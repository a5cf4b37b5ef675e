// The groups of a scenario: `system:`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/fields.h"
#include "scenario/references.h"
#include "scenario/scenario.h"

namespace orrery {

struct ReadGroup {
  Group group;
  Place place;                   // of its name
  std::vector<Place> on_places;  // of the names in Group::on
  Place beside_place;            // of Group::beside
};

struct ReadSystem {
  std::vector<ReadGroup> groups;  // those that are maps; without a kind where that is not known (reported)
  std::vector<KnownGroup> known;  // every group that is named
};

// Nothing where `system` is not there or not a map.
std::optional<ReadSystem> read_system(LoadContext& load, const Fields& scenario);

// Sets what `map` gives of the declared parameters; a dotted path is a map in a map. What is unknown at the top is left
// to the caller, what is unknown below is reported, and so is what is required and missing.
void read_parameters(LoadContext& load, const YamlNode& map, const std::string& what, Place place,
                     ParameterValues& values);
// Where a contradiction between values is best told: at the one of them that it names and that was given last, an
// option of the command line before the file; otherwise at `otherwise`.
Place culprit_place(const YamlNode& map, std::string_view contradiction, Place otherwise);
// The keys that these parameters have at the top of a map: "disk" of "disk.sync".
std::vector<std::string_view> top_keys(const Parameters& parameters);

}  // namespace orrery
