#include "run/state_view.h"

#include <algorithm>

namespace orrery {

StateView::StateView(const RunInfo& info)
    : info_(info), up_(info.nodes.size()), since_(info.nodes.size()), role_(info.nodes.size(), kNoName) {}

bool StateView::changes(const Record& record) {
  return record.kind == RecordKind::state || record.kind == RecordKind::started ||
         record.kind == RecordKind::restarted || record.kind == RecordKind::crashed;
}

void StateView::apply(const Record& record) {
  switch (record.kind) {
    case RecordKind::started:
    case RecordKind::restarted:
      up_[index(record.node)] = true;
      since_[index(record.node)] = record.time;
      break;
    case RecordKind::crashed:
      up_[index(record.node)] = false;
      since_[index(record.node)] = record.time;
      role_[index(record.node)] = kNoName;
      fields_.erase(fields_.lower_bound({record.node, kNoName}),
                    fields_.upper_bound({record.node, NameId{0xffffffff}}));
      break;
    case RecordKind::state:
      fields_[{record.node, record.name}] = {record.a, ValueType{record.c}, record.time};
      if (record.name == kRoleField.id()) role_[index(record.node)] = NameId{static_cast<std::uint32_t>(record.a)};
      break;
    default: break;
  }
}

std::optional<std::int64_t> StateView::field(NodeId node, NameId field) const {
  const auto found = shown(node, field);
  if (!found) return std::nullopt;
  return found->value;
}

std::optional<StateView::Shown> StateView::shown(NodeId node, NameId field) const {
  const auto found = fields_.find({node, field});
  if (found == fields_.end()) return std::nullopt;
  return found->second;
}

std::vector<NodeId> StateView::candidates(const Selector& selector) const {
  return nodes_of(selector, [](const Selector&, NodeId) { return true; });
}

std::vector<NodeId> StateView::select(const Selector& selector) const {
  return nodes_of(selector, [this](const Selector& term, NodeId node) {
    return term.role.empty() || role(node) == name_id(term.role);
  });
}

template <class Fits>
std::vector<NodeId> StateView::nodes_of(const Selector& selector, Fits fits) const {
  const std::vector<const Selector*> terms = selector.terms();
  std::vector<NodeId> nodes;
  for (std::uint32_t i = 0; i < info_.nodes.size(); ++i) {
    const auto means = [&](const Selector* term) {
      return term->can_mean(info_.nodes[i].name, info_.nodes[i].group) && fits(*term, NodeId{i});
    };
    if (std::any_of(terms.begin(), terms.end(), means)) nodes.push_back(NodeId{i});
  }
  return nodes;
}

}  // namespace orrery
