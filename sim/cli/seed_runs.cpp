#include "cli/seed_runs.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "run/comparisons.h"
#include "run/fingerprint.h"
#include "run/launch.h"

namespace orrery::cli {

namespace {

constexpr std::size_t kSeedsShown = 12;
constexpr std::size_t kReplaysShown = 5;

std::string seeds_text(const std::vector<std::uint64_t>& seeds) {
  const std::size_t shown = std::min(seeds.size(), kSeedsShown);
  std::string text = fmt::format("seed{} {}", seeds.size() == 1 ? "" : "s",
                                 fmt::join(seeds.begin(), seeds.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  return shown == seeds.size() ? text : fmt::format("{} and {} more", text, seeds.size() - shown);
}

// What the runs of one variant have come to.
class Tally {
 public:
  explicit Tally(const Scenario& scenario) : scenario_(scenario) {}

  void add(std::uint64_t seed, const RunResult& result) {
    ++runs_;
    fingerprints_ += result.fingerprint + "\n";
    for (std::size_t i = 0; i < result.expectations.size(); ++i) {
      const ExpectationFinding& found = result.expectations[i];
      add(i, found.claim, seed, found.finding.verdict, found.finding.figure);
    }
    // An invariant that no expectation names is held against the run all the same.
    const Verdict verdict = verdict_of(result);
    const bool is_explained =
        std::any_of(result.expectations.begin(), result.expectations.end(),
                    [&](const ExpectationFinding& found) { return found.finding.verdict == verdict; });
    if (verdict != Verdict::held && !is_explained)
      add(result.expectations.size(), "every invariant", seed, verdict, "");
    if (verdict != Verdict::held) looked_at_.push_back(seed);
    code_ = worse(code_, exit_code(verdict));
  }
  // What holds between the variants, at one seed.
  void add(std::uint64_t seed, const std::vector<ExpectationFinding>& comparisons) {
    for (std::size_t i = 0; i < comparisons.size(); ++i) {
      const Finding& found = comparisons[i].finding;
      add(i, comparisons[i].claim, seed, found.verdict, found.figure);
      if (found.verdict != Verdict::held && (looked_at_.empty() || looked_at_.back() != seed))
        looked_at_.push_back(seed);
      code_ = worse(code_, exit_code(found.verdict));
    }
  }
  void add(std::uint64_t seed, const RunError& error) {
    ++runs_;
    const bool is_input = error.kind == RunError::Kind::input;
    add(kBrokenOff, is_input ? "the run ends as it should" : "the run survives", seed, Verdict::failed,
        error.text.substr(0, error.text.find('\n')));
    looked_at_.push_back(seed);
    code_ = worse(code_, is_input ? ExitCode::bad_input : ExitCode::bug);
  }

  ExitCode code() const { return code_; }
  bool is_empty() const { return rows_.empty(); }
  // A line for each row, and the seeds that it did not hold at.
  std::string rows_text(const Paint& paint) const;
  // How to see the seeds again that did not hold.
  std::string replays_text(const SeedRuns& all) const;
  std::string text(const SeedRuns& all, const Paint& paint) const;

 private:
  static constexpr std::size_t kBrokenOff = 1'000'000;

  struct Row {
    std::size_t order = 0;
    std::string claim;
    std::vector<std::uint64_t> failed, undecided;
    std::string first_figure;  // of the first seed that failed
    std::uint64_t judged = 0;
  };
  void add(std::size_t order, const std::string& claim, std::uint64_t seed, Verdict verdict,
           const std::string& figure) {
    auto row = std::find_if(rows_.begin(), rows_.end(),
                            [&](const Row& known) { return known.order == order && known.claim == claim; });
    if (row == rows_.end()) {
      const auto place =
          std::find_if(rows_.begin(), rows_.end(), [&](const Row& known) { return known.order > order; });
      row = rows_.insert(place, Row{order, claim, {}, {}, {}, 0});
    }
    ++row->judged;
    if (verdict == Verdict::undecided) row->undecided.push_back(seed);
    if (verdict != Verdict::failed) return;
    if (row->failed.empty()) row->first_figure = figure;
    row->failed.push_back(seed);
  }

  const Scenario& scenario_;
  std::vector<Row> rows_;
  std::vector<std::uint64_t> looked_at_;  // seeds that did not hold
  std::string fingerprints_;
  std::uint64_t runs_ = 0;
  ExitCode code_ = ExitCode::held;
};

std::string Tally::rows_text(const Paint& paint) const {
  std::string text;
  for (const Row& row : rows_) {
    const std::uint64_t held =
        row.order < kBrokenOff ? row.judged - row.failed.size() - row.undecided.size() : runs_ - row.failed.size();
    const Verdict verdict = !row.failed.empty()      ? Verdict::failed
                            : !row.undecided.empty() ? Verdict::undecided
                                                     : Verdict::held;
    const std::string count = fmt::format("held {} of {}", held, row.order < kBrokenOff ? row.judged : runs_);
    text += fmt::format("  {}  {}\n", paint.verdict(verdict, padded(count, 18)), row.claim);
    const auto list = [&](std::string_view word, const std::vector<std::uint64_t>& seeds) {
      if (!seeds.empty()) text += wrapped(fmt::format("{}: {}", word, seeds_text(seeds)), page().width, "    ");
    };
    list("failed", row.failed);
    if (!row.first_figure.empty())
      text += wrapped(fmt::format("at seed {}: {}", row.failed.front(), row.first_figure), page().width, "    ");
    list("undecided", row.undecided);
  }
  return text;
}

std::string Tally::replays_text(const SeedRuns& all) const {
  std::string text;
  for (std::size_t i = 0; i < std::min(looked_at_.size(), kReplaysShown); ++i)
    text += fmt::format("  again: {}\n", all.replay(scenario_, looked_at_[i]));
  return text;
}

std::string Tally::text(const SeedRuns& all, const Paint& paint) const {
  const std::string fingerprint = fingerprint_of(fingerprints_);
  return rows_text(paint) + replays_text(all) +
         fmt::format("\n{}  {}  (of all {} runs)\n", padded("Fingerprint", 11), fingerprint, runs_);
}

using Json = nlohmann::ordered_json;

void print_line(const Json& json) { print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"); }

Json head_of(const Scenario& scenario, std::uint64_t seed) {
  Json head{{"scenario", scenario.name}};
  if (!scenario.variant.empty()) head["variant"] = scenario.variant;
  head["seed"] = seed;
  return head;
}

void print_error(const Scenario& scenario, std::uint64_t seed, const RunError& error) {
  Json line = head_of(scenario, seed);
  line["error"] = error.text;
  print_line(line);
}

void print_comparisons(const Scenario& scenario, std::uint64_t seed,
                       const std::vector<ExpectationFinding>& comparisons) {
  if (comparisons.empty()) return;
  Json line = head_of(scenario, seed);
  for (const ExpectationFinding& found : comparisons) line["comparisons"].push_back(to_json(found));
  print_line(line);
}

}  // namespace

std::optional<SeedRange> read_seeds(const std::string& text) {
  constexpr std::uint64_t kMost = 1'000'000;
  const auto number = [](std::string_view digits) -> std::optional<std::uint64_t> {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
  };
  const std::size_t dots = text.find("..");
  const auto first = number(std::string_view(text).substr(0, dots));
  const auto last = dots == std::string::npos ? first : number(std::string_view(text).substr(dots + 2));
  if (!first || !last || *first > *last || *last - *first >= kMost) return std::nullopt;
  return SeedRange{*first, *last};
}

ExitCode run_seeds(const SeedRuns& runs, const Paint& paint) {
  const std::size_t variants = runs.scenarios.size();
  const std::size_t count = static_cast<std::size_t>(runs.seeds.last - runs.seeds.first + 1) * variants;
  std::vector<Tally> tallies;
  for (const Scenario& scenario : runs.scenarios) tallies.emplace_back(scenario);
  Scenario every_variant = runs.scenarios.front();
  every_variant.variant.clear();
  Tally between(every_variant);
  std::vector<RunResult> of_seed;  // the variants of the seed at hand that ran to their end

  launch_all(
      count, runs.jobs == 0 ? std::max(1u, std::thread::hardware_concurrency()) : runs.jobs,
      [&](std::size_t number) {
        return [&, number]() -> tl::expected<RunResult, std::string> {
          RunRequest request = runs.request;
          request.seed = runs.seeds.first + number / variants;
          auto result = run_scenario(runs.scenarios[number % variants], request);
          if (result) result->story.clear();
          return result;
        };
      },
      [&](std::size_t number, const tl::expected<RunResult, RunError>& result) {
        Tally& tally = tallies[number % variants];
        const std::uint64_t seed = runs.seeds.first + number / variants;
        if (number % variants == 0) of_seed.clear();
        if (result) {
          tally.add(seed, *result);
          if (runs.json) print_line(to_json(*result));
          of_seed.push_back(*result);
        } else {
          tally.add(seed, result.error());
          if (runs.json) print_error(runs.scenarios[number % variants], seed, result.error());
        }
        if (number % variants == variants - 1 && of_seed.size() == variants) {
          const std::vector<ExpectationFinding> comparisons = find_comparisons(runs.scenarios, of_seed);
          between.add(seed, comparisons);
          if (runs.json) print_comparisons(every_variant, seed, comparisons);
        }
        return true;
      });

  ExitCode code = between.code();
  for (const Tally& tally : tallies) code = worse(code, tally.code());
  if (runs.json) return code;
  for (std::size_t i = 0; i < variants; ++i) {
    if (!runs.scenarios[i].variant.empty())
      print(fmt::format("\n{}\n", paint.bold("Variant " + runs.scenarios[i].variant)));
    print(tallies[i].text(runs, paint));
  }
  if (!between.is_empty())
    print(fmt::format("\n{}\n{}", paint.bold("Between the variants"),
                      between.rows_text(paint) + between.replays_text(runs)));
  return code;
}

}  // namespace orrery::cli
