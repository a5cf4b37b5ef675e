// Identities inside one run. All are dense numbers given in the order of creation, so they are the same in every
// replay.
#pragma once

#include <cstdint>
#include <functional>

namespace orrery {

enum class NodeId : std::uint32_t {};
inline constexpr NodeId kNoNode{0xffffffffu};
constexpr std::uint32_t index(NodeId node) { return static_cast<std::uint32_t>(node); }

// A pending timer of a node: a slot and the generation of its use. The default value names no timer.
struct TimerId {
  std::uint32_t slot = 0xffffffffu;
  std::uint32_t generation = 0;
  friend constexpr bool operator==(TimerId, TimerId) = default;
};

// What was asked of a disk or a processor; the completion names it.
enum class SyncId : std::uint64_t {};
enum class WorkId : std::uint64_t {};

// The sequence number of a Record; 0 stands for "nothing in the run": the scenario itself.
enum class RecordId : std::uint64_t {};
inline constexpr RecordId kNoCause{0};

}  // namespace orrery
