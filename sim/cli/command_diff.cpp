#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/run_queries.h"
#include "run/metrics.h"
#include "run_file/causes.h"
#include "run_file/diff.h"

namespace orrery::cli {

namespace {

using run_file::RunFile;

// How much of each run's story after the divergence is told.
constexpr std::size_t kNotesTold = 12;
constexpr std::size_t kCausesTold = 4;

std::string run_text(const RunFile& run) {
  const run_file::Head& head = run.head();
  std::string text = fmt::format("{}, seed {}", head.scenario, head.seed);
  if (!head.variant.empty()) text += ", variant " + head.variant;
  for (const auto& [path, value] : head.overrides) text += fmt::format(", {}={}", path, value);
  return text;
}

// The event at which a run goes its own way, under the causes that lead to it.
void print_parting(const RunFile& run, const std::optional<run_file::Event>& event, const Paint& paint) {
  if (!event) {
    print("  ends before it\n");
    return;
  }
  run_file::EventTeller teller(run);
  const Columns columns = columns_for(run);
  const run_file::Chain chain = run_file::chain_of(run, event->record.id, kCausesTold);
  for (const run_file::Cause& cause : chain.causes) {
    const std::string line = event_line(columns, cause.event, teller.tell(cause.event), paint);
    print((cause.event.record.id == event->record.id ? line : paint.faint(line)) + "\n");
  }
}

void print_sequel(const RunFile& run, RecordId from, const Paint& paint) {
  const std::vector<run_file::Note> notes = run.notes(from, run.last());
  const Columns columns = columns_for(run);
  for (std::size_t i = 0; i < std::min(notes.size(), kNotesTold); ++i)
    print(fmt::format("{:>14}  {}  {}\n", to_text(notes[i].time, columns.step),
                      paint.bold(padded(notes[i].who, columns.who)), paint.tone(notes[i].tone, notes[i].text)));
  if (notes.size() > kNotesTold) print(fmt::format("  and {} lines more\n", notes.size() - kNotesTold));
  if (notes.empty()) print("  nothing that its story tells\n");
}

void print_metrics(const RunFile& a, const RunFile& b, const Paint& paint) {
  const auto of_a = a.result();
  const auto of_b = b.result();
  if (!of_a || !of_b) {
    print("\nOne of the runs did not come to its end: its metrics are not known.\n");
    return;
  }
  const auto differences = run_file::differences(*of_a, *of_b);
  print(fmt::format("\n{}\n", paint.bold("Metrics that differ")));
  if (differences.empty()) print("  none\n");
  for (const run_file::MetricDifference& one : differences) {
    const MetricDeclaration* declared = find_metric(one.name);
    const std::string name = fmt::format("{}{}{}", one.name, one.statistic.empty() ? "" : " ", one.statistic);
    print(fmt::format("  {:<28}{:<16}{:>14}{:>14}\n", name, one.of.empty() ? "" : "of " + one.of,
                      figure_text(declared->unit, one.a), figure_text(declared->unit, one.b)));
  }
}

}  // namespace

ExitCode diff(const DiffOptions& options) {
  const auto a = open_run(options.a, "diff");
  const auto b = open_run(options.b, "diff");
  if (!a || !b) return ExitCode::bad_input;
  return reading("diff", fmt::format("{} or {}", options.a, options.b), [&] {
    const Paint paint(wants_color(options.color));
    print(fmt::format("a  {}  {}\nb  {}  {}\n\n", options.a, paint.faint(run_text(*a)), options.b,
                      paint.faint(run_text(*b))));
    const auto parting = run_file::find_divergence(*a, *b);
    if (!parting) {
      print(fmt::format("The runs are the same, event for event: {} events.\n", static_cast<std::uint64_t>(a->last())));
      return ExitCode::held;
    }
    print(fmt::format("{}\n", paint.bold(fmt::format("They are the same up to event #{}; then in a",
                                                     static_cast<std::uint64_t>(parting->at) - 1))));
    print_parting(*a, parting->a, paint);
    print(fmt::format("{}\n", paint.bold("and in b")));
    print_parting(*b, parting->b, paint);
    print(fmt::format("\n{}\n", paint.bold("What followed in a")));
    print_sequel(*a, parting->at, paint);
    print(fmt::format("\n{}\n", paint.bold("What followed in b")));
    print_sequel(*b, parting->at, paint);
    print_metrics(*a, *b, paint);
    return ExitCode::failed;
  });
}

}  // namespace orrery::cli
