#include "run_file/diff.h"

#include <algorithm>
#include <cstring>

namespace orrery::run_file {

namespace {

bool same(const Record& a, const Record& b) { return std::memcmp(&a, &b, sizeof(Record)) == 0; }

bool same_metric(const MetricFinding& a, const MetricFinding& b) {
  return a.name == b.name && a.statistic == b.statistic && a.of == b.of;
}

}  // namespace

std::optional<Divergence> find_divergence(const RunFile& a, const RunFile& b, const Progress& progress) {
  constexpr std::size_t kBlock = 4096;
  for (RecordId first{1};;) {
    const std::vector<Event> of_a = a.events(first, kBlock);
    const std::vector<Event> of_b = b.events(first, kBlock);
    const std::size_t both = std::min(of_a.size(), of_b.size());
    for (std::size_t i = 0; i < both; ++i)
      if (!same(of_a[i].record, of_b[i].record)) return Divergence{of_a[i].record.id, of_a[i], of_b[i]};
    if (of_a.size() > both) return Divergence{of_a[both].record.id, of_a[both], std::nullopt};
    if (of_b.size() > both) return Divergence{of_b[both].record.id, std::nullopt, of_b[both]};
    if (both == 0 || (progress && !progress(of_a.back().record.id))) return std::nullopt;
    first = RecordId{static_cast<std::uint64_t>(of_a.back().record.id) + 1};
  }
}

std::vector<MetricDifference> differences(const RunResult& a, const RunResult& b) {
  std::vector<MetricDifference> found;
  for (const MetricFinding& one : a.metrics) {
    const auto other = std::find_if(b.metrics.begin(), b.metrics.end(),
                                    [&](const MetricFinding& metric) { return same_metric(one, metric); });
    const auto figure = other == b.metrics.end() ? std::nullopt : other->figure;
    if (figure != one.figure) found.push_back({one.name, one.statistic, one.of, one.figure, figure});
  }
  for (const MetricFinding& one : b.metrics) {
    const bool is_known = std::any_of(a.metrics.begin(), a.metrics.end(),
                                      [&](const MetricFinding& metric) { return same_metric(one, metric); });
    if (!is_known && one.figure) found.push_back({one.name, one.statistic, one.of, std::nullopt, one.figure});
  }
  return found;
}

}  // namespace orrery::run_file
