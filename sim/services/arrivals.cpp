#include "services/arrivals.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

namespace {

constexpr std::string_view kRateRange = "0.000001/s..1000000/s";

std::string burst_contradiction(const ParameterValues& burst) {
  const double lasts = static_cast<double>(burst.integer("size") - 1) / burst.number("rate");
  if (lasts < burst.duration("every").seconds()) return {};
  return fmt::format("a burst of {} at {} lasts longer than 'every' ({})", burst.integer("size"), burst.text("rate"),
                     burst.text("every"));
}

// As Distribution::sample_duration: no more than an Instant can be moved by.
Duration whole(double seconds, std::int64_t least) {
  constexpr double kLongest = 0x1p61;
  return Duration::nanoseconds(
      std::max(least, static_cast<std::int64_t>(std::llround(std::min(seconds * 1e9, kLongest)))));
}

}  // namespace

const Forms arrival_forms{
    "arrivals",
    "when a client's operations begin; rates are those of each instance",
    "poisson rate=100/s",
    {
        {"constant", "one after each interval of 1/rate", {{"rate", ParameterType::rate, "", kRateRange, "how many"}}},
        {"poisson",
         "independent of one another: intervals are exponential with mean 1/rate",
         {{"rate", ParameterType::rate, "", kRateRange, "how many"}}},
        {"burst",
         "size of them at once in each period, the first burst after one period",
         {{"rate", ParameterType::rate, "", kRateRange, "of the arrivals within a burst"},
          {"size", ParameterType::integer, "", "1..1000000", "how many a burst has"},
          {"every", ParameterType::duration, "", "1us..24h", "from the start of one burst to that of the next"}},
         burst_contradiction},
        {"closed",
         "each user begins an operation when it has thought about the answer to the last",
         {{"think", ParameterType::distribution, "", "0ns..24h", "how long a user thinks before each operation"},
          {"outstanding", ParameterType::integer, "1", "1..100000", "users, and so the most operations open at once"}}},
    }};

OpenLoop::OpenLoop(const FormValue& arrivals) {
  const ParameterValues& given = *arrivals.arguments;
  const double interval = 1.0 / given.number("rate");
  if (arrivals.name == "constant") {
    process_ = Constant{interval};
  } else if (arrivals.name == "poisson") {
    process_ = Poisson{Distribution::exponential(interval)};
  } else {
    ORRERY_CHECK(arrivals.name == "burst", "arrivals of an open loop");
    const double every = given.duration("every").seconds();
    const std::int64_t size = given.integer("size");
    process_ = Burst{every - static_cast<double>(size - 1) * interval, every, interval, size};
  }
}

Duration OpenLoop::next(RandomStream& random, double load) {
  if (const auto* constant = std::get_if<Constant>(&process_)) return whole(constant->interval / load, 1);
  if (const auto* poisson = std::get_if<Poisson>(&process_)) return whole(poisson->interval.sample(random) / load, 0);
  auto& burst = std::get<Burst>(process_);
  const bool begins_burst = burst.arrived % burst.size == 0;
  const double seconds = burst.arrived == 0 ? burst.first : begins_burst ? burst.pause : burst.within;
  ++burst.arrived;
  return whole(seconds / load, 1);
}

Duration ClosedLoop::next(RandomStream& random, double load) const { return whole(think.sample(random) / load, 0); }

Arrivals make_arrivals(const FormValue& arrivals) {
  if (arrivals.name != "closed") return OpenLoop(arrivals);
  return ClosedLoop{arrivals.arguments->distribution("think"), arrivals.arguments->integer("outstanding")};
}

}  // namespace orrery
