#include "engine/conditions.h"

#include <utility>

#include "core/hash.h"

namespace orrery {

ConditionId Conditions::add(std::string_view owner, const std::vector<NodeId>& from, const std::vector<NodeId>& to,
                            LinkCondition condition) {
  const ConditionId id{next_id_++};
  active_.push_back({id, hash64(owner), NodeSet(node_count_, from), NodeSet(node_count_, to), std::move(condition)});
  return id;
}

void Conditions::remove(ConditionId id) {
  std::erase_if(active_, [id](const Active& active) { return active.id == id; });
}

}  // namespace orrery
