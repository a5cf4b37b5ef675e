// Durable storage without a disk: syncs complete when the test says so, and a crash keeps what the test says.
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <vector>

#include "core/storage.h"

namespace orrery::test {

class FakeStorage final : public Storage {
 public:
  explicit FakeStorage(std::function<void(SyncId)> on_sync_asked) : on_sync_asked_(std::move(on_sync_asked)) {}

  std::size_t length(Name log) const override {
    const auto found = visible_.logs.find(log.id());
    return found == visible_.logs.end() ? 0 : found->second.length();
  }
  std::size_t first(Name log) const override {
    const auto found = visible_.logs.find(log.id());
    return found == visible_.logs.end() ? 0 : found->second.first;
  }
  void truncate(Name log, std::size_t length) override {
    ORRERY_CHECK(length >= first(log) && length <= this->length(log), "a log to be cut to a length that it has");
    write([id = log.id(), length](Contents& contents) {
      Log& known = contents.logs[id];
      known.entries.resize(length - known.first);
    });
  }
  void discard(Name log, std::size_t first) override {
    ORRERY_CHECK(first >= this->first(log), "a log to be discarded from its front");
    write([id = log.id(), first](Contents& contents) {
      Log& known = contents.logs[id];
      const std::size_t count = std::min(first, known.length()) - known.first;
      known.entries.erase(known.entries.begin(), known.entries.begin() + static_cast<std::ptrdiff_t>(count));
      known.first = first;
    });
  }
  SyncId sync() override {
    const SyncId id{++last_sync_};
    syncs_.push_back({id, writes_issued_});
    on_sync_asked_(id);
    return id;
  }

  bool is_syncing() const { return !syncs_.empty(); }
  std::size_t unsynced_writes() const { return unsynced_.size(); }

  // The oldest pending sync completes: the writes issued before it are durable.
  SyncId complete_sync() {
    ORRERY_CHECK(is_syncing(), "a sync to be pending");
    const Sync sync = syncs_.front();
    syncs_.pop_front();
    keep(sync.covers - (writes_issued_ - unsynced_.size()));
    return sync.id;
  }
  // Only what is durable is left, and the first `kept` writes after it.
  void crash(std::size_t kept) {
    keep(std::min(kept, unsynced_.size()));
    unsynced_.clear();
    syncs_.clear();
    visible_ = durable_;
  }
  void lose_disk() { visible_ = durable_ = {}; }

 protected:
  const StoredValue& read_cell(NameId cell) const override {
    const auto found = visible_.cells.find(cell);
    return found == visible_.cells.end() ? nothing_ : found->second;
  }
  void write_cell(NameId cell, StoredValue value, Bytes) override {
    write([cell, value = std::move(value)](Contents& contents) { contents.cells[cell] = value; });
  }
  const StoredValue& read_entry(NameId log, std::size_t position) const override {
    const auto found = visible_.logs.find(log);
    if (found == visible_.logs.end()) return nothing_;
    const Log& known = found->second;
    return position < known.first || position >= known.length() ? nothing_ : known.entries[position - known.first];
  }
  void append_entry(NameId log, StoredValue value, Bytes) override {
    write([log, value = std::move(value)](Contents& contents) { contents.logs[log].entries.push_back(value); });
  }

 private:
  struct Log {
    std::size_t first = 0;
    std::vector<StoredValue> entries;
    std::size_t length() const { return first + entries.size(); }
  };
  struct Contents {
    std::map<NameId, StoredValue> cells;
    std::map<NameId, Log> logs;
  };
  using Write = std::function<void(Contents&)>;
  struct Sync {
    SyncId id;
    std::size_t covers;  // writes issued before it, since the beginning
  };

  void write(Write write) {
    write(visible_);
    unsynced_.push_back(std::move(write));
    ++writes_issued_;
  }
  void keep(std::size_t count) {
    for (; count > 0; --count) {
      unsynced_.front()(durable_);
      unsynced_.pop_front();
    }
  }

  std::function<void(SyncId)> on_sync_asked_;
  Contents visible_, durable_;
  std::deque<Write> unsynced_;
  std::deque<Sync> syncs_;
  std::size_t writes_issued_ = 0;
  std::uint64_t last_sync_ = 0;
  StoredValue nothing_;
};

}  // namespace orrery::test
