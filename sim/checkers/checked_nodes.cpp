#include "checkers/checked_nodes.h"

#include <algorithm>

namespace orrery {

CheckedNodes::CheckedNodes(std::vector<NodeId> nodes) : nodes_(std::move(nodes)) {
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const std::size_t id = index(nodes_[i]);
    if (id >= positions_.size()) positions_.resize(id + 1, kNotChecked);
    positions_[id] = i;
    names_.push_back("node " + std::to_string(id));
  }
}

void CheckedNodes::on_start(const RunInfo& info) {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (index(nodes_[i]) < info.nodes.size()) names_[i] = info.nodes[index(nodes_[i])].name;
}

std::string CheckedNodes::name(NodeId node) const {
  if (const auto i = position(node)) return names_[*i];
  return "node " + std::to_string(index(node));
}

}  // namespace orrery
