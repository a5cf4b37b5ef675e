#include "run_file/system_state.h"

#include <algorithm>

namespace orrery::run_file {

const ShownField* NodeState::field(NameId name) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const ShownField& one) { return one.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

void SystemState::apply(const Record& record) {
  if (record.kind == RecordKind::timer_fired) timers.erase(static_cast<std::uint64_t>(record.c));
  if (record.node == kNoNode || is_traffic(record.kind)) return;
  NodeState& node = nodes[index(record.node)];
  switch (record.kind) {
    case RecordKind::started:
    case RecordKind::restarted:
      node.up = true;
      node.since = record.time;
      break;
    case RecordKind::crashed:
      node = {false, false, record.time, {}};
      std::erase_if(timers, [&](const auto& timer) { return timer.second.node == record.node; });
      break;
    case RecordKind::paused: node.paused = true; break;
    case RecordKind::resumed: node.paused = false; break;
    case RecordKind::state: {
      const ShownField shown{record.name, record.a, ValueType{record.c}, record.id, record.time};
      const auto known = std::find_if(node.fields.begin(), node.fields.end(),
                                      [&](const ShownField& one) { return one.name == record.name; });
      if (known == node.fields.end())
        node.fields.push_back(shown);
      else
        *known = shown;
      break;
    }
    default: break;
  }
}

void SystemState::apply(const TimerChange& change, Instant when) {
  if (change.replaces) timers.erase(*change.replaces);
  if (!change.due) {
    timers.erase(change.number);
    return;
  }
  // A change of the node's drift moves a timer that was set before.
  const auto [timer, is_new] =
      timers.try_emplace(change.number, PendingTimer{change.node, change.name, when, *change.due});
  if (!is_new) timer->second.due = *change.due;
}

}  // namespace orrery::run_file
