// The exposed state of every node as the Records tell it, and which nodes a selector means by it.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/record.h"
#include "core/sink.h"
#include "faults/selector.h"

namespace orrery {

class StateView {
 public:
  // `info` must outlive the view.
  explicit StateView(const RunInfo& info);

  // Whether the Record changes what the view shows.
  static bool changes(const Record& record);
  // Does nothing for a Record that changes nothing.
  void apply(const Record& record);

  bool is_up(NodeId node) const { return up_[index(node)]; }
  // When the node last started or crashed; the start of the run where it has done neither.
  Instant up_or_down_since(NodeId node) const { return since_[index(node)]; }
  // Nothing where the node is down or has not exposed the field since it last started.
  std::optional<std::int64_t> field(NodeId node, NameId field) const;
  struct Shown {
    std::int64_t value;
    ValueType type;
    Instant since;
  };
  // The same with what the value is and since when it is that.
  std::optional<Shown> shown(NodeId node, NameId field) const;
  // The node's role; kNoName where it has none.
  NameId role(NodeId node) const { return role_[index(node)]; }

  // The nodes that a selector of an expectation may mean, whatever their state: its instances and groups.
  std::vector<NodeId> candidates(const Selector& selector) const;
  // Those of the candidates that have the role asked for. Of the picks, an expectation knows `any` and `each`: they say
  // how many of these must satisfy it.
  std::vector<NodeId> select(const Selector& selector) const;

 private:
  // The nodes, in order, of which `fits(term, node)` holds for a term that can mean them.
  template <class Fits>
  std::vector<NodeId> nodes_of(const Selector& selector, Fits fits) const;

  const RunInfo& info_;
  std::vector<bool> up_;
  std::vector<Instant> since_;
  std::vector<NameId> role_;
  std::map<std::pair<NodeId, NameId>, Shown> fields_;
};

}  // namespace orrery
