#include "models/slow_motion.h"

#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

using namespace literals;

const SlowMotion kOne({{RecordId{7}, Instant::at(2_s)}}, 150_us);

TEST_CASE("around a moment a message takes as long as the eye needs, and on the way there timers can be followed") {
  CHECK(kOne.limit(Instant::at(2_s)) == 1'000);  // 150 us in 150 ms
  CHECK(kOne.limit(Instant::at(2_s - 100_ms)) == 50'000);
  CHECK(kOne.limit(Instant::at(2_s + 100_ms)) == 50'000);
  CHECK(kOne.limit(Instant::at(1_s)) > 100'000'000);
}

TEST_CASE("what it is slow for is the moment that slows it most, rather one to come than one that is over") {
  const SlowMotion two({{RecordId{7}, Instant::at(2_s), "crash"}, {RecordId{9}, Instant::at(2_s + 10_ms), "election"}},
                       150_us);
  const auto told = [&](Duration time) {
    const SlowMotion::Moment* moment = two.reason(Instant::at(time));
    return moment != nullptr ? moment->told : "";
  };
  CHECK(told(1_s).empty());
  CHECK(told(2_s - 100_ms) == "crash");
  CHECK(told(2_s) == "crash");
  CHECK(told(2_s + 1_ms) == "crash");
  CHECK(told(2_s + 9_ms) == "election");
  CHECK(told(2_s + 100_ms) == "election");
}

TEST_CASE("the limit changes nowhere between two changes") {
  Instant time;
  for (int changes = 0; time < Instant::at(4_s); ++changes) {
    REQUIRE(changes < 10);
    const Instant next = kOne.nextChange(time);
    REQUIRE(next > time);
    if (next == Instant::max()) break;
    const Duration gap = next - time;
    CHECK(kOne.limit(time + gap / 3) == kOne.limit(time + gap * 2 / 3));
    time = next;
  }
}

TEST_CASE("the moment behind an event is the next one, and there is none behind the last") {
  REQUIRE(kOne.after(RecordId{}) != nullptr);
  CHECK(kOne.after(RecordId{6})->event == RecordId{7});
  CHECK(kOne.after(RecordId{7}) == nullptr);
}

TEST_CASE("without moments nothing is slowed down") {
  const SlowMotion none;
  CHECK(none.limit(Instant::at(2_s)) > 100'000'000);
  CHECK(none.nextChange(Instant::start()) == Instant::max());
}

}  // namespace
}  // namespace orrery::gui
