// The scenario that a run file was made of, and what of it the window needs.
#pragma once

#include <optional>

#include "models/layout.h"
#include "run_file/run_file.h"
#include "scenario/scenario.h"

namespace orrery::gui {

// Read anew from the text that the run file carries; nothing where this version cannot read it any more.
std::optional<Scenario> scenarioOf(const run_file::RunFile& file);

LayoutInput layoutInputOf(const run_file::RunFile& file, const std::string& wish, double aspect);
LayoutInput layoutInputOf(const Scenario& scenario, double aspect);

}  // namespace orrery::gui
