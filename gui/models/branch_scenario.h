// A run as a scenario file of its own: the text that it was run from, with what was changed and broken written into it.
#pragma once

#include <string>

#include <tl/expected.hpp>

#include "run_file/run_file.h"

namespace orrery::gui {

// The text with one fault more at the end of its list; `fault` is a map such as "{ at: 2s, crash: server-1 }". The
// error is one line.
tl::expected<std::string, std::string> withFault(const std::string& text, const std::string& id,
                                                 const std::string& fault);

// Run with the same seed and variant, the text gives the same run. The error is one line.
tl::expected<std::string, std::string> scenarioOfBranch(const run_file::Head& head);

}  // namespace orrery::gui
