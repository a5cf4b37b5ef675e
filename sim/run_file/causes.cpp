#include "run_file/causes.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace orrery::run_file {

namespace {

constexpr std::size_t kMeanwhileShown = 4;

// Kinds that change what others do without a message.
constexpr RecordKind kUpheavals[] = {RecordKind::crashed, RecordKind::restarted, RecordKind::paused,
                                     RecordKind::fault_began};

std::vector<Event> upheavals(const RunFile& file, RecordId first, RecordId last) {
  std::vector<Event> found;
  for (const RecordKind kind : kUpheavals)
    for (Event& event : file.events_of(kind, kNoName, first, kMeanwhileShown))
      if (event.record.id < last) found.push_back(std::move(event));
  std::sort(found.begin(), found.end(), [](const Event& a, const Event& b) { return a.record.id < b.record.id; });
  if (found.size() > kMeanwhileShown) found.resize(kMeanwhileShown);
  return found;
}

bool waited(const Record& record) { return record.kind == RecordKind::timer_fired; }

}  // namespace

Chain chain_of(const RunFile& file, RecordId id, std::size_t limit) {
  Chain chain;
  std::set<std::tuple<NodeId, NameId>> fired;
  while (id != kNoCause && chain.causes.size() < limit) {
    const auto event = file.event(id);
    if (!event) break;
    const Record& record = event->record;
    // A timer that had fired before in this chain: from here on it repeats itself.
    if (waited(record) && !fired.insert({record.node, record.name}).second) break;
    Cause cause{*event, {}};
    if (waited(record)) cause.meanwhile = upheavals(file, record.cause, record.id);
    chain.causes.push_back(std::move(cause));
    id = record.cause;
  }
  chain.goes_further_back = id != kNoCause;
  std::reverse(chain.causes.begin(), chain.causes.end());
  return chain;
}

std::vector<Event> effects_of(const RunFile& file, RecordId event, std::size_t limit, std::size_t reach) {
  std::vector<Event> effects;
  const RecordId first{static_cast<std::uint64_t>(event) + 1};
  for (Event& candidate : file.events(first, reach)) {
    if (effects.size() == limit) break;
    if (candidate.record.cause == event) effects.push_back(std::move(candidate));
  }
  return effects;
}

}  // namespace orrery::run_file
