#include "models/runs_compared.h"

#include <fmt/format.h>

#include "run/metrics.h"
#include "run_file/diff.h"
#include "run_file/event_text.h"
#include "run_file/sqlite.h"

namespace orrery::gui {

namespace {

using run_file::RunFile;

// More of a story than this is not read by anyone beside another.
constexpr std::size_t kNotesTold = 500;

RunsCompared::Side sideOf(const RunFile& run, RecordId at, const std::optional<run_file::Event>& event) {
  RunsCompared::Side side;
  if (event) {
    run_file::EventTeller teller(run);
    const run_file::EventText told = teller.tell(*event);
    side.parts = told.who.empty() ? told.text : fmt::format("{} {}", told.who, told.text);
  }
  side.story = run.notes(at, run.last());
  if (side.story.size() > kNotesTold) side.story.resize(kNotesTold);
  return side;
}

std::vector<RunsCompared::Metric> metricsOf(const RunResult& a, const RunResult& b) {
  std::vector<RunsCompared::Metric> all;
  for (const run_file::MetricDifference& one : run_file::differences(a, b)) {
    const MetricDeclaration* declared = find_metric(one.name);
    std::string name = one.statistic.empty() ? one.name : fmt::format("{} {}", one.statistic, one.name);
    if (!one.of.empty()) name += " of " + one.of;
    all.push_back({std::move(name), figure_text(declared->unit, one.a), figure_text(declared->unit, one.b)});
  }
  return all;
}

RunsCompared compared(const RunFile& a, const RunFile& b, const std::function<bool()>& goesOn) {
  RunsCompared found;
  const auto parting = run_file::find_divergence(a, b, [&](RecordId) { return goesOn(); });
  const auto ofA = a.result(), ofB = b.result();
  found.areFinished = ofA && ofB;
  if (!parting) {
    found.areSame = true;
    found.common = static_cast<std::uint64_t>(a.last());
    return found;
  }
  found.common = static_cast<std::uint64_t>(parting->at) - 1;
  found.partsAt = parting->a && parting->b ? std::min(parting->a->record.time, parting->b->record.time)
                  : parting->a             ? parting->a->record.time
                                           : parting->b->record.time;
  found.a = sideOf(a, parting->at, parting->a);
  found.b = sideOf(b, parting->at, parting->b);
  if (ofA && ofB) found.metrics = metricsOf(*ofA, *ofB);
  return found;
}

}  // namespace

tl::expected<RunsCompared, std::string> compareRuns(const std::string& a, const std::string& b,
                                                    const std::function<bool()>& goesOn) {
  const auto first = RunFile::open(a);
  if (!first) return tl::unexpected(first.error());
  const auto second = RunFile::open(b);
  if (!second) return tl::unexpected(second.error());
  try {
    return compared(*first, *second, goesOn);
  } catch (const SqliteError& error) {
    return tl::unexpected(fmt::format("{} or {} is damaged: {}", a, b, error.what()));
  }
}

}  // namespace orrery::gui
