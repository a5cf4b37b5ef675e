#include <algorithm>
#include <optional>
#include <vector>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "engine/timers.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

// What fires, in order: (true time, how many timers had been set before this one was).
using Firing = std::pair<std::int64_t, std::uint64_t>;

// The obvious version: a list of (deadline, number), the least of which fires next.
class NaiveTimers {
 public:
  void set(int key, Instant local_deadline) {
    cancel(key);
    pending_.push_back({key, local_deadline, count_++});
  }
  void cancel(int key) {
    std::erase_if(pending_, [&](const Pending& timer) { return timer.key == key; });
  }
  std::optional<Firing> next(const NodeClock& clock, Instant now) const {
    std::optional<Firing> least;
    for (const Pending& timer : pending_) {
      const Firing firing{std::max(clock.truth(timer.local_deadline), now).nanoseconds(), timer.number};
      if (!least || firing < *least) least = firing;
    }
    return least;
  }
  void fired(std::uint64_t number) {
    std::erase_if(pending_, [&](const Pending& timer) { return timer.number == number; });
  }

 private:
  struct Pending {
    int key;
    Instant local_deadline;
    std::uint64_t number;
  };
  std::vector<Pending> pending_;
  std::uint64_t count_ = 0;
};

class Harness : public EventHandler {
 public:
  void on_event(const Event& event) override {
    if (timers.owner_if_due(event) == kNoNode) return;
    const Timers::Due due = timers.take(event.slot, list);
    firings.push_back({fabric.now().nanoseconds(), due.number});
  }
  Fabric fabric{*this};
  Timers timers{fabric};
  NodeClock clock;
  std::uint32_t list = Timers::kNone;
  std::vector<Firing> firings;
};

}  // namespace

TEST_CASE("timers fire like a list of deadlines would, through resets, cancels and changes of drift") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Harness harness;
    NaiveTimers naive;
    std::vector<Firing> expected;
    RandomStream random(seed, 0);
    TimerId ids[4];
    Instant now;
    for (int step = 0; step < 100; ++step) {
      const Instant until = now + Duration::nanoseconds(random.between(0, 20));
      while (const auto firing = naive.next(harness.clock, now)) {
        if (firing->first > until.nanoseconds()) break;
        expected.push_back(*firing);
        now = Instant::nanoseconds(firing->first);
        naive.fired(firing->second);
      }
      now = until;
      harness.fabric.drain(until);
      const int key = static_cast<int>(random.below(4));
      const std::uint64_t action = random.below(10);
      if (action < 7) {
        const Instant deadline = harness.clock.local(now) + Duration::nanoseconds(random.between(0, 60));
        naive.set(key, deadline);
        if (harness.timers.is_pending(ids[key]))
          harness.timers.reset(ids[key], kNoName, deadline, harness.clock, kNoCause);
        else
          ids[key] = harness.timers.set(NodeId{0}, harness.list, kNoName, deadline, harness.clock, kNoCause);
      } else if (action < 9) {
        naive.cancel(key);
        harness.timers.cancel(ids[key], harness.list);
      } else {
        harness.clock.set_drift(now, random.between(-500'000'000, 500'000'000));
        harness.timers.remap(harness.list, harness.clock);
      }
    }
    INFO("seed " << seed);
    REQUIRE(harness.firings == expected);
    REQUIRE(!expected.empty());
  }
}

TEST_CASE("a cancelled timer's slot is used again without waking the old one") {
  Harness harness;
  const TimerId first =
      harness.timers.set(NodeId{0}, harness.list, kNoName, Instant::at(5_ns), harness.clock, kNoCause);
  harness.timers.cancel(first, harness.list);
  const TimerId second =
      harness.timers.set(NodeId{0}, harness.list, kNoName, Instant::at(9_ns), harness.clock, kNoCause);
  CHECK(second.slot == first.slot);
  CHECK_FALSE(harness.timers.is_pending(first));
  harness.timers.cancel(first, harness.list);  // of no effect
  harness.fabric.drain(Instant::at(20_ns));
  CHECK(harness.firings == std::vector<Firing>{{9, 1}});
}

TEST_CASE("a crash cancels every timer of its node and of no other") {
  Harness harness;
  std::uint32_t other = Timers::kNone;
  harness.timers.set(NodeId{0}, harness.list, kNoName, Instant::at(5_ns), harness.clock, kNoCause);
  const TimerId stays = harness.timers.set(NodeId{1}, other, kNoName, Instant::at(6_ns), harness.clock, kNoCause);
  harness.timers.set(NodeId{0}, harness.list, kNoName, Instant::at(7_ns), harness.clock, kNoCause);
  harness.timers.cancel_all(harness.list);
  CHECK(harness.list == Timers::kNone);
  CHECK(harness.timers.belongs(stays, NodeId{1}));
  CHECK_FALSE(harness.timers.belongs(stays, NodeId{0}));
}
