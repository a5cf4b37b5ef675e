// When what was written is durable. One sync at a time: whatever is written while it runs is covered by the next, so
// that a slow disk makes for larger groups and not for a longer queue (group commit).
#pragma once

#include <cstdint>

#include "core/context.h"

namespace orrery::raft {

class SyncedDisk {
 public:
  // Numbers the writes.
  using Write = std::uint64_t;

  // Something was written.
  void wrote() { ++latest_; }
  Write latest() const { return latest_; }
  bool is_durable(Write write) const { return write <= durable_; }

  // Begins a sync if there is something to sync and none under way; true where it did.
  bool begin_sync(Context& ctx) {
    if (syncing_ || latest_ == durable_) return false;
    sync_ = ctx.storage().sync();
    covered_ = latest_;
    syncing_ = true;
    return true;
  }
  void on_synced(SyncId sync) {
    if (!syncing_ || sync != sync_) return;
    durable_ = covered_;
    syncing_ = false;
  }

 private:
  Write latest_ = 0;
  Write durable_ = 0;
  Write covered_ = 0;  // by the sync under way
  SyncId sync_{};
  bool syncing_ = false;
};

}  // namespace orrery::raft
