// Runs a scenario of the library at many seeds, and what its figures come to.
//
//   Experiment experiment{"experiments/m-m-1", {{"run_for", "100000s"}}, {{"latency", "mean", "user"}}};
//   const std::vector<Sample> samples = measured(experiment, 1, 16);
//   samples[0].mean(), samples[0].standard_error()
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "run/window.h"

namespace orrery::published {

struct AskedFigure {
  std::string metric;
  std::string statistic;  // of a histogram; otherwise empty
  std::string group;
  Window window = {};
};

struct Experiment {
  std::string scenario;
  std::vector<std::pair<std::string, std::string>> overrides;
  std::vector<AskedFigure> asked;
  std::string variant = {};
};

// A figure in its base unit, once a seed.
class Sample {
 public:
  explicit Sample(std::vector<double> figures) : figures_(std::move(figures)) {}

  const std::vector<double>& figures() const { return figures_; }
  double mean() const;
  // Of the mean, from the spread among the seeds; 0 where there is only one.
  double standard_error() const;
  // Of each figure f(x).
  template <class F>
  Sample map(F f) const {
    std::vector<double> mapped;
    for (const double figure : figures_) mapped.push_back(f(figure));
    return Sample(std::move(mapped));
  }

 private:
  std::vector<double> figures_;
};

// x / y, seed by seed.
Sample operator/(const Sample& x, const Sample& y);

// A sample of each figure that is asked for, over the seeds first_seed, first_seed + 1 ..., each run in a child
// process, as many at a time as there are processors. What is asked for must exist, and every run give a figure.
std::vector<Sample> measured(const Experiment& experiment, std::uint64_t first_seed, std::size_t seeds);

}  // namespace orrery::published
