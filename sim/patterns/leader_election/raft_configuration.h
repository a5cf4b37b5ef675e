// Who the servers of a cluster are, and what a majority of them is (Raft dissertation, chapter 4).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/prefetch.h"

namespace orrery::raft {

// Every majority that a server acts on is one of its configuration's: whoever is no member counts for nothing.
class Configuration {
 public:
  Configuration() = default;
  explicit Configuration(std::span<const NodeId> members) : members_(members.begin(), members.end()) {
    std::sort(members_.begin(), members_.end());
  }

  const std::vector<NodeId>& members() const { return members_; }
  std::size_t size() const { return members_.size(); }
  bool contains(NodeId node) const { return std::binary_search(members_.begin(), members_.end(), node); }

  Configuration with(NodeId node) const {
    Configuration changed = *this;
    auto& members = changed.members_;
    members.insert(std::upper_bound(members.begin(), members.end(), node), node);
    return changed;
  }
  Configuration without(NodeId node) const {
    Configuration changed = *this;
    std::erase(changed.members_, node);
    return changed;
  }

  // More than half, also where the number is even: two majorities always share a server.
  static bool is_majority(std::size_t count, std::size_t servers) { return count > servers / 2; }

  template <class Predicate>
  std::size_t count_if(Predicate holds) const {
    return static_cast<std::size_t>(std::count_if(members_.begin(), members_.end(), holds));
  }
  // The greatest value that a majority of the members has reached, where a member has reached value_of(member). There
  // is at least one member.
  template <class ValueOf>
  auto reached_by_majority(ValueOf value_of) const {
    using Value = std::invoke_result_t<ValueOf, NodeId>;
    // With few members, as always, without a general allocation.
    Value few[kFew];
    std::vector<Value> many;
    if (size() > kFew) many.resize(size());
    Value* const values = size() > kFew ? many.data() : few;
    std::transform(members_.begin(), members_.end(), values, value_of);
    Value* const middle = values + size() / 2;
    std::nth_element(values, middle, values + size(), std::greater<>());
    return *middle;
  }

  // A bit for each position in the group, as far as 63 positions go.
  std::int64_t positions_in(std::span<const NodeId> group) const {
    std::int64_t bits = 0;
    for (std::size_t i = 0; i < group.size() && i < 63; ++i)
      if (contains(group[i])) bits |= std::int64_t{1} << i;
    return bits;
  }

  friend bool operator==(const Configuration&, const Configuration&) = default;

 private:
  static constexpr std::size_t kFew = 16;
  std::vector<NodeId> members_;  // in the order of their ids
};

// The configurations that a log holds. A server acts on the latest, whether or not its entry is committed (section
// 4.1), so that cutting the log may bring back an earlier one.
class ConfigurationHistory {
 public:
  using Index = std::int64_t;  // of the entry; 0: the initial configuration

  const Configuration& latest() const { return known_.back().second; }
  Index latest_index() const { return known_.back().first; }
  // As it was when the log ended at `index`, which is not before what a snapshot covers.
  const Configuration& at(Index index) const {
    auto known = known_.rbegin();
    while (known->first > index && known + 1 != known_.rend()) ++known;
    return known->second;
  }

  void prefetch(Prefetcher& memory) const { memory.ask_for(known_.back()); }
  void reset(Index index, Configuration configuration) { known_.assign(1, {index, std::move(configuration)}); }
  void adopt(Index index, Configuration configuration) { known_.emplace_back(index, std::move(configuration)); }
  // True where the latest configuration went with the entries after `last`.
  bool truncate(Index last) {
    const std::size_t before = known_.size();
    while (known_.size() > 1 && latest_index() > last) known_.pop_back();
    return known_.size() != before;
  }
  // Entries up to `last` are covered by a snapshot.
  void compact(Index last) {
    while (known_.size() > 1 && known_[1].first <= last) known_.erase(known_.begin());
  }

 private:
  std::vector<std::pair<Index, Configuration>> known_{{0, Configuration()}};
};

}  // namespace orrery::raft
