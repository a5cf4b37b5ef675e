// A JSON value as YAML text, in block style, in the order of its keys.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace orrery {

// With a final newline. Objects and arrays that are empty are written in flow style.
std::string yaml_text(const nlohmann::ordered_json& value);

}  // namespace orrery
