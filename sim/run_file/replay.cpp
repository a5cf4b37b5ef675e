#include "run_file/replay.h"

#include <algorithm>
#include <vector>

#include "core/recent_records.h"

namespace orrery::run_file {

void replay(const RunFile& file, std::span<Sink* const> sinks, const Progress& progress) {
  constexpr std::size_t kBatch = 1024;
  static_assert(RecentRecords::kKept % kBatch == 0, "a batch lies in one piece");
  RecentRecords recent;
  RunInfo info = file.info();
  info.recent = &recent;
  for (Sink* sink : sinks) sink->on_start(info);
  const bool describes = std::any_of(sinks.begin(), sinks.end(), [](Sink* sink) { return sink->wants_descriptions(); });
  const bool follows = std::any_of(sinks.begin(), sinks.end(), [](Sink* sink) { return sink->wants_timers(); });
  std::vector<Record> apart;
  for (RecordId first{1}; first <= file.last();) {
    const std::vector<Event> events = file.events(first, kBatch);
    if (events.empty()) break;
    std::vector<RecordBatch::Described> described;
    apart.clear();
    for (const Event& event : events) {
      recent.place(event.record.id) = event.record;
      if (!is_traffic(event.record.kind)) apart.push_back(event.record);
      const bool is_fault =
          event.record.kind == RecordKind::fault_began || event.record.kind == RecordKind::fault_ended;
      if (!event.details.empty() && (describes || is_fault))
        described.push_back({event.record.id, event.description()});
    }
    const RecordId next{static_cast<std::uint64_t>(events.back().record.id) + 1};
    const std::vector<TimerChange> timers = follows ? file.timer_changes(first, next) : std::vector<TimerChange>();
    const RecordBatch all{recent.from(first, events.size()), described, timers};
    for (Sink* sink : sinks) {
      if (sink->reads_traffic())
        sink->on_batch(all);
      else if (!apart.empty())
        sink->on_batch({apart, described, timers});
    }
    first = next;
    if (progress && !progress(events.back().record.id)) break;
  }
  for (Sink* sink : sinks) sink->on_finish(file.reached());
}

}  // namespace orrery::run_file
