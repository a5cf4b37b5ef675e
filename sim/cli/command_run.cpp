#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/loading.h"
#include "cli/seed_runs.h"
#include "core/value_text.h"
#include "run/comparisons.h"
#include "run/launch.h"
#include "run/narrator.h"
#include "run/report.h"
#include "run/run.h"
#include "run_file/writer.h"

namespace orrery::cli {

namespace {

struct Plan {
  std::vector<Scenario> scenarios;  // one a variant; where there are none, one
  RunRequest request;
};

// "expected a duration such as 150ms, found '5'" -> "--until needs a duration such as 150ms, found '5'"
std::string in_our_words(std::string_view option, std::string_view error) {
  constexpr std::string_view kExpected = "expected ";
  if (error.starts_with(kExpected)) error.remove_prefix(kExpected.size());
  return fmt::format("{} needs {}", option, error);
}

// An end that is later than the scenario's has no effect, and whoever asks for it should know. True where it is.
bool note_late_end(const Plan& plan) {
  Duration latest;
  for (const Scenario& scenario : plan.scenarios) latest = std::max(latest, scenario.run_for);
  if (!plan.request.until || *plan.request.until <= Instant::at(latest)) return false;
  complain(fmt::format("note: --until {} changes nothing, the run ends at {} (--set run_for={} makes it longer)",
                       exact_text(plan.request.until->since_start()), exact_text(latest),
                       duration_text(plan.request.until->since_start())),
           "run");
  return true;
}

// Everything that can be found wrong before anything runs. Errors are complained about.
std::optional<Plan> make_plan(const RunOptions& options) {
  Plan plan;
  plan.request.seed = options.seed;
  if (!options.until.empty()) {
    const auto until = read_duration(options.until);
    if (!until || *until < Duration()) {
      complain(until ? fmt::format("--until needs a time of the run, found {}", in_quotes(options.until))
                     : in_our_words("--until", until.error().text),
               "run");
      return std::nullopt;
    }
    plan.request.until = Instant::at(*until);
  }
  const auto text = read_text(options.scenario, options.as);
  if (!text) {
    complain_text(text.error());
    return std::nullopt;
  }
  auto first = load(*text, options.variant, options.set);
  if (!first) {
    complain_text(first.error());
    return std::nullopt;
  }
  complain_text(first->warnings.str());
  const bool all_variants = options.variant.empty() && !first->variants.empty();
  if (!all_variants) {
    plan.scenarios.push_back(*std::move(first));
    return plan;
  }
  for (const Variant& variant : first->variants) {
    auto scenario = load(*text, variant.id, options.set);
    if (!scenario) {
      complain_text(scenario.error());
      return std::nullopt;
    }
    plan.scenarios.push_back(*std::move(scenario));
  }
  return plan;
}

std::string variant_title(const Scenario& scenario) {
  for (const Variant& variant : scenario.variants)
    if (variant.id == scenario.variant)
      return variant.title.empty() ? variant.id : fmt::format("{}: {}", variant.id, variant.title);
  return scenario.variant;
}

// What makes the run another than the scenario's own: ", system.server.count=7, until 2s".
std::string changes_text(const RunOptions& options) {
  std::string text;
  for (const std::string& change : options.set) text += ", " + change;
  if (!options.until.empty()) text += ", until " + options.until;
  return text;
}

std::string seeds_text(const RunOptions& options) {
  return options.seeds.empty() ? fmt::format("seed {}", options.seed) : fmt::format("seeds {}", options.seeds);
}

std::string heading_text(const Scenario& scenario, bool is_first, const RunOptions& options, const Paint& paint) {
  std::string text;
  if (is_first) {
    text +=
        fmt::format("{}  {}\n", paint.bold(scenario.title.empty() ? scenario.name : scenario.title),
                    paint.faint(fmt::format("{}, {}{}", scenario.name, seeds_text(options), changes_text(options))));
    if (!options.quiet) text += wrapped(scenario.story, page().width, "  ");
  }
  if (!scenario.variant.empty()) text += fmt::format("\n{}\n", paint.bold("Variant " + variant_title(scenario)));
  return text;
}

// Says what runs once it is certain that it does: a platform that SimGrid refuses leaves standard output empty.
class Heading final : public Sink {
 public:
  explicit Heading(std::string text) : text_(std::move(text)) {}
  void on_start(const RunInfo&) override { print(text_); }
  void on_batch(const RecordBatch&) override {}

 private:
  std::string text_;
};

// Where the run of one variant is kept, of several of them: "out-variant.orrery".
std::string trace_path(const RunOptions& options, const Scenario& scenario, bool several) {
  if (options.trace.empty() || !several) return options.trace;
  const std::filesystem::path whole(options.trace);
  std::filesystem::path path = whole;
  path.replace_filename(whole.stem().string() + "-" + scenario.variant + whole.extension().string());
  return path.string();
}

// Runs with a run file that takes everything down, or without one where `trace` is empty.
tl::expected<RunResult, std::string> run_traced(const Scenario& scenario, RunRequest request,
                                                const std::string& trace) {
  if (trace.empty()) return run_scenario(scenario, request);
  auto writer = run_file::Writer::create(trace, scenario, request.seed);
  if (!writer) return tl::unexpected(fmt::format("orrery run: {}\n", writer.error()));
  request.sinks.push_back(writer->get());
  auto result = run_scenario(scenario, request);
  if (!result)
    (*writer)->break_off(result.error());
  else if (!(*writer)->conclude(*result))
    return tl::unexpected(fmt::format("orrery run: {}\n", (*writer)->error()));
  return result;
}

// Narrates while it runs, unless only the result is wanted.
tl::expected<RunResult, RunError> run_in_child(const Scenario& scenario, const RunRequest& request,
                                               const RunOptions& options, const std::string& trace,
                                               const std::string& heading, const Paint& paint) {
  return launch([&]() -> tl::expected<RunResult, std::string> {
    if (options.json) return run_traced(scenario, request, trace);
    RunRequest told = request;
    Heading title(heading + (options.quiet ? "" : "\n"));
    told.sinks.push_back(&title);
    Narrator narrator(options.verbose ? Weight::detail : Weight::story, paint, page(), [](std::string_view text) {
      print(text);
      std::fflush(stdout);
    });
    if (!options.quiet) told.sinks.push_back(&narrator);
    return run_traced(scenario, told, trace);
  });
}

std::string replay_command(const RunOptions& options, const Scenario& scenario, std::uint64_t seed) {
  std::string command = fmt::format("orrery run {}", options.scenario);
  if (!options.as.empty()) command += fmt::format(" --as '{}'", options.as);
  command += fmt::format(" --seed {}", seed);
  if (!scenario.variant.empty()) command += " --variant " + scenario.variant;
  for (const std::string& change : options.set) command += fmt::format(" --set '{}'", change);
  if (!options.until.empty()) command += " --until " + options.until;
  return command;
}

ExitCode report_error(const RunError& error, const RunOptions& options, const Scenario& scenario) {
  switch (error.kind) {
    case RunError::Kind::input: complain_text(error.text); return ExitCode::bad_input;
    case RunError::Kind::output_closed:
      // Whoever read the story has had enough of it: end as any program does whose output is closed.
      std::signal(SIGPIPE, SIG_DFL);
      std::raise(SIGPIPE);
      return ExitCode::bad_input;
    case RunError::Kind::died:
      complain(error.text);
      complain(
          fmt::format("this is a bug in Orrery; to see it again: {}", replay_command(options, scenario, options.seed)));
      return ExitCode::bug;
  }
  return ExitCode::bug;
}

ExitCode run_every_seed(const RunOptions& options, const Plan& plan, const Paint& paint) {
  const Scenario& scenario = plan.scenarios.front();
  if (!options.json)
    print(fmt::format("{}  {}\n\n", paint.bold(scenario.title.empty() ? scenario.name : scenario.title),
                      paint.faint(fmt::format("{}, {}{}", scenario.name, seeds_text(options), changes_text(options)))));
  const auto replay = [&options](const Scenario& one, std::uint64_t seed) {
    return replay_command(options, one, seed);
  };
  return run_seeds({*read_seeds(options.seeds), options.jobs, plan.scenarios, plan.request, options.json, replay},
                   paint);
}

nlohmann::ordered_json comparisons_json(const std::vector<ExpectationFinding>& comparisons) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const ExpectationFinding& found : comparisons) list.push_back(to_json(found));
  return list;
}

void print_json(const RunOptions& options, const Plan& plan, const std::vector<RunResult>& results,
                const std::vector<ExpectationFinding>& comparisons) {
  nlohmann::ordered_json runs = nlohmann::ordered_json::array();
  ExitCode code = ExitCode::held;
  Verdict verdict = Verdict::held;
  for (const RunResult& result : results) {
    const Verdict one = verdict_of(result);
    if (worse(code, exit_code(one)) != code) verdict = one;
    code = worse(code, exit_code(one));
    runs.push_back(to_json(result));
  }
  for (const ExpectationFinding& found : comparisons) {
    const ExitCode one = exit_code(found.finding.verdict);
    if (worse(code, one) != code) verdict = found.finding.verdict;
    code = worse(code, one);
  }
  const nlohmann::ordered_json json{{"scenario", plan.scenarios.front().name},
                                    {"seed", options.seed},
                                    {"verdict", verdict_text(verdict)},
                                    {"runs", std::move(runs)},
                                    {"comparisons", comparisons_json(comparisons)}};
  print(json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace

ExitCode run(const RunOptions& asked) {
  const std::optional<Plan> plan = make_plan(asked);
  if (!plan) return ExitCode::bad_input;
  RunOptions options = asked;
  if (note_late_end(*plan)) options.until.clear();
  const Paint paint(!options.json && wants_color(options.color));
  if (!options.seeds.empty()) return run_every_seed(options, *plan, paint);
  const bool several = plan->scenarios.size() > 1;

  ExitCode code = ExitCode::held;
  std::vector<RunResult> results;
  for (const Scenario& scenario : plan->scenarios) {
    const std::string heading = heading_text(scenario, results.empty(), options, paint);
    const std::string trace = trace_path(options, scenario, several);
    auto result = run_in_child(scenario, plan->request, options, trace, heading, paint);
    if (!result) return report_error(result.error(), options, scenario);
    if (!options.json) print(report_text(*result, paint, page()));
    if (!options.json && !trace.empty()) print(fmt::format("Run file     {}\n", trace));
    code = worse(code, exit_code(verdict_of(*result)));
    results.push_back(*std::move(result));
  }
  const std::vector<ExpectationFinding> comparisons =
      several ? find_comparisons(plan->scenarios, results) : std::vector<ExpectationFinding>();
  for (const ExpectationFinding& found : comparisons) code = worse(code, exit_code(found.finding.verdict));
  if (options.json)
    print_json(options, *plan, results, comparisons);
  else if (several)
    print(comparison_text(results, comparisons, paint, page()));
  return code;
}

}  // namespace orrery::cli
