// The table of node kinds: everything that the rest of Orrery knows of a kind is said here once.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/checker.h"
#include "core/context.h"
#include "core/metric_table.h"
#include "core/node.h"
#include "core/parameters.h"

namespace orrery {

// A checker of a kind is made for each group of that kind; `nodes` are the group's, `values` its parameters, `clients`
// the nodes of the groups that call it, whose operations it serves.
struct CheckedGroup {
  std::string name;
  std::vector<NodeId> nodes;
  const ParameterValues* values = nullptr;
  std::vector<NodeId> clients = {};
};

// What a kind that calls or is called speaks.
enum class Protocol : std::uint8_t {
  operations,  // Request and Reply of replicated stores (services/request.h)
  calls,       // calls among services (services/service_call.h)
  versions,    // reads and conditional writes of a versioned row (patterns/optimistic_locking)
};

struct NodeKind {
  std::string_view name;     // "raft"
  std::string_view pattern;  // "leader-election"
  std::string_view help;     // one line
  const Parameters* parameters;
  std::vector<std::string_view> roles = {};   // values of the field `role`, for selectors; empty: it has none
  std::vector<Field> fields = {};             // what it exposes
  std::vector<std::string_view> events = {};  // domain events it records
  std::function<std::unique_ptr<Node>(const ParameterValues&)> make;
  std::function<std::vector<std::unique_ptr<Checker>>(const CheckedGroup&)> make_checkers = nullptr;
  // What no single parameter's range can say: an empty text where the values agree with one another.
  std::function<std::string(const ParameterValues&)> contradiction = nullptr;
  bool has_operations = false;                // whether its nodes record client operations
  bool serves = false;                        // it answers requests, and so can be called
  Protocol protocol = Protocol::operations;   // of what it serves, and of its own calls
  bool calls = false;                         // it calls other groups: `calls` stands beside its parameters
  std::vector<std::string_view> orders = {};  // an operator's, that its on_order carries out
  bool is_configurable = false;               // its on_configure changes the policies of its calls
};

std::span<const NodeKind> node_kinds();
const NodeKind* find_node_kind(std::string_view name);

// The words that a field of the kind takes; empty where it has others or any.
std::vector<std::string_view> words_of(const NodeKind& kind, const Field& field);

// Whether nodes of the kind can have what a metric is about.
bool feeds(const NodeKind& kind, MetricSource source);

}  // namespace orrery
