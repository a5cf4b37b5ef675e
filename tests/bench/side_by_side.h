// Measuring two programs against each other on a noisy machine: in turn, each in a child process of its own (SimGrid's
// engine can be made once a process), several rounds, medians.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace orrery::bench {

// Runs `work` in a forked child and gives what it returns. Ends the program where the child fails.
double in_child(const std::function<double()>& work);

// Seconds that `work` takes by the wall clock.
double seconds_of(const std::function<void()>& work);

// A claim about a ratio: reported, never asserted.
struct Claim {
  std::string what;
  double ratio;
  double aim;
  bool at_least;  // otherwise: at most
};
std::vector<Claim>& claims();
// Prints all of them: what was reached beside what was aimed at.
void report_claims();

// One benchmark whose iterations each measure the yardstick and then ours, both in seconds per unit of work or any
// other figure where less is better. Reports both and `ratio` = yardstick / ours (the speed relative to the yardstick).
struct Contest {
  std::string what;                   // as it is printed beside the ratio
  std::function<double()> yardstick;  // run in a child
  std::function<double()> ours;       // run in a child
  double aim;
};
void run_contest(benchmark::State& state, const Contest& contest);

}  // namespace orrery::bench
