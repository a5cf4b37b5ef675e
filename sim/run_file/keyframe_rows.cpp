#include "run_file/keyframe_rows.h"

#include <algorithm>

namespace orrery::run_file {

namespace {

// A keyframe after so many events, or after as many as it has rows times the second number: what keyframes cost then
// stays a fraction of what events do, however large the system is.
constexpr std::uint64_t kLeastKeyframeDistance = 4096;
constexpr std::uint64_t kKeyframeRowsPerEvent = 4;

}  // namespace

KeyframeRows::KeyframeRows(Database& database)
    : keyframe_(database, "INSERT INTO keyframes VALUES (?,?)"),
      node_(database, "INSERT INTO keyframe_nodes VALUES (?,?,?,?,?)"),
      field_(database, "INSERT INTO keyframe_fields VALUES (?,?,?,?,?,?,?)"),
      timer_(database, "INSERT INTO keyframe_timers VALUES (?,?,?,?,?,?)"),
      message_(database, "INSERT INTO keyframe_messages VALUES (?,?)") {}

void KeyframeRows::write(const SystemState& state, RecordId event, Instant when) {
  const auto id = static_cast<std::int64_t>(event);
  std::uint64_t rows = state.nodes.size() + state.timers.size();
  keyframe_.bind(1, id).bind(2, when.nanoseconds()).run();
  for (std::size_t i = 0; i < state.nodes.size(); ++i) {
    const NodeState& node = state.nodes[i];
    const auto number = static_cast<std::int64_t>(i);
    node_.bind(1, id).bind(2, number).bind(3, std::int64_t{node.up});
    node_.bind(4, std::int64_t{node.paused}).bind(5, node.since.nanoseconds()).run();
    rows += node.fields.size();
    for (const ShownField& field : node.fields) {
      field_.bind(1, id).bind(2, number).bind(3, static_cast<std::int64_t>(field.name)).bind(4, field.value);
      field_.bind(5, static_cast<std::int64_t>(field.type)).bind(6, static_cast<std::int64_t>(field.event));
      field_.bind(7, field.since.nanoseconds()).run();
    }
  }
  for (const auto& [number, timer] : state.timers) {
    timer_.bind(1, id).bind(2, static_cast<std::int64_t>(number)).bind(3, std::int64_t{index(timer.node)});
    timer_.bind(4, static_cast<std::int64_t>(timer.name)).bind(5, timer.set_at.nanoseconds());
    timer_.bind(6, timer.due.nanoseconds()).run();
  }
  written_.push_back(event);
  next_ = static_cast<std::uint64_t>(event) + std::max(kLeastKeyframeDistance, rows * kKeyframeRowsPerEvent);
}

void KeyframeRows::note_under_way(const Record& record) {
  for (auto keyframe = written_.rbegin(); keyframe != written_.rend() && *keyframe >= record.cause; ++keyframe)
    message_.bind(1, static_cast<std::int64_t>(*keyframe)).bind(2, static_cast<std::int64_t>(record.id)).run();
}

}  // namespace orrery::run_file
