// Which connection a node has to which peer: asked for every message of a stream.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/prefetch.h"

namespace orrery {

// Open addressing by the peer's number; at most half of the places are taken.
class PeerTable {
 public:
  static constexpr std::uint32_t kNone = 0xffffffffu;

  std::uint32_t find(NodeId peer) const {
    if (entries_.empty()) return kNone;
    for (std::size_t place = home(peer);; place = (place + 1) & mask()) {
      const Entry& entry = entries_[place];
      if (entry.peer == peer) return entry.connection;
      if (entry.peer == kNoNode) return kNone;
    }
  }
  void prefetch(Prefetcher& memory) const {
    memory.ask(entries_.data(), std::min(entries_.size(), kFetched) * sizeof(Entry));
  }
  template <class Act>
  void for_each_connection(Act act) const {
    for (const Entry& entry : entries_)
      if (entry.peer != kNoNode) act(entry.connection);
  }
  // Of a peer that is not there yet.
  void insert(NodeId peer, std::uint32_t connection) {
    if (2 * (count_ + 1) > entries_.size()) grow();
    ++count_;
    put({peer, connection});
  }
  // All connections, in the order of the peers.
  std::vector<std::uint32_t> connections() const {
    std::vector<Entry> taken;
    for (const Entry& entry : entries_)
      if (entry.peer != kNoNode) taken.push_back(entry);
    std::sort(taken.begin(), taken.end(), [](const Entry& a, const Entry& b) { return a.peer < b.peer; });
    std::vector<std::uint32_t> connections;
    for (const Entry& entry : taken) connections.push_back(entry.connection);
    return connections;
  }

 private:
  struct Entry {
    NodeId peer = kNoNode;
    std::uint32_t connection = kNone;
  };
  static constexpr std::size_t kSmallest = 8;
  static constexpr std::size_t kFetched = 16;  // of more peers few are sent to at once

  std::size_t mask() const { return entries_.size() - 1; }
  std::size_t home(NodeId peer) const { return index(peer) & mask(); }
  void put(Entry added) {
    std::size_t place = home(added.peer);
    while (entries_[place].peer != kNoNode) place = (place + 1) & mask();
    entries_[place] = added;
  }
  void grow() {
    std::vector<Entry> old(std::max(kSmallest, 2 * entries_.size()));
    old.swap(entries_);
    for (const Entry& entry : old)
      if (entry.peer != kNoNode) put(entry);
  }

  std::vector<Entry> entries_;  // a power of two
  std::size_t count_ = 0;
};

}  // namespace orrery
