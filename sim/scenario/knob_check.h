// Whether a scenario takes what its own knobs offer: a value may be well-formed and yet contradict another setting, or
// make little sense with it.
#pragma once

#include "scenario/diagnostics.h"
#include "scenario/loader.h"
#include "scenario/scenario.h"

namespace orrery {

// A warning for each value of a knob, or end of its range, with which load_scenario_text() refuses the text, the reason
// as its note; and for each warning that such a value brings about where the scenario as it stands has none, such as
// that a fault strikes after the end of the run. `scenario` is what `text` was loaded to. Costs a load of the text for
// each value.
Diagnostics check_knobs(const ScenarioText& text, const Scenario& scenario);

}  // namespace orrery
