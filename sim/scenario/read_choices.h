// What a scenario offers to the one who runs it: `variants:`, `knobs:`, `show:`.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "scenario/fields.h"
#include "scenario/scenario.h"
#include "scenario/settings.h"

namespace orrery {

struct ReadVariant {
  Variant variant;
  // What it sets: the path with its place, and the value.
  struct Change {
    std::string path;
    Place path_place;
    YamlNode value;
  };
  std::vector<Change> changes;
};

std::vector<ReadVariant> read_variants(LoadContext& load, const Fields& scenario);
// `root` is the whole scenario: a knob turns one of its settings.
std::vector<Knob> read_knobs(LoadContext& load, const Fields& scenario, const YamlNode& root);
Show read_show(LoadContext& load, const Fields& scenario);

}  // namespace orrery
