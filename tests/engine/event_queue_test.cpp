#include <algorithm>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "engine/fabric.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

Event next_of(EventQueue& queue) {
  Event event{};
  REQUIRE(queue.pop_until(std::numeric_limits<std::int64_t>::max(), event));
  return event;
}

}  // namespace

TEST_CASE("the queue gives events back by time, and those of one time by sequence") {
  RandomStream random(3, 4);
  EventQueue queue;
  std::vector<std::pair<std::int64_t, std::uint64_t>> expected, popped;
  std::uint64_t sequence = 0;
  for (int round = 0; round < 2000; ++round) {
    if (queue.empty() || random.chance(0.55)) {
      const Event event{random.between(0, 50), sequence++, 0, 0};
      if (random.chance(0.5))
        queue.push(event);
      else
        queue.push_into_lane(event);
      expected.push_back({event.time, event.sequence});
    } else {
      const Event event = next_of(queue);
      const auto least = std::min_element(expected.begin(), expected.end());
      REQUIRE(std::pair(event.time, event.sequence) == *least);
      expected.erase(least);
    }
    REQUIRE(queue.size() == expected.size());
  }
}

TEST_CASE(
    "the lane keeps the order whether events come in turn, nearly so, or in no order at all, one after the other") {
  RandomStream random(7, 8);
  LaneAndHeap queue;
  std::vector<std::pair<std::int64_t, std::uint64_t>> expected;
  std::uint64_t sequence = 0;
  std::int64_t now = 0;
  // How far an event may come before the one that was put in before it: not at all, a few places, or anything.
  const std::int64_t spreads[] = {0, 40, 100'000, 0, 100'000, 40, 0};
  for (const std::int64_t spread : spreads) {
    for (int round = 0; round < 1000; ++round) {
      if (expected.size() < 30 || (expected.size() < 200 && random.chance(0.5))) {
        const Event event{now + 1'000 + 10 * round + random.between(0, spread), sequence++, 0, 0};
        random.chance(0.1) ? queue.push(event) : queue.push_into_lane(event);
        const std::pair key(event.time, event.sequence);
        expected.insert(std::lower_bound(expected.begin(), expected.end(), key), key);
        continue;
      }
      Event event{};
      REQUIRE(queue.pop_until(std::numeric_limits<std::int64_t>::max(), event));
      REQUIRE(std::pair(event.time, event.sequence) == expected.front());
      expected.erase(expected.begin());
      REQUIRE(queue.size() == expected.size());
    }
    now = expected.back().first;
  }
}

TEST_CASE(
    "what the queue shows of the events to come is what comes, however many there are and whenever they were put in") {
  // In nanoseconds: all near, many in each slice of what is far ahead, one in a slice, and beyond all slices.
  const auto furthest =
      GENERATE(std::int64_t{100}, std::int64_t{20'000'000}, std::int64_t{900'000'000}, std::int64_t{3'000'000'000});
  const double share_of_lane = GENERATE(0.0, 0.5);
  RandomStream random(5, 6);
  EventQueue queue;
  queue.look_ahead();
  std::vector<std::pair<std::int64_t, std::uint64_t>> expected;
  std::uint64_t sequence = 0;
  std::int64_t now = 0;
  std::size_t most_seen = 0;
  for (int round = 0; round < 5000; ++round) {
    // The queue swells and empties in turn, and most of what is put in comes late, some at once.
    const bool swells = round / 500 % 2 == 0;
    if (queue.empty() || random.chance(swells ? 0.7 : 0.3)) {
      const Event event{now + (random.chance(0.2) ? 0 : random.between(0, furthest)), sequence++, 0, 0};
      if (random.chance(share_of_lane))
        queue.push_into_lane(event);
      else
        queue.push(event);
      const std::pair key(event.time, event.sequence);
      expected.insert(std::lower_bound(expected.begin(), expected.end(), key), key);
    } else {
      now = next_of(queue).time;
      expected.erase(expected.begin());
    }
    REQUIRE(queue.size() == expected.size());
    REQUIRE(queue.seen() >= std::min<std::size_t>(expected.size(), 16));
    for (std::size_t n = 0; n < queue.seen(); ++n)
      REQUIRE(std::pair(queue.peek(n).time, queue.peek(n).sequence) == expected[n]);
    most_seen = std::max(most_seen, queue.seen());
  }
  CHECK(most_seen == 32);
}

namespace {

class Collector : public EventHandler {
 public:
  void on_event(const Event& event) override {
    slots.push_back(event.slot);
    if (event.slot == interrupt_at) fabric.interrupt();
    if (endless) fabric.schedule(fabric.now(), EventType::message, event.slot);
  }
  Fabric fabric{*this};
  std::vector<std::uint32_t> slots;
  std::uint32_t interrupt_at = 0xffffffffu;
  bool endless = false;
};

}  // namespace

TEST_CASE("a drain handles events up to and including its limit, and leaves the present there") {
  Collector collector;
  collector.fabric.schedule(Instant::at(5_ns), EventType::message, 1);
  collector.fabric.schedule(Instant::at(6_ns), EventType::message, 2);
  collector.fabric.schedule(Instant::at(7_ns), EventType::message, 3);
  collector.fabric.drain(Instant::at(6_ns));
  CHECK(collector.slots == std::vector<std::uint32_t>{1, 2});
  CHECK(collector.fabric.now() == Instant::at(6_ns));
  collector.fabric.drain(Instant::at(100_ns));
  CHECK(collector.fabric.now() == Instant::at(100_ns));
}

TEST_CASE("an interrupted drain leaves the present at the last event handled") {
  Collector collector;
  collector.interrupt_at = 1;
  collector.fabric.schedule(Instant::at(5_ns), EventType::message, 1);
  collector.fabric.schedule(Instant::at(5_ns), EventType::message, 2);
  collector.fabric.drain(Instant::at(50_ns));
  CHECK(collector.fabric.now() == Instant::at(5_ns));
  CHECK(collector.slots == std::vector<std::uint32_t>{1});
  collector.fabric.drain(Instant::at(50_ns));
  CHECK(collector.slots == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("urgent events come before all others of their instant") {
  Collector collector;
  collector.fabric.schedule(Instant::at(5_ns), EventType::message, 1);
  collector.fabric.schedule_urgent(Instant::at(5_ns), EventType::control, 2);
  collector.fabric.schedule_urgent(Instant::at(5_ns), EventType::control, 3);
  collector.fabric.drain(Instant::at(5_ns));
  CHECK(collector.slots == std::vector<std::uint32_t>{2, 3, 1});
}

TEST_CASE("an instant without end stops the fabric") {
  Collector collector;
  collector.endless = true;
  collector.fabric.schedule(Instant::at(5_ns), EventType::message, 1);
  collector.fabric.drain(Instant::at(10_ns));
  CHECK(collector.fabric.is_endless());
  CHECK(collector.fabric.is_stopped());
  CHECK(collector.fabric.now() == Instant::at(5_ns));
  CHECK(collector.slots.size() <= Fabric::kEndlessInstant);
}
