// A fault of a scenario as plain data, and the table of all verbs.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/parameters.h"
#include "core/time.h"
#include "core/value_text.h"
#include "faults/instant.h"
#include "faults/selector.h"

namespace orrery {

class FaultEffects;
struct FaultHit;

struct FaultSchedule {
  enum class Kind : std::uint8_t { at, at_window, every, during };
  Kind kind = Kind::at;
  WindowExpression when;          // at: begin only; at_window: one instant of it is drawn; during: all of it
  Duration every;                 // of Kind::every: strikes at every, 2 * every, ...
  std::optional<Duration> lasts;  // `for:`; of at, at_window and every; otherwise to the end of the run
};

enum class FaultTarget : std::uint8_t { nodes, link };

// Undoes what one strike of a fault has done; empty where there is nothing to undo.
using FaultUndo = std::function<void()>;

// What a fault can do. One row a verb; parameters are the verb's own options.
struct FaultVerb {
  Name name;
  FaultTarget target;
  bool lasting;  // false: it strikes and is over (`for` and `during` make no sense)
  const Parameters* options;
  std::string_view help;
  FaultUndo (*strike)(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options);
  // Whether `any` and numbers may draw the node: it is up, and not yet in the state that the verb brings about.
  bool (*may_draw)(const FaultEffects& effects, NodeId node);
  // Why a strike on these nodes would make no sense, in one phrase; empty where it does. nullptr: it always does.
  std::string (*objection)(const FaultEffects& effects, const FaultHit& hit) = nullptr;
  // How long a strike on so many nodes takes, after which it is undone. nullptr: as long as the schedule says.
  Duration (*takes)(std::size_t nodes, const ParameterValues& options) = nullptr;
  // What nodes must be able to do to be hit: offer load, answer calls, or carry out an operator's order of this name.
  bool needs_load = false;
  bool needs_calls = false;
  bool needs_configuration = false;  // or take a new configuration while they run: `set` says what
  Name order = {};
  // Whom the example of `describe` hits; empty: any server, or the links between servers.
  std::string_view example = {};
};
std::span<const FaultVerb> fault_verbs();
// nullptr where there is none.
const FaultVerb* find_fault_verb(std::string_view name);

struct Fault {
  std::string id;  // given, or "fault-1", "fault-2" ... in the order of the file
  FaultSchedule schedule;
  const FaultVerb* verb = nullptr;
  std::variant<Selector, LinkSelector> target;
  ParameterValues options;
  // Of the options `to` and `endpoint`, one node, drawn where several match; of `call` the group.
  std::optional<Selector> to = {};
  std::vector<ConfigurationChange> set = {};  // of a verb that needs_configuration
  bool optional = false;                      // true: hitting nothing is no error
  // Where the scenario file says whom it hits: from 1, the column in bytes; 0: not in the file.
  int line = 0, column = 0;
};

}  // namespace orrery
