#include "hostile/sweep.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hostile/swarm.h"
#include "run/run.h"

namespace orrery::hostile {

namespace {

using Json = nlohmann::ordered_json;

// A report goes through the pipe in one write that no other worker's can split (POSIX: up to PIPE_BUF, 4096 bytes on
// Linux), so problems are cut to what fits.
constexpr std::size_t kProblemsMost = 8;
constexpr std::size_t kProblemLength = 300;
constexpr std::size_t kLineMost = 4096;

void add_problem(SeedReport& report, std::string text) {
  if (report.problems.size() == kProblemsMost) return;
  if (text.size() > kProblemLength) text.resize(kProblemLength);
  report.problems.push_back(std::move(text));
}

std::string line_of(const SeedReport& report) {
  const Json json{{"seed", report.seed},           {"problems", report.problems}, {"undecided", report.is_undecided},
                  {"exercised", report.exercised}, {"violated", report.violated}, {"fingerprint", report.fingerprint}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

SeedReport report_of(const std::string& line) {
  const Json json = Json::parse(line);
  return {json.at("seed"),      json.at("problems"), json.at("undecided"),
          json.at("exercised"), json.at("violated"), json.at("fingerprint")};
}

[[noreturn]] void work(SeedRange range, unsigned step, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (std::uint64_t seed = range.first; seed <= range.last; seed += step) {
    const std::string line = line_of(run_seed(seed));
    if (line.size() > kLineMost || ::write(pipe, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
      ::_exit(1);
  }
  ::_exit(0);
}

void read_reports(int pipe, const Tell& tell) {
  std::string text;
  char block[kLineMost];
  while (true) {
    const ssize_t count = ::read(pipe, block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;
    text.append(block, static_cast<std::size_t>(count));
    for (std::size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1))
      tell(report_of(text.substr(0, end)));
  }
}

bool all_went_well(const std::vector<pid_t>& workers) {
  bool well = true;
  for (const pid_t worker : workers) {
    int status = 0;
    while (::waitpid(worker, &status, 0) < 0 && errno == EINTR) {
    }
    well &= WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  return well;
}

}  // namespace

tl::expected<Scenario, Diagnostics> load(std::uint64_t seed) {
  ScenarioText text;
  text.text = scenario_text(seed);
  text.name = fmt::format("hostile-{}", seed);
  text.shown_name = text.name + ".yaml";
  return load_scenario_text(text);
}

SeedReport run_seed(std::uint64_t seed, const NodeKind* server) {
  SeedReport report;
  report.seed = seed;
  auto scenario = load(seed);
  if (!scenario) {
    add_problem(report, scenario.error().str());
    return report;
  }
  if (server != nullptr)
    for (Group& group : scenario->groups)
      if (group.kind->serves) group.kind = server;
  RunRequest request;
  request.seed = seed;
  const auto result = launch([&] { return run_scenario(*scenario, request); });
  if (!result) {
    add_problem(report, result.error().text);
    return report;
  }
  for (const ExpectationFinding& expected : result->expectations) {
    const Verdict verdict = expected.finding.verdict;
    report.is_undecided |= verdict == Verdict::undecided;
    if (verdict == Verdict::failed)
      add_problem(report, fmt::format("failed {}: {}", expected.claim, expected.finding.figure));
  }
  for (const InvariantFinding& invariant : result->invariants) {
    report.exercised[invariant.name] = invariant.exercised;
    if (invariant.breach_count > 0) report.violated.insert(invariant.name);
  }
  report.fingerprint = result->fingerprint;
  return report;
}

tl::expected<void, std::string> sweep(SeedRange range, unsigned jobs, const Tell& tell) {
  std::fflush(nullptr);
  int pipe[2];
  if (::pipe(pipe) != 0) return tl::unexpected(fmt::format("no pipe for the runs: {}", std::strerror(errno)));
  std::vector<pid_t> workers;
  std::string error;
  for (unsigned job = 0; job < jobs && error.empty(); ++job) {
    const pid_t worker = ::fork();
    if (worker == 0) {
      ::close(pipe[0]);
      work({range.first + job, range.last}, jobs, pipe[1]);
    }
    if (worker > 0)
      workers.push_back(worker);
    else
      error = fmt::format("no process for the runs: {}", std::strerror(errno));
  }
  ::close(pipe[1]);
  read_reports(pipe[0], tell);
  ::close(pipe[0]);
  if (!all_went_well(workers) && error.empty()) error = "a process that ran seeds broke off";
  if (!error.empty()) return tl::unexpected(error);
  return {};
}

std::string replay_text(const SeedReport& report) {
  std::string text = fmt::format("hostile seed {}\n", report.seed);
  for (const std::string& problem : report.problems) text += fmt::format("  {}\n", problem);
  return text + fmt::format(
                    "  again: ./orrery sweep --show {0} > hostile-{0}.yaml && ./orrery run hostile-{0}.yaml --seed "
                    "{0}\n",
                    report.seed);
}

}  // namespace orrery::hostile
