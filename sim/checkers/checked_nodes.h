// The nodes that a checker looks at: numbered from 0, with their names for the sentences of its violations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sink.h"

namespace orrery {

class CheckedNodes {
 public:
  explicit CheckedNodes(std::vector<NodeId> nodes);

  // Learns the names; without it a node is called by its number.
  void on_start(const RunInfo& info);

  std::size_t size() const { return nodes_.size(); }
  // The node's number among the checked ones; nothing where it is not one of them.
  std::optional<std::size_t> position(NodeId node) const {
    const std::size_t place = index(node) - first_;  // of an earlier node: beyond every end
    if (place >= positions_.size() || positions_[place] == kNotChecked) return std::nullopt;
    return positions_[place];
  }
  const std::string& name(std::size_t position) const { return names_[position]; }
  // Also of nodes that are not checked.
  std::string name(NodeId node) const;

 private:
  static constexpr std::uint32_t kNotChecked = 0xffffffffu;
  std::vector<NodeId> nodes_;
  std::vector<std::string> names_;
  std::size_t first_ = 0;                 // the least NodeId: a group's nodes stand together
  std::vector<std::uint32_t> positions_;  // by NodeId, from the least on
};

}  // namespace orrery
