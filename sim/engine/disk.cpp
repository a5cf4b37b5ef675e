#include "engine/disk.h"

#include <algorithm>

#include "core/check.h"

namespace orrery {

namespace {
constexpr Bytes kCutSize = 8;  // what cutting a log writes: its new begin or end
}

Disk::Disk(Fabric& fabric, NodeId node, Distribution sync_time, double bandwidth, RandomStream sync_random,
           RandomStream crash_random)
    : fabric_(fabric),
      node_(node),
      sync_time_(std::move(sync_time)),
      bandwidth_(bandwidth),
      sync_random_(sync_random),
      crash_random_(crash_random) {}

namespace {
template <class Entries>
auto* find(Entries& entries, NameId name) {
  for (auto& [known, value] : entries)
    if (known == name) return &value;
  return static_cast<decltype(&entries.front().second)>(nullptr);
}
}  // namespace

StoredValue& Disk::cell(NameId name) {
  if (StoredValue* known = find(cells_, name)) return *known;
  return cells_.emplace_back(name, StoredValue()).second;
}

Disk::Log& Disk::log(NameId name) {
  if (Log* known = find(logs_, name)) return *known;
  return logs_.emplace_back(name, Log()).second;
}

const StoredValue& Disk::read_cell(NameId name) const {
  static const StoredValue nothing;
  const StoredValue* known = find(cells_, name);
  return known != nullptr ? *known : nothing;
}

std::size_t Disk::first(Name name) const {
  const Log* known = find(logs_, name.id());
  return known != nullptr ? known->first : 0;
}

std::size_t Disk::length(Name name) const {
  const Log* known = find(logs_, name.id());
  return known != nullptr ? known->length() : 0;
}

const StoredValue& Disk::read_entry(NameId name, std::size_t position) const {
  const Log* known = find(logs_, name);
  ORRERY_CHECK(known != nullptr && position >= known->first && position < known->length(), "a position inside the log");
  return known->entries[position - known->first];
}

void Disk::write_cell(NameId name, StoredValue value, Bytes size) {
  StoredValue& stored = cell(name);
  wrote({Undo::Kind::cell, name, std::exchange(stored, std::move(value)), {}, 0}, size);
}

void Disk::append_entry(NameId name, StoredValue value, Bytes size) {
  log(name).entries.push_back(std::move(value));
  wrote({Undo::Kind::append, name, {}, {}, 0}, size);
}

void Disk::truncate(Name name, std::size_t length) {
  Log& known = log(name.id());
  ORRERY_CHECK(length >= known.first && length <= known.length(), "a log to be cut to a length that it has");
  const auto from = known.entries.begin() + static_cast<std::ptrdiff_t>(length - known.first);
  Undo undo{Undo::Kind::truncate, name.id(), {}, {from, known.entries.end()}, known.first};
  known.entries.erase(from, known.entries.end());
  wrote(std::move(undo), kCutSize);
}

void Disk::discard(Name name, std::size_t first) {
  Log& known = log(name.id());
  ORRERY_CHECK(first >= known.first, "a log to be discarded from its front");
  const auto to = known.entries.begin() + static_cast<std::ptrdiff_t>(std::min(first, known.length()) - known.first);
  Undo undo{Undo::Kind::discard, name.id(), {}, {known.entries.begin(), to}, known.first};
  known.entries.erase(known.entries.begin(), to);
  known.first = first;
  wrote(std::move(undo), kCutSize);
}

void Disk::wrote(Undo undo, Bytes size) {
  unsynced_.push_back(std::move(undo));
  unsynced_bytes_ += size;
}

void Disk::take_back(Undo& undo) {
  switch (undo.kind) {
    case Undo::Kind::cell: cell(undo.name) = std::move(undo.before); break;
    case Undo::Kind::append: log(undo.name).entries.pop_back(); break;
    case Undo::Kind::truncate: {
      auto& entries = log(undo.name).entries;
      entries.insert(entries.end(), undo.removed.begin(), undo.removed.end());
      break;
    }
    case Undo::Kind::discard: {
      Log& known = log(undo.name);
      known.entries.insert(known.entries.begin(), undo.removed.begin(), undo.removed.end());
      known.first = undo.first_before;
      break;
    }
  }
}

SyncId Disk::sync() {
  const SyncId id{++sync_count_};
  syncs_.push_back({id, synced_ + unsynced_.size(), std::exchange(unsynced_bytes_, 0), fabric_.now(), cause_});
  if (syncs_.size() == 1) begin_next();
  return id;
}

void Disk::begin_next() {
  if (syncs_.empty()) return;
  const double seconds =
      sync_time_.sample_duration(sync_random_).seconds() + static_cast<double>(syncs_.front().bytes) / bandwidth_;
  fabric_.schedule(fabric_.now() + Duration::from_seconds(seconds * slowness_), EventType::disk, index(node_), epoch_);
}

std::optional<Disk::Sync> Disk::on_event(const Event& event) {
  if (event_version(event) != epoch_) return std::nullopt;
  if (stalls_ > 0) {
    overdue_ = true;
    return std::nullopt;
  }
  const Sync done = syncs_.front();
  syncs_.erase(syncs_.begin());
  unsynced_.erase(unsynced_.begin(), unsynced_.begin() + static_cast<std::ptrdiff_t>(done.covers - synced_));
  synced_ = done.covers;
  begin_next();
  return done;
}

void Disk::prefetch(Prefetcher& memory, bool nearer) const {
  if (!nearer) {
    memory.ask(logs_.data(), sizeof(Logs::value_type));
    memory.ask(unsynced_.data(), sizeof(Undo));
    memory.ask(syncs_.data(), sizeof(Sync));
  } else if (!logs_.empty() && !logs_.front().second.entries.empty()) {
    memory.ask_for(logs_.front().second.entries.back());
  }
}

void Disk::stall(bool stalled) {
  stalls_ += stalled ? 1 : -1;
  ORRERY_CHECK(stalls_ >= 0, "a disk stall to end only after it began");
  if (stalls_ > 0 || !overdue_) return;
  overdue_ = false;
  fabric_.schedule(fabric_.now(), EventType::disk, index(node_), epoch_);
}

Disk::CrashLoss Disk::crash() {
  const std::uint64_t kept = unsynced_.empty() ? 0 : crash_random_.below(unsynced_.size() + 1);
  const std::uint64_t lost = unsynced_.size() - kept;
  while (unsynced_.size() > kept) {
    take_back(unsynced_.back());
    unsynced_.pop_back();
  }
  unsynced_.clear();
  synced_ += kept;
  unsynced_bytes_ = 0;
  syncs_.clear();
  overdue_ = false;
  epoch_ = (epoch_ + 1) & kVersionMask;
  return {kept, lost};
}

void Disk::wipe() {
  crash();
  cells_.clear();
  logs_.clear();
}

}  // namespace orrery
