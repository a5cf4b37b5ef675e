// The JSON Schema (draft 2020-12) of scenario files, for editors. It is made from the tables that validate them: the
// language's keys, the node kinds' parameters, the fault verbs' options, the metrics. What only a whole scenario can
// show (whether a group exists, say) it does not hold; `orrery validate` does.
#pragma once

#include <string>

namespace orrery {

// Indented JSON with a final newline; the same in every build.
std::string schema_text();

}  // namespace orrery
