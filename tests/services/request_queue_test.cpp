#include "services/request_queue.h"

#include <cmath>

#include <catch2/catch.hpp>

#include "services/service.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

RequestQueue codel() {
  return RequestQueue(ParameterValues(
      Service::parameters, {{"queue.discipline", "codel"}, {"queue.target", "5ms"}, {"queue.interval", "100ms"}}));
}

}  // namespace

TEST_CASE("CoDel drops nothing as long as waiting comes below its target once in an interval") {
  RequestQueue queue = codel();
  Instant now = Instant::at(1_s);
  queue.push(0, now);
  for (std::uint32_t request = 1; request < 10'000; ++request) {
    // When its turn comes, one of fifty has waited for 4 ms, the others for 20.
    queue.push(request, now + 1_ms - (request % 50 == 0 ? 4_ms : 20_ms));
    CHECK(!queue.take(now)->is_dropped);
    now += 1_ms;
  }
}

TEST_CASE(
    "CoDel drops when waiting has been above its target for an interval, then ever sooner as the square root says") {
  RequestQueue queue = codel();
  for (std::uint32_t request = 0; request < 100'000; ++request) queue.push(request, Instant());
  std::vector<Instant> drops;
  for (Instant now = Instant::at(10_ms); drops.size() < 6; now += 100_us)
    if (queue.take(now)->is_dropped) drops.push_back(now);
  CHECK(drops[0] == Instant::at(110_ms));
  for (std::size_t n = 1; n < drops.size(); ++n) {
    const double expected = 0.1 / std::sqrt(static_cast<double>(n));
    CHECK((drops[n] - drops[n - 1]).seconds() == Approx(expected).margin(0.0002));
  }
}

TEST_CASE("CoDel never drops the last that waits") {
  RequestQueue queue = codel();
  Instant now;
  for (std::uint32_t request = 0; request < 1'000; ++request) {
    queue.push(request, now);
    now += 50_ms;
    CHECK(!queue.take(now)->is_dropped);
  }
}
