#include "scenario/read_faults.h"

#include <fmt/format.h>

#include "core/value_text.h"
#include "faults/fault_times.h"
#include "scenario/fault_plan.h"
#include "scenario/fault_reader.h"

namespace orrery {
namespace {

// When the faults strike, with the place of each: also of those that are wrong otherwise, as far as it can be told.
struct Schedules {
  std::vector<Fault> faults;
  std::vector<Place> places;

  void add(Fault fault, Place place) {
    faults.push_back(std::move(fault));
    places.push_back(place);
  }
};

// What is allowed but hardly meant.
void warn_if_late(LoadContext& load, const Fault& fault, const FaultTimeRange& times, Place place, Duration run_for) {
  const Instant end = Instant::at(run_for);
  const std::string run_ends = fmt::format("the run ends at {}", duration_text(run_for));
  if (times.earliest > end) {
    load.reporter.warning(place, fmt::format("fault '{}' never strikes: {}", fault.id, run_ends));
  } else if (times.latest > end) {
    load.reporter.warning(place, fmt::format("fault '{}' may be drawn to strike after the run, and then never does: {}",
                                             fault.id, run_ends));
  } else if (fault.schedule.kind == FaultSchedule::Kind::during && *times.end > end) {
    load.reporter.warning(place, fmt::format("fault '{}' is not undone at {}: {}", fault.id,
                                             duration_text(times.end->since_start()), run_ends));
  }
}

void warn_if_late(LoadContext& load, const Schedules& schedules, Duration run_for) {
  const std::vector<std::optional<FaultTimeRange>> times = time_ranges(schedules.faults);
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i]) warn_if_late(load, schedules.faults[i], *times[i], schedules.places[i], run_for);
}

// Strikes that are not over when the next one comes.
void warn_if_piling_up(LoadContext& load, const Fault& fault, const References& references, Place place) {
  if (fault.schedule.kind != FaultSchedule::Kind::every || !fault.verb->lasting || fault.schedule.lasts) return;
  const std::string every = duration_text(fault.schedule.every);
  if (fault.verb->takes == nullptr) {
    load.reporter.warning(place, fmt::format("fault '{}' strikes again every {} and is never undone: without 'for' the "
                                             "strikes pile up",
                                             fault.id, every));
    return;
  }
  const auto nodes = references.certain_instances(std::get<Selector>(fault.target));
  if (!nodes) return;
  const Duration takes = fault.verb->takes(nodes->size(), fault.options);
  if (takes > fault.schedule.every)
    load.reporter.warning(place, fmt::format("fault '{}' strikes again every {}, and one strike takes {}: they overlap",
                                             fault.id, every, duration_text(takes)));
}

}  // namespace

std::string fault_id(const YamlNode& item, std::size_t position) {
  const YamlEntry* id = item.find("id");
  return id != nullptr && id->value.is_text() ? id->value.text : fmt::format("fault-{}", position + 1);
}

void collect_faults(LoadContext& load, const Fields& scenario, References& references) {
  const YamlNode* list = scenario.node("faults");
  if (list == nullptr || !list->is_list()) return;
  for (std::size_t at = 0; at < list->items.size(); ++at) {
    const YamlNode& item = list->items[at];
    if (item.is_none()) continue;
    const YamlEntry* given = item.find("id");
    const Place place = given != nullptr ? given->value.place : item.place;
    const std::string id = fault_id(item, at);
    if (const auto first = references.faults().find(id); first != references.faults().end()) {
      load.reporter.error(place, fmt::format("there are two faults '{}': the first is at {}", id,
                                             load.reporter.place_text(first->second)));
    } else {
      references.add_fault(id, place);
    }
  }
}

std::vector<Fault> read_faults(LoadContext& load, const Fields& scenario, const References& references,
                               const std::vector<ReadGroup>& groups, const std::optional<Nemesis>& nemesis,
                               Duration run_for) {
  std::vector<Fault> faults;
  Schedules schedules;
  const std::size_t errors_before = load.reporter.error_count();
  const std::vector<const YamlNode*> items = scenario.items("faults");
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (items[at]->is_none()) continue;
    FaultReader reader(load, *items[at], fault_id(*items[at], at), references, groups);
    std::optional<Fault> fault = reader.read();
    if (const auto schedule = fault ? fault : reader.schedule_alone()) schedules.add(*schedule, items[at]->place);
    if (!fault) continue;
    warn_if_piling_up(load, *fault, references, items[at]->place);
    faults.push_back(std::move(*fault));
  }
  if (nemesis) schedules.add(nemesis_window(*nemesis), references.faults().at(std::string(kNemesisId)));
  const bool nemesis_is_wrong = !nemesis && references.faults().contains(std::string(kNemesisId));
  const bool is_whole = !nemesis_is_wrong && load.reporter.error_count() == errors_before;
  // Whether one fault can wait for another is a matter of all of them.
  if (is_whole)
    for (const FaultTimeError& error : check_times(schedules.faults))
      load.reporter.error(references.faults().at(schedules.faults[error.fault].id), error.text);
  warn_if_late(load, schedules, run_for);
  return faults;
}

}  // namespace orrery
