#include "services/arrivals.h"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

#include "services/form.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::form;

namespace {

constexpr std::uint64_t kSeed = 11;

std::vector<Duration> intervals(std::string_view text, std::size_t count, double load = 1) {
  OpenLoop loop(form(arrival_forms, text));
  RandomStream random(kSeed, "client-1", "arrival");
  std::vector<Duration> drawn;
  for (std::size_t i = 0; i < count; ++i) drawn.push_back(loop.next(random, load));
  return drawn;
}

}  // namespace

TEST_CASE("constant arrivals come one after each interval, and take no draw") {
  CHECK(intervals("constant rate=100/s", 3) == std::vector<Duration>{10_ms, 10_ms, 10_ms});
  OpenLoop loop(form(arrival_forms, "constant rate=3/min"));
  RandomStream random(kSeed, "client-1", "arrival");
  CHECK(loop.next(random, 1) == 20_s);
  CHECK(random.next() == RandomStream(kSeed, "client-1", "arrival").next());
}

TEST_CASE("intervals of Poisson arrivals are exponential: mean, variance, quantiles, and no memory") {
  constexpr std::size_t kCount = 200'000;
  const std::vector<Duration> drawn = intervals("poisson rate=100/s", kCount);
  double sum = 0, squares = 0, products = 0;
  std::size_t below_median = 0, beyond_three_means = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    const double x = drawn[i].seconds() / 0.01;  // in means
    sum += x;
    squares += x * x;
    if (i > 0) products += (drawn[i - 1].seconds() / 0.01 - 1) * (x - 1);
    if (x < std::log(2.0)) ++below_median;
    if (x > 3) ++beyond_three_means;
  }
  const double n = kCount;
  CHECK(sum / n == Approx(1).margin(4 / std::sqrt(n)));
  CHECK(squares / n == Approx(2).margin(4 * std::sqrt(20 / n)));
  CHECK(products / n == Approx(0).margin(4 / std::sqrt(n)));
  CHECK(static_cast<double>(below_median) / n == Approx(0.5).margin(2 / std::sqrt(n)));
  CHECK(static_cast<double>(beyond_three_means) / n == Approx(std::exp(-3.0)).margin(1 / std::sqrt(n)));
}

TEST_CASE("counts of Poisson arrivals have a variance like their mean") {
  std::vector<int> counts(2000);
  Duration reached;
  for (const Duration interval : intervals("poisson rate=10/s", 20'500)) {
    reached += interval;
    const auto second = static_cast<std::size_t>(reached / 1_s);
    if (second < counts.size()) ++counts[second];
  }
  double sum = 0, squares = 0;
  for (const int count : counts) sum += count, squares += count * count;
  const double mean = sum / 2000;
  CHECK(mean == Approx(10).margin(4 * std::sqrt(10.0 / 2000)));
  CHECK(squares / 2000 - mean * mean == Approx(10).margin(1.3));
}

TEST_CASE("Poisson arrivals have the same bits everywhere") {
  std::vector<std::int64_t> nanoseconds;
  for (const Duration interval : intervals("poisson rate=100/s", 4)) nanoseconds.push_back(interval.nanoseconds());
  CHECK(nanoseconds == std::vector<std::int64_t>{2981171, 24049911, 9569608, 16633559});
}

TEST_CASE("a burst is of its size at its rate, once in each period, the first after one period") {
  CHECK(intervals("burst rate=1000/s size=3 every=1s", 7) ==
        std::vector<Duration>{1_s, 1_ms, 1_ms, 998_ms, 1_ms, 1_ms, 998_ms});
  CHECK(intervals("burst rate=1/s size=1 every=5s", 3) == std::vector<Duration>{5_s, 5_s, 5_s});
}

TEST_CASE("load divides every interval, that of a user's thinking too") {
  CHECK(intervals("constant rate=100/s", 1, 4) == std::vector<Duration>{2500_us});
  CHECK(intervals("burst rate=1000/s size=2 every=1s", 3, 2) == std::vector<Duration>{500_ms, 500_us, 499'500_us});
  const Duration plain = intervals("poisson rate=100/s", 1)[0];
  CHECK(std::abs((intervals("poisson rate=100/s", 1, 2)[0] * 2 - plain).nanoseconds()) <= 1);
  const auto closed = std::get<ClosedLoop>(make_arrivals(form(arrival_forms, "closed think=80ms outstanding=7")));
  RandomStream random(kSeed, "client-1", "think");
  CHECK(closed.outstanding == 7);
  CHECK(closed.next(random, 1) == 80_ms);
  CHECK(closed.next(random, 8) == 10_ms);
}

TEST_CASE("arrivals never stop time, and never leave what an Instant can hold") {
  CHECK(intervals("constant rate=1000000/s", 1, 1e9) == std::vector<Duration>{1_ns});
  CHECK(intervals("constant rate=0.000001/s", 1, 1e-9) ==
        std::vector<Duration>{Duration::nanoseconds(std::int64_t{1} << 61)});
}

TEST_CASE("a ramp brings as many arrivals as its rate adds up to, then stays at the rate that it came to") {
  // From 100/s to 300/s in 20 s: 2000 + 2000 arrivals, of which (100 t + 5 t^2) come in the first t seconds.
  for (const auto& [text, half, all] : {std::tuple{"ramp from=100/s to=300/s over=20s", 1500.0, 4000.0},
                                        std::tuple{"ramp from=300/s to=100/s over=20s", 2500.0, 4000.0}}) {
    Duration reached;
    double in_half = 0, in_ramp = 0, in_ten_after = 0;
    for (const Duration interval : intervals(text, 9000)) {
      reached += interval;
      if (reached < 10_s) ++in_half;
      if (reached < 20_s) ++in_ramp;
      if (reached >= 20_s && reached < 30_s) ++in_ten_after;
    }
    CHECK(in_half == Approx(half).margin(3 * std::sqrt(half)));
    CHECK(in_ramp == Approx(all).margin(3 * std::sqrt(all)));
    const double after = std::string(text).find("to=300/s") != std::string::npos ? 3000 : 1000;
    CHECK(in_ten_after == Approx(after).margin(3 * std::sqrt(after)));
  }
}

TEST_CASE("a ramp that stays level is a Poisson process, and load raises it as it does one") {
  const auto level = intervals("ramp from=100/s to=100/s over=1s", 500);
  const auto poisson = intervals("poisson rate=100/s", 500);
  for (std::size_t i = 0; i < level.size(); ++i) CHECK(std::abs((level[i] - poisson[i]).nanoseconds()) <= 100);
  CHECK(std::abs((intervals("ramp from=100/s to=100/s over=1s", 1, 2)[0] * 2 - poisson[0]).nanoseconds()) <= 2);
}
