// A node's disk: its durable storage, and the queue in which syncs wait for one another.
//
// Each node has a disk of its own, also where nodes share a host. A sync takes a drawn time plus the bytes written
// since the last one over the disk's bandwidth. Writes are undone one by one at a crash, down to what is kept.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "core/distribution.h"
#include "core/prefetch.h"
#include "core/random.h"
#include "core/record.h"
#include "core/storage.h"
#include "engine/fabric.h"

namespace orrery {

class Disk final : public Storage {
 public:
  struct Sync {
    SyncId id;
    std::uint64_t covers;  // writes issued before it, over the life of the disk
    Bytes bytes;           // written since the sync before
    Instant asked;
    RecordId cause;
  };
  struct CrashLoss {
    std::uint64_t kept, lost;  // of the writes not yet synced
  };

  Disk(Fabric& fabric, NodeId node, Distribution sync_time, double bandwidth, RandomStream sync_random,
       RandomStream crash_random);

  std::size_t first(Name log) const override;
  std::size_t length(Name log) const override;
  void truncate(Name log, std::size_t length) override;
  void discard(Name log, std::size_t first) override;
  SyncId sync() override;

  // What the handler that is running was caused by: the cause of the syncs it asks for.
  void set_cause(RecordId cause) { cause_ = cause; }
  // The sync that this event completes; nothing where the event is from before a crash, or the disk is stalled.
  std::optional<Sync> on_event(const Event& event);
  // Keeps a drawn prefix of what was not synced; drops the syncs that wait.
  CrashLoss crash();
  // Loses everything.
  void wipe();

  // Asks for what a handler touches: the lists, and `nearer` the ends of the logs.
  void prefetch(Prefetcher& memory, bool nearer) const;

  void set_slowness(double factor) { slowness_ = factor; }
  // While stalled no sync completes. Stalls nest.
  void stall(bool stalled);

 protected:
  const StoredValue& read_cell(NameId cell) const override;
  void write_cell(NameId cell, StoredValue value, Bytes size) override;
  const StoredValue& read_entry(NameId log, std::size_t position) const override;
  void append_entry(NameId log, StoredValue value, Bytes size) override;

 private:
  using Cells = std::vector<std::pair<NameId, StoredValue>>;
  struct Log {
    std::size_t first = 0;  // the number of the oldest entry
    std::deque<StoredValue> entries;
    std::size_t length() const { return first + entries.size(); }
  };
  using Logs = std::vector<std::pair<NameId, Log>>;
  // How to take back one write: the cell's value before, or what it removed of the log and where the log began.
  struct Undo {
    enum class Kind : std::uint8_t { cell, append, truncate, discard } kind;
    NameId name;
    StoredValue before;
    std::vector<StoredValue> removed;
    std::size_t first_before = 0;
  };

  StoredValue& cell(NameId name);
  Log& log(NameId name);
  void wrote(Undo undo, Bytes size);
  void take_back(Undo& undo);
  void begin_next();

  Fabric& fabric_;
  const NodeId node_;
  const Distribution sync_time_;
  const double bandwidth_;
  RandomStream sync_random_, crash_random_;  // apart, so that a crash shifts no sync
  double slowness_ = 1;

  Cells cells_;
  Logs logs_;
  std::vector<Undo> unsynced_;  // oldest first
  std::uint64_t synced_ = 0;    // writes that are durable
  Bytes unsynced_bytes_ = 0;    // since the last sync was asked for

  std::vector<Sync> syncs_;  // waiting; the first is under way
  std::uint64_t sync_count_ = 0;
  std::uint32_t epoch_ = 0;  // of the events under way; a crash starts the next one
  int stalls_ = 0;
  bool overdue_ = false;  // the first sync would be complete but for a stall
  RecordId cause_ = kNoCause;
};

}  // namespace orrery
