// A fault of a scenario as plain data, and the table of all verbs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/parameters.h"
#include "core/time.h"
#include "faults/selector.h"

namespace orrery {

// A point in time: the start of the run or a fault's strike or end, plus or minus a duration.
struct InstantExpression {
  std::string fault;       // id of a fault; empty: the start of the run
  bool fault_end = false;  // `ID.end`
  Duration offset;
};
struct WindowExpression {
  InstantExpression begin, end;  // half open
};

struct FaultSchedule {
  enum class Kind : std::uint8_t { at, at_window, every, during };
  Kind kind = Kind::at;
  WindowExpression when;          // at: begin only; at_window: one instant of it is drawn; during: all of it
  Duration every;                 // of Kind::every: strikes at every, 2 * every, ...
  std::optional<Duration> lasts;  // `for:`; of at, at_window and every
};

enum class FaultTarget : std::uint8_t { nodes, link };

// What a fault can do. One row a verb; parameters are the verb's own options.
struct FaultVerb {
  Name name;
  FaultTarget target;
  bool lasting;              // false: it strikes and is over (`for` and `during` make no sense)
  const Parameters* options;
  std::string_view help;
};
std::span<const FaultVerb> fault_verbs();
const FaultVerb* find_fault_verb(std::string_view name);

struct Fault {
  std::string id;                 // given, or "fault-1", "fault-2" ... in the order of the file
  FaultSchedule schedule;
  const FaultVerb* verb = nullptr;
  std::variant<Selector, LinkSelector> target;
  ParameterValues options;
  bool optional = false;          // true: hitting nothing is no error
};

}  // namespace orrery
