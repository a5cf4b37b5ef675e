// Scenarios as the command line names them.
#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "scenario/loader.h"
#include "scenario/scenario.h"

namespace orrery::cli {

// `name` is a file or `pattern/name` of the library; `-` is what comes on standard input, as if it stood in the file
// `as`. The error is the text to show, with its final newline.
tl::expected<ScenarioText, std::string> read_text(const std::string& name, const std::string& as = {});
tl::expected<Scenario, std::string> load(const ScenarioText& text, const std::string& variant,
                                         const std::vector<std::string>& set);

// `name` is a file or `pattern/name` of the library. The error is the text to show, with its final newline.
tl::expected<Scenario, std::string> load(const std::string& name, const std::string& variant = {},
                                         const std::vector<std::string>& set = {});

}  // namespace orrery::cli
