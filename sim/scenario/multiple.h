// Bounds that are multiples of another variant's figure: `at_least: 3 times no-budget`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/yaml_tree.h"

namespace orrery {

struct Multiple {
  std::string_view factor, variant;  // parts of the text that was read
};
// Nothing where the text has not this form.
std::optional<Multiple> read_multiple(std::string_view text);

// The variants whose figures the bounds of an expectation are multiples of: none, or as a rule one.
std::vector<std::string_view> compared_with(const YamlNode& expectation);

// What is wrong with holding the figure of `variant` (empty: it is not said whose) against a multiple of that of
// `other`, in one phrase; empty where nothing is.
std::string objection_to_multiple(std::string_view other, std::string_view variant,
                                  const std::vector<std::string>& known);

}  // namespace orrery
