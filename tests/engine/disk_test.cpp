#include <set>

#include <catch2/catch.hpp>

#include "engine/disk.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

constexpr Name kCell{"cell"};
constexpr Name kLog{"log"};

class Harness : public EventHandler {
 public:
  explicit Harness(std::uint64_t seed = 1)
      : disk(fabric, NodeId{0}, Distribution::constant(2e-3), 1e6, RandomStream(seed, 1), RandomStream(seed, 2)) {}
  void on_event(const Event& event) override {
    if (const auto done = disk.on_event(event)) completed.push_back({done->id, fabric.now()});
  }
  struct Completed {
    SyncId id;
    Instant when;
    bool operator==(const Completed&) const = default;
  };
  Fabric fabric{*this};
  Disk disk;
  std::vector<Completed> completed;
};

int read(const Disk& disk) {
  const int* value = disk.read<int>(kCell);
  return value == nullptr ? -1 : *value;
}

}  // namespace

TEST_CASE("a write is read at once and a sync takes its time and its bytes'") {
  Harness harness;
  harness.disk.write(kCell, 7, 1000);  // a millisecond at 1 MB/s
  CHECK(read(harness.disk) == 7);
  const SyncId sync = harness.disk.sync();
  harness.fabric.drain(Instant::at(1_s));
  CHECK(harness.completed == std::vector<Harness::Completed>{{sync, Instant::at(3_ms)}});
}

TEST_CASE("syncs wait for one another and complete in the order of their issue") {
  Harness harness;
  const SyncId first = harness.disk.sync();
  const SyncId second = harness.disk.sync();
  harness.fabric.drain(Instant::at(1_s));
  CHECK(harness.completed == std::vector<Harness::Completed>{{first, Instant::at(2_ms)}, {second, Instant::at(4_ms)}});
}

TEST_CASE("a crash keeps what was synced and a prefix of what was not") {
  std::set<std::size_t> lengths;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Harness harness(seed);
    for (int i = 0; i < 3; ++i) harness.disk.append(kLog, i);
    harness.disk.sync();
    harness.fabric.drain(Instant::at(1_s));
    for (int i = 3; i < 6; ++i) harness.disk.append(kLog, i);
    const Disk::CrashLoss loss = harness.disk.crash();
    const std::size_t length = harness.disk.length(kLog);
    CHECK(loss.kept + loss.lost == 3);
    REQUIRE(length == 3 + loss.kept);
    for (std::size_t i = 0; i < length; ++i) CHECK(harness.disk.entry<int>(kLog, i) == static_cast<int>(i));
    lengths.insert(length);
  }
  CHECK(lengths == std::set<std::size_t>{3, 4, 5, 6});  // every prefix is drawn sooner or later
}

TEST_CASE("a crash takes truncations and overwritten cells back in reverse") {
  bool taken_back = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Harness harness(seed);
    harness.disk.write(kCell, 1);
    for (int i = 0; i < 4; ++i) harness.disk.append(kLog, i);
    harness.disk.sync();
    harness.fabric.drain(Instant::at(1_s));
    harness.disk.truncate(kLog, 1);
    harness.disk.append(kLog, 9);
    harness.disk.write(kCell, 2);
    const Disk::CrashLoss loss = harness.disk.crash();
    CHECK(read(harness.disk) == (loss.kept == 3 ? 2 : 1));
    const std::size_t expected[] = {4, 1, 2, 2};
    CHECK(harness.disk.length(kLog) == expected[loss.kept]);
    if (loss.kept == 0) {
      taken_back = true;
      for (int i = 0; i < 4; ++i) CHECK(harness.disk.entry<int>(kLog, static_cast<std::size_t>(i)) == i);
    }
  }
  CHECK(taken_back);
}

TEST_CASE("a sync from before a crash never completes") {
  Harness harness;
  harness.disk.write(kCell, 7);
  harness.disk.sync();
  harness.disk.crash();
  const SyncId after = harness.disk.sync();
  harness.fabric.drain(Instant::at(1_s));
  CHECK(harness.completed == std::vector<Harness::Completed>{{after, Instant::at(2_ms)}});
}

TEST_CASE("a stalled disk completes nothing until the last stall is over") {
  Harness harness;
  const SyncId sync = harness.disk.sync();
  harness.disk.stall(true);
  harness.disk.stall(true);
  harness.fabric.drain(Instant::at(10_ms));
  harness.disk.stall(false);
  harness.fabric.drain(Instant::at(20_ms));
  CHECK(harness.completed.empty());
  harness.disk.stall(false);
  harness.fabric.drain(Instant::at(30_ms));
  CHECK(harness.completed == std::vector<Harness::Completed>{{sync, Instant::at(20_ms)}});
}

TEST_CASE("a slow disk stretches a sync by its factor") {
  Harness harness;
  harness.disk.set_slowness(10);
  harness.disk.sync();
  harness.fabric.drain(Instant::at(1_s));
  CHECK(harness.completed.front().when == Instant::at(20_ms));
}

TEST_CASE("a wiped disk holds nothing") {
  Harness harness;
  harness.disk.write(kCell, 7);
  harness.disk.append(kLog, 1);
  harness.disk.sync();
  harness.fabric.drain(Instant::at(1_s));
  harness.disk.wipe();
  CHECK(read(harness.disk) == -1);
  CHECK(harness.disk.length(kLog) == 0);
}

TEST_CASE("a log from whose front entries were discarded keeps the numbers of the others") {
  Harness harness;
  for (int i = 0; i < 5; ++i) harness.disk.append(kLog, i);
  harness.disk.discard(kLog, 2);
  CHECK(harness.disk.first(kLog) == 2);
  CHECK(harness.disk.length(kLog) == 5);
  CHECK(harness.disk.entry<int>(kLog, 2) == 2);
  harness.disk.truncate(kLog, 4);
  CHECK(harness.disk.length(kLog) == 4);
  harness.disk.discard(kLog, 9);
  CHECK(harness.disk.first(kLog) == 9);
  CHECK(harness.disk.length(kLog) == 9);
  harness.disk.append(kLog, 9);
  CHECK(harness.disk.entry<int>(kLog, 9) == 9);
}

TEST_CASE("a crash takes back what it does not keep of a log cut at both ends") {
  std::set<std::pair<std::size_t, std::size_t>> extents;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Harness harness(seed);
    for (int i = 0; i < 4; ++i) harness.disk.append(kLog, i);
    harness.disk.sync();
    harness.fabric.drain(Instant::at(1_s));
    harness.disk.truncate(kLog, 3);
    harness.disk.discard(kLog, 7);
    harness.disk.append(kLog, 7);
    harness.disk.crash();
    const std::size_t first = harness.disk.first(kLog);
    const std::size_t length = harness.disk.length(kLog);
    extents.insert({first, length});
    for (std::size_t i = first; i < length; ++i) CHECK(harness.disk.entry<int>(kLog, i) == static_cast<int>(i));
  }
  CHECK(extents == std::set<std::pair<std::size_t, std::size_t>>{{0, 4}, {0, 3}, {7, 7}, {7, 8}});
}
