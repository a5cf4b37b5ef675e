// A validated scenario: one file, with a variant and overrides applied, as plain data.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/network_spec.h"
#include "core/parameters.h"
#include "core/time.h"
#include "faults/fault.h"
#include "faults/nemesis.h"
#include "faults/selector.h"
#include "scenario/diagnostics.h"
#include "scenario/node_kind.h"

namespace orrery {

struct Group {
  std::string name;
  const NodeKind* kind = nullptr;
  int count = 1;
  std::vector<std::string> on;  // zones, regions or hosts, used in turn; empty: everywhere in turn
  std::string beside;           // the group on whose hosts it stands, instance by instance; empty: on hosts of its own
  int per_host = 1;             // instances that share a host (presets and zones; with explicit hosts: no limit)
  ParameterValues values;
  // Where the scenario file says `on`: from 1, the column in bytes; 0: it does not.
  int on_line = 0, on_column = 0;
};

struct Variant {
  std::string id;
  std::string title;                                     // may be empty
  std::vector<std::pair<std::string, std::string>> set;  // path, value text
};

struct Knob {
  std::string path;  // "system.server.election_timeout"
  std::string label;
  std::vector<std::string> values;  // either these texts
  std::string low, high;            // or a range of texts
  int line = 0, column = 0;         // in the file
};

enum class ExpectationKind : std::uint8_t { invariants, metric, event, state };

// What an invariant `is` where a scenario is to show that it breaks.
inline constexpr std::string_view kViolated = "violated";

struct Expectation {
  ExpectationKind kind = ExpectationKind::invariants;
  std::string text;     // as written, on one line, for reports
  std::string subject;  // metric, event or field; the invariant or "all"
  std::optional<Selector> of;
  std::optional<WindowExpression> during;  // otherwise the whole run
  std::optional<InstantExpression> after;  // with `within`
  std::optional<Duration> within;
  std::string statistic;                             // "p99"; empty where the metric is one figure
  std::optional<std::string> at_least, at_most, is;  // texts; `run` reads them in the metric's unit
  std::string variant;                               // empty: for every variant
  // The other variant whose figure at_least and at_most are multiples of; empty: they are figures. Such an expectation
  // is found in both variants.
  std::string than;
  int line = 0;                                      // in the file
};

struct Show {
  std::string layout;  // "ring"; empty: the window's choice
  std::vector<std::string> hide, slow_motion;
};

// Conditions that hold from the start: `network.conditions`.
struct StandingCondition {
  LinkSelector link;
  LinkCondition condition;
};

struct Scenario {
  std::string path;    // the file, as it was found
  std::string name;    // "leader-election/leader-crash"; the path where it is outside the library
  std::string source;  // the file's text
  std::string title;
  std::string story;
  std::vector<std::string> patterns;
  Duration run_for;
  std::string variant;                                         // the one applied; empty where there are none
  std::vector<std::pair<std::string, std::string>> overrides;  // what --set changed

  PlatformSpec platform;  // presets and zones worked out into hosts and links; one host a node where not shared
  StreamSpec stream;
  bool flow_messages = false;  // `messages: flow`: every message is a SimGrid Comm
  std::vector<StandingCondition> conditions;

  std::vector<Group> groups;  // in the order of the file
  // The host of each instance, group by group in order: the NodeIds of the run are the positions in this list. With a
  // platform file the host is empty where the group's `on` names none: such nodes take the file's hosts in turn.
  struct Placement {
    std::string node, group, host;
    std::optional<std::size_t> beside = {};  // the placement whose host it shares, whichever that is
  };
  std::vector<Placement> placements;

  std::vector<Fault> faults;
  std::optional<Nemesis> nemesis;
  std::vector<Variant> variants;
  std::vector<Knob> knobs;
  std::vector<Expectation> expectations;
  Show show;

  Diagnostics warnings;  // what is allowed but hardly meant, such as a fault after the end of the run
};

}  // namespace orrery
