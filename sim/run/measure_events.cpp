#include "run/measure_events.h"

#include <algorithm>

namespace orrery {

std::span<const RecordKind> EventMeasure::kinds() const {
  static constexpr RecordKind kKinds[] = {RecordKind::event};
  return kKinds;
}

void EventMeasure::on_record(const Record& record) {
  if (!nodes().contains(record.node)) return;
  const bool is_counted = counts(record);
  if (is_counted)
    for (std::size_t row = 0; row < counted_.size(); ++row)
      if (counted_[row].event.id() == record.name) ++counts_[row];
  on_event(record, is_counted);
}

bool EventMeasure::has(std::span<const CountedEvent> counted, std::string_view metric) {
  return std::any_of(counted.begin(), counted.end(), [&](const CountedEvent& row) { return row.metric == metric; });
}

std::optional<double> EventMeasure::count_of(std::string_view metric) const {
  if (!has(counted_, metric)) return std::nullopt;
  std::int64_t sum = 0;
  for (std::size_t row = 0; row < counted_.size(); ++row)
    if (counted_[row].metric == metric) sum += counts_[row];
  return static_cast<double>(sum);
}

std::optional<double> quotient_of(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace orrery
