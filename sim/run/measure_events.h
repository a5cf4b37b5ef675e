// The frame of measures that count domain events.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "run/measure.h"

namespace orrery {

// A metric that is the number of some event; one of several events has a row for each.
struct CountedEvent {
  std::string_view metric;
  Name event;
};

class EventMeasure : public Measure {
 public:
  // `counted` outlives the measure.
  EventMeasure(NodeSet nodes, Window window, std::span<const CountedEvent> counted)
      : Measure(std::move(nodes), window), counted_(counted), counts_(counted.size()) {}

  std::span<const RecordKind> kinds() const final;
  void on_record(const Record& record) final;

  static bool has(std::span<const CountedEvent> counted, std::string_view metric);

 protected:
  // Every event of the nodes, those outside the window too, where `is_counted` is false.
  virtual void on_event(const Record& event, bool is_counted) = 0;
  // Of a metric of the table; nothing of another.
  std::optional<double> count_of(std::string_view metric) const;

 private:
  std::span<const CountedEvent> counted_;
  std::vector<std::int64_t> counts_;  // by row
};

// part / whole; nothing where there is no whole.
std::optional<double> quotient_of(std::int64_t part, std::int64_t whole);

}  // namespace orrery
