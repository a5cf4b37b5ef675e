#include "bench/side_by_side.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace orrery::bench {

double in_child(const std::function<double()>& work) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) std::abort();
  if (child == 0) {
    const double result = work();
    const bool written = write(ends[1], &result, sizeof result) == sizeof result;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  double result = 0;
  const bool arrived = read(ends[0], &result, sizeof result) == sizeof result;
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (!arrived || status != 0) {
    std::fprintf(stderr, "a benchmark's child process failed\n");
    std::exit(1);
  }
  return result;
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<Claim>& claims() {
  static std::vector<Claim> all;
  return all;
}

void report_claims() {
  std::printf("\n%-88s %9s %9s\n", "ratio", "reached", "aim");
  for (const Claim& claim : claims())
    std::printf("%-88s %9.3g %s%7.3g\n", claim.what.c_str(), claim.ratio, claim.at_least ? ">=" : "<=", claim.aim);
}

namespace {
double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}
}  // namespace

void run_contest(benchmark::State& state, const Contest& contest) {
  std::vector<double> yardstick, ours, ratios;
  for (auto _ : state) {
    yardstick.push_back(in_child(contest.yardstick));
    ours.push_back(in_child(contest.ours));
    ratios.push_back(yardstick.back() / ours.back());
    state.SetIterationTime(ours.back());
  }
  state.counters["yardstick_ns"] = median(yardstick) * 1e9;
  state.counters["ours_ns"] = median(ours) * 1e9;
  state.counters["ratio"] = median(ratios);
  claims().push_back({contest.what, median(ratios), contest.aim, true});
}

}  // namespace orrery::bench
