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

constexpr Duration kLongest = Duration::nanoseconds(std::int64_t{1} << 61);

// As Distribution::sample_duration: no more than an Instant can be moved by.
Duration whole(double seconds, std::int64_t least) {
  const auto longest = static_cast<double>(kLongest.nanoseconds());
  return Duration::nanoseconds(
      std::max(least, static_cast<std::int64_t>(std::llround(std::min(seconds * 1e9, longest)))));
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
        {"ramp",
         "as poisson, with a rate that grows or falls evenly, and stays where it ends",
         {{"from", ParameterType::rate, "", kRateRange, "the rate at the start of the run"},
          {"to", ParameterType::rate, "", kRateRange, "the rate that it comes to"},
          {"over", ParameterType::duration, "", "1us..8760h", "how long it takes to come there"}}},
        {"trace",
         "as they were recorded in a CSV file with the columns time and, where it has them, size and operation",
         {{"file", ParameterType::trace, "", "", "the file, beside the scenario"}}},
        {"sessions",
         "users come as a Poisson process; each makes some operations, with thinking in between, and leaves",
         {{"rate", ParameterType::rate, "", kRateRange, "how many users come"},
          {"requests", ParameterType::number, "", "1..1000000",
           "operations of a user, on average: after each the user stays with the same chance"},
          {"think", ParameterType::distribution, "", "0ns..24h", "how long a user thinks before a further operation"}}},
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
  if (arrivals.name == "ramp") {
    process_ = Ramp{given.number("from"), given.number("to"), given.duration("over").seconds()};
    return;
  }
  if (arrivals.name == "trace") {
    process_ = Replay{given.trace("file")};
    return;
  }
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
  if (auto* ramp = std::get_if<Ramp>(&process_)) {
    static const Distribution unit = Distribution::exponential(1);
    return whole(ramp->next(unit.sample(random) / load), 0);
  }
  if (auto* replay = std::get_if<Replay>(&process_)) return replay->next_after(load);
  auto& burst = std::get<Burst>(process_);
  const bool begins_burst = burst.arrived % burst.size == 0;
  const double seconds = burst.arrived == 0 ? burst.first : begins_burst ? burst.pause : burst.within;
  ++burst.arrived;
  return whole(seconds / load, 1);
}

// By inversion: an arrival comes when the rate, added up over time, has grown by an exponential draw (Cinlar,
// Introduction to Stochastic Processes, 1975). The root is written so that no digits cancel.
double OpenLoop::Ramp::next(double area) {
  double waited = 0;
  if (reached < over) {
    const double slope = (to - from) / over;
    const double rate = from + slope * reached;
    const double rest = 0.5 * (rate + to) * (over - reached);
    if (area <= rest) {
      waited = 2 * area / (rate + std::sqrt(std::max(0.0, rate * rate + 2 * slope * area)));
      reached += waited;
      return waited;
    }
    waited = over - reached;
    area -= rest;
    reached = over;
  }
  return waited + area / to;
}

Duration OpenLoop::Replay::next_after(double load) {
  const auto& arrivals = trace->arrivals;
  if (next >= arrivals.size()) {
    next = arrivals.size() + 1;
    return kLongest;
  }
  const Duration from = next == 0 ? Duration() : arrivals[next - 1].at;
  const Duration interval = arrivals[next++].at - from;
  return load == 1 ? interval : whole(interval.seconds() / load, 0);
}

const Trace::Arrival* OpenLoop::recorded() const {
  const auto* replay = std::get_if<Replay>(&process_);
  if (replay == nullptr || replay->next == 0 || replay->next > replay->trace->arrivals.size()) return nullptr;
  return &replay->trace->arrivals[replay->next - 1];
}

std::optional<Duration> PartlyOpenLoop::next(RandomStream& random) const {
  if (!random.chance(stays)) return std::nullopt;
  return whole(think.sample(random), 0);
}

Duration ClosedLoop::next(RandomStream& random, double load) const { return whole(think.sample(random) / load, 0); }

Arrivals make_arrivals(const FormValue& arrivals) {
  if (arrivals.name == "sessions") {
    const ParameterValues& given = *arrivals.arguments;
    return PartlyOpenLoop{OpenLoop(FormValue{"poisson", arrivals.arguments}), given.distribution("think"),
                          1 - 1 / given.number("requests")};
  }
  if (arrivals.name != "closed") return OpenLoop(arrivals);
  return ClosedLoop{arrivals.arguments->distribution("think"), arrivals.arguments->integer("outstanding")};
}

}  // namespace orrery
