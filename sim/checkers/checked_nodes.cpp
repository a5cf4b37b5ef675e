#include "checkers/checked_nodes.h"

#include <algorithm>

namespace orrery {

CheckedNodes::CheckedNodes(std::vector<NodeId> nodes) : nodes_(std::move(nodes)) {
  if (nodes_.empty()) return;
  const auto [least, greatest] = std::minmax_element(nodes_.begin(), nodes_.end());
  first_ = index(*least);
  positions_.assign(index(*greatest) - first_ + 1, kNotChecked);
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    positions_[index(nodes_[i]) - first_] = static_cast<std::uint32_t>(i);
    names_.push_back("node " + std::to_string(index(nodes_[i])));
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
