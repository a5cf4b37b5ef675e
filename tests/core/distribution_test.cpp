#include "core/distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<double> sorted_samples(const Distribution& distribution, int count) {
  RandomStream random(11, "distribution", "test");
  std::vector<double> samples;
  for (int i = 0; i < count; ++i) samples.push_back(distribution.sample(random));
  std::sort(samples.begin(), samples.end());
  return samples;
}

// A shape with its closed formulas: mean, variance (infinite where there is none) and some quantiles.
struct Known {
  const char* name;
  Distribution distribution;
  double mean, variance;
  std::vector<std::pair<double, double>> quantiles;
};

Distribution mixed() {
  return Distribution::mixture({{3, Distribution::exponential(2)}, {1, Distribution::uniform(10, 14)}});
}

std::vector<Known> known() {
  // z(0.9) and z(0.1) of the standard normal distribution.
  const double z90 = 1.2815515655446004;
  return {
      {"constant", Distribution::constant(4), 4, 0, {{0.1, 4}, {0.9, 4}}},
      {"uniform", Distribution::uniform(2, 6), 4, 16.0 / 12, {{0.1, 2.4}, {0.5, 4}, {0.9, 5.6}}},
      {"exponential", Distribution::exponential(3), 3, 9, {{0.5, 3 * std::log(2)}, {0.9, 3 * std::log(10)}}},
      {"normal", Distribution::normal(10, 2), 10, 4, {{0.1, 10 - 2 * z90}, {0.5, 10}, {0.9, 10 + 2 * z90}}},
      {"lognormal",
       Distribution::lognormal(5, 0.5),
       5 * std::exp(0.125),
       25 * (std::exp(0.25) - 1) * std::exp(0.25),
       {{0.1, 5 * std::exp(-0.5 * z90)}, {0.5, 5}, {0.9, 5 * std::exp(0.5 * z90)}}},
      {"pareto", Distribution::pareto(2, 3), 3, 3, {{0.5, 2 * std::cbrt(2)}, {0.9, 2 * std::cbrt(10)}}},
      {"empirical", Distribution::empirical({1, 2, 2, 7}), 3, 5.5, {{0.2, 1}, {0.5, 2}, {0.9, 7}}},
      // 3/4 exponential and 1/4 uniform: E[X^2] = 3/4 * 8 + 1/4 * (144 + 16/12).
      {"mixture",
       mixed(),
       4.5,
       0.75 * 8 + 0.25 * (144 + 16.0 / 12) - 4.5 * 4.5,
       {{0.1, 2 * std::log(7.5 / 6.5)}, {0.5, 2 * std::log(3)}}},
  };
}

}  // namespace

TEST_CASE("samples have the mean and the quantiles that their distribution tells") {
  constexpr int kSamples = 200'000;
  for (const Known& shape : known()) {
    INFO(shape.name);
    const std::vector<double> samples = sorted_samples(shape.distribution, kSamples);
    double sum = 0;
    for (const double sample : samples) sum += sample;
    const double standard_error = std::sqrt(shape.variance / kSamples);
    CHECK(sum / kSamples == Approx(shape.mean).margin(4 * standard_error).epsilon(1e-12));
    for (const double p : {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99}) {
      INFO("quantile " << p);
      // The rank of the quantile among the samples, in standard errors; ties count for both sides.
      const double q = shape.distribution.quantile(p);
      const double expected = p * kSamples;
      const double error = 4.5 * std::sqrt(kSamples * p * (1 - p));
      CHECK(static_cast<double>(std::lower_bound(samples.begin(), samples.end(), q) - samples.begin()) <
            expected + error);
      CHECK(static_cast<double>(std::upper_bound(samples.begin(), samples.end(), q) - samples.begin()) >
            expected - error);
    }
  }
}

TEST_CASE("mean and quantiles are those of the closed formulas") {
  for (const Known& shape : known()) {
    INFO(shape.name);
    CHECK(shape.distribution.mean() == Approx(shape.mean).epsilon(1e-12));
    for (const auto& [p, x] : shape.quantiles) {
      INFO("quantile " << p);
      CHECK(shape.distribution.quantile(p) == Approx(x).epsilon(1e-12));
    }
  }
}

TEST_CASE("samples have the variance of their shape") {
  // The fourth moments of these are small enough for 200,000 samples to show 3%.
  constexpr int kSamples = 200'000;
  for (const Known& shape : known()) {
    if (shape.name == std::string("pareto")) continue;
    INFO(shape.name);
    double sum = 0;
    for (const double sample : sorted_samples(shape.distribution, kSamples))
      sum += (sample - shape.mean) * (sample - shape.mean);
    CHECK(sum / kSamples == Approx(shape.variance).epsilon(0.03));
  }
}

TEST_CASE("no sample is below the minimum") {
  for (const Known& shape : known()) {
    INFO(shape.name);
    CHECK(sorted_samples(shape.distribution, 10'000).front() >= shape.distribution.minimum());
  }
  CHECK(Distribution::uniform(2, 6).minimum() == 2);
  CHECK(Distribution::exponential(3).minimum() == 0);
  CHECK(Distribution::normal(10, 2).minimum() == -kInfinity);
  CHECK(Distribution::pareto(2, 3).minimum() == 2);
  CHECK(Distribution::empirical({7, 1, 2}).minimum() == 1);
  CHECK(mixed().minimum() == 0);
}

TEST_CASE("shapes without spread are constants") {
  RandomStream random(1, 1);
  for (const Distribution& shape : {Distribution::normal(5, 0), Distribution::lognormal(5, 0),
                                    Distribution::uniform(5, 5), Distribution::empirical({5})}) {
    CHECK(shape.sample(random) == 5);
    CHECK(shape.mean() == 5);
    CHECK(shape.minimum() == 5);
    CHECK(shape.quantile(0.3) == 5);
  }
}

TEST_CASE("a Pareto distribution without mean says so") {
  CHECK(Distribution::pareto(1, 1).mean() == kInfinity);
  CHECK(Distribution::mixture({{1, Distribution::constant(1)}, {1, Distribution::pareto(1, 0.5)}}).mean() == kInfinity);
}

TEST_CASE("a mixture's weights are relative") {
  const Distribution tenths = Distribution::mixture({{9, Distribution::constant(1)}, {1, Distribution::constant(2)}});
  CHECK(tenths.mean() == Approx(1.1));
  CHECK(tenths.quantile(0.89) == 1);
  CHECK(tenths.quantile(0.91) == 2);
}

TEST_CASE("a sample takes a fixed number of draws") {
  struct Cost {
    Distribution distribution;
    int draws;
  };
  const std::vector<Cost> costs = {{Distribution::constant(1), 0},      {Distribution::uniform(1, 2), 1},
                                   {Distribution::exponential(1), 1},   {Distribution::normal(1, 1), 2},
                                   {Distribution::lognormal(1, 1), 2},  {Distribution::pareto(1, 2), 1},
                                   {Distribution::empirical({1, 2}), 1}};
  for (const Cost& cost : costs) {
    RandomStream sampled(1, 2), drawn(1, 2);
    cost.distribution.sample(sampled);
    for (int i = 0; i < cost.draws; ++i) drawn.next();
    CHECK(sampled.next() == drawn.next());
  }
}

TEST_CASE("a sampled duration is whole nanoseconds, never negative and never beyond 2^61 ns") {
  RandomStream random(1, 1);
  CHECK(Distribution::constant(1.5e-9).sample_duration(random) == 2_ns);
  CHECK(Distribution::constant(0.15).sample_duration(random) == 150_ms);
  CHECK(Distribution::constant(-1).sample_duration(random) == Duration());
  CHECK(Distribution::constant(1e300).sample_duration(random) == Duration::nanoseconds(std::int64_t{1} << 61));
  CHECK(Distribution().sample_duration(random) == Duration());
}

TEST_CASE("samples have the same bits on every processor and compiler") {
  struct Pinned {
    const char* name;
    Distribution distribution;
    std::vector<double> samples;
  };
  const std::vector<Pinned> pinned = {
      {"uniform",
       Distribution::uniform(0.001, 0.003),
       {0x1.4e035a1afde92p-9, 0x1.06719b168e246p-9, 0x1.3b911982bbd32p-9, 0x1.318f7b4898fddp-10}},
      {"exponential",
       Distribution::exponential(0.005),
       {0x1.deda6218ab2e5p-7, 0x1.3e546638fffc1p-9, 0x1.3a2f2372fbfcap-11, 0x1.c765957f5592dp-10}},
      {"normal",
       Distribution::normal(0.005, 0.001),
       {0x1.2d065844e9f94p-8, 0x1.c3f55bbd21fbep-9, 0x1.4a4bae37f9bf8p-8, 0x1.907ae17020762p-8}},
      {"lognormal",
       Distribution::lognormal(0.005, 0.3),
       {0x1.1be2508c95eadp-8, 0x1.e1d852687e55fp-9, 0x1.50772fb34b1b2p-8, 0x1.fd981f2f48a95p-8}},
      {"pareto",
       Distribution::pareto(0.0002, 1.5),
       {0x1.af9cf9b68c0dp-13, 0x1.d4f2ada75d35bp-13, 0x1.ca1808f0c97fbp-12, 0x1.140cf4e22d274p-12}},
      {"empirical",
       Distribution::empirical({0.3, 0.1, 0.2}),
       {0x1.999999999999ap-4, 0x1.3333333333333p-2, 0x1.999999999999ap-4, 0x1.3333333333333p-2}},
      {"mixture", mixed(), {0x1.64fd70ed2bf7cp-1, 0x1.638a194cedc74p+3, 0x1.8608bbbac2badp+0, 0x1.1d35f4b5ca122p-5}},
  };
  for (const Pinned& shape : pinned) {
    INFO(shape.name);
    RandomStream random(2026, "distribution", shape.name);
    for (const double sample : shape.samples) CHECK(shape.distribution.sample(random) == sample);
  }
}

TEST_CASE("quantiles have the same bits on every processor and compiler") {
  CHECK(Distribution::exponential(0.005).quantile(0.99) == 0x1.79416b2d3a01bp-6);
  CHECK(Distribution::normal(0.005, 0.001).quantile(0.99) == 0x1.e023b884a3cf5p-8);
  CHECK(Distribution::lognormal(0.005, 0.3).quantile(0.99) == 0x1.493e178f5bc27p-7);
  CHECK(Distribution::pareto(0.0002, 1.5).quantile(0.99) == 0x1.1a62d511f2b4fp-8);
  CHECK(mixed().quantile(0.99) == 0x1.bb41d1304b378p+3);
}
