// JSON for what is written a million times a run.
#pragma once

#include <string>
#include <string_view>

#include "core/description.h"

namespace orrery::run_file {

// {"term":3,"granted":"yes","hit":["a","b"]}: whole numbers as such, all else as text; values of one name that follow
// one another are a list.
void append_json(std::string& out, const Description& description);
void append_json(std::string& out, std::string_view text);
// The reverse; empty for what is no JSON object.
Description description_from(std::string_view json);

}  // namespace orrery::run_file
