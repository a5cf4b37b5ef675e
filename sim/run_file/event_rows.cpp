#include "run_file/event_rows.h"

#include <algorithm>

#include <fmt/format.h>

#include "run_file/format.h"

namespace orrery::run_file {

NodeId node_from(const Statement& row, int column) {
  return row.is_null(column) ? kNoNode : NodeId{static_cast<std::uint32_t>(row.number(column))};
}
NameId name_from(const Statement& row, int column) {
  return row.is_null(column) ? kNoName : NameId{static_cast<std::uint32_t>(row.number(column))};
}
RecordId event_from(const Statement& row, int column) {
  return RecordId{static_cast<std::uint64_t>(row.number(column))};
}
std::int64_t number_of(RecordId event) { return static_cast<std::int64_t>(event); }

namespace {

constexpr std::string_view kEventColumns = "id, time, kind, node, name, peer, cause, a, b, c, details";

std::string select_events(std::string_view which) {
  return fmt::format("SELECT {} FROM events {}", kEventColumns, which);
}
// Of a kind apart from traffic, which is bound first. With the bound of these kinds said beside it SQLite sees that
// their index holds all that are wanted.
std::string select_apart(std::string_view which) {
  return select_events(
      fmt::format("INDEXED BY events_apart WHERE kind = ? AND kind >= {} {}", first_code_apart_from_traffic(), which));
}

Event read_event(const Statement& row) {
  Event event;
  event.record.id = event_from(row, 0);
  event.record.time = Instant::nanoseconds(row.number(1));
  const auto kind = kind_of(row.number(2));
  constexpr int kCorrupt = 11;  // SQLITE_CORRUPT
  if (!kind) throw SqliteError(fmt::format("event {} is of no kind that there is", row.number(0)), kCorrupt);
  event.record.kind = *kind;
  event.record.node = node_from(row, 3);
  event.record.name = name_from(row, 4);
  event.record.peer = node_from(row, 5);
  event.record.cause = row.is_null(6) ? kNoCause : event_from(row, 6);
  event.record.a = row.number(7);
  event.record.b = row.number(8);
  event.record.c = row.number(9);
  event.details = std::string(row.text(10));
  return event;
}

std::vector<Event> read_events(Statement& rows) {
  std::vector<Event> events;
  while (rows.step()) events.push_back(read_event(rows));
  return events;
}

}  // namespace

std::vector<Event> EventRows::from(RecordId first, std::size_t count) const {
  static const std::string sql = select_events("WHERE id >= ? ORDER BY id LIMIT ?");
  auto rows = statements_.lend(sql);
  rows->bind(1, number_of(first)).bind(2, static_cast<std::int64_t>(count));
  return read_events(*rows);
}

std::optional<Event> EventRows::one(RecordId id) const {
  static const std::string sql = select_events("WHERE id = ?");
  auto row = statements_.lend(sql);
  if (!row->bind(1, number_of(id)).step()) return std::nullopt;
  return read_event(*row);
}

std::vector<Event> EventRows::way_back(RecordId from, RecordId first) const {
  static const std::string sql = fmt::format(
      "WITH RECURSIVE way(step, at) AS (SELECT 0, ?1 UNION ALL SELECT step + 1, cause FROM way JOIN events ON id = at "
      "WHERE kind = {} AND cause >= ?2 AND cause < at) "
      "SELECT {} FROM way JOIN events ON id = at WHERE at >= ?2 ORDER BY step",
      code_of(RecordKind::synced), kEventColumns);
  auto rows = statements_.lend(sql);
  rows->bind(1, number_of(from)).bind(2, number_of(first));
  return read_events(*rows);
}

RecordId EventRows::last_until(Instant time, RecordId last) const {
  auto row = statements_.lend("SELECT time FROM events WHERE id = ?");
  std::int64_t known_before = 0;
  std::int64_t known_after = number_of(last) + 1;
  while (known_after - known_before > 1) {
    const std::int64_t middle = known_before + (known_after - known_before) / 2;
    const bool is_before = row->bind(1, middle).step() && row->number(0) <= time.nanoseconds();
    row->reset();
    (is_before ? known_before : known_after) = middle;
  }
  return RecordId{static_cast<std::uint64_t>(known_before)};
}

std::vector<Event> EventRows::of_kind(RecordKind kind, RecordId first, std::size_t count) const {
  static const std::string sql = select_apart("AND id >= ? ORDER BY id LIMIT ?");
  auto rows = statements_.lend(sql);
  rows->bind(1, code_of(kind)).bind(2, number_of(first)).bind(3, static_cast<std::int64_t>(count));
  return read_events(*rows);
}

// The index has those of one name in order node by node alone: asked for all nodes at a time it would be read from
// the start of the run, whatever the first event that is wanted.
std::vector<Event> EventRows::of_name(RecordKind kind, NameId name, std::size_t node_count, RecordId first,
                                      std::size_t count) const {
  static const std::string numbers = fmt::format(
      "SELECT id FROM events INDEXED BY events_apart WHERE kind = ? AND kind >= {} AND name = ? "
      "AND node IS ? AND id >= ? ORDER BY id LIMIT ?",
      first_code_apart_from_traffic());
  static const std::string whole = select_apart("AND name = ? AND node IS ? AND id BETWEEN ? AND ?");
  const auto bind = [&](Statement& rows, NodeId node) {
    rows.bind(1, code_of(kind)).bind(2, static_cast<std::int64_t>(name)).bind(4, number_of(first));
    node == kNoNode ? rows.bind_null(3) : rows.bind(3, std::int64_t{index(node)});
  };
  std::vector<NodeId> nodes{kNoNode};
  for (std::uint32_t i = 0; i < node_count; ++i) nodes.push_back(NodeId{i});
  std::vector<std::int64_t> found;
  std::erase_if(nodes, [&](NodeId node) {
    const std::size_t before = found.size();
    auto rows = statements_.lend(numbers);
    bind(*rows, node);
    rows->bind(5, static_cast<std::int64_t>(count));
    while (rows->step()) found.push_back(rows->number(0));
    return found.size() == before;
  });
  if (found.empty()) return {};
  const auto last = found.begin() + static_cast<std::ptrdiff_t>(std::min(count, found.size())) - 1;
  std::nth_element(found.begin(), last, found.end());
  std::vector<Event> events;
  for (const NodeId node : nodes) {
    auto rows = statements_.lend(whole);
    bind(*rows, node);
    rows->bind(5, *last);
    while (rows->step()) events.push_back(read_event(*rows));
  }
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.record.id < b.record.id; });
  return events;
}

void EventRows::for_each_of(RecordKind kind, const std::function<void(const Event&)>& visit) const {
  static const std::string sql = select_apart("ORDER BY id");
  auto rows = statements_.lend(sql);
  rows->bind(1, code_of(kind));
  while (rows->step()) visit(read_event(*rows));
}

std::vector<Event> EventRows::latest_of(RecordKind kind, NameId name, NodeId node, RecordId until,
                                        std::size_t count) const {
  static const std::string of_none = select_apart("AND name IS NULL AND node = ? AND id <= ? ORDER BY id DESC LIMIT ?");
  static const std::string of_one = select_apart("AND name = ?5 AND node = ?2 AND id <= ?3 ORDER BY id DESC LIMIT ?4");
  auto rows = statements_.lend(name == kNoName ? of_none : of_one);
  rows->bind(1, code_of(kind)).bind(2, std::int64_t{index(node)});
  rows->bind(3, number_of(until)).bind(4, static_cast<std::int64_t>(count));
  if (name != kNoName) rows->bind(5, static_cast<std::int64_t>(name));
  return read_events(*rows);
}

std::vector<Event> EventRows::changes(NodeId node, NameId field, RecordId first, RecordId last) const {
  static const std::string sql = select_apart("AND name = ? AND node = ? AND id BETWEEN ? AND ? ORDER BY id");
  auto rows = statements_.lend(sql);
  rows->bind(1, code_of(RecordKind::state));
  rows->bind(2, static_cast<std::int64_t>(field)).bind(3, std::int64_t{index(node)});
  rows->bind(4, number_of(first)).bind(5, number_of(last));
  return read_events(*rows);
}

std::vector<Event> EventRows::under_way(RecordId keyframe) const {
  auto rows = statements_.lend(
      "SELECT e.id, e.time, e.kind, e.node, e.name, e.peer, e.cause, e.a, e.b, e.c, e.details "
      "FROM keyframe_messages k JOIN events e ON e.id = k.event WHERE k.keyframe = ? ORDER BY e.id");
  rows->bind(1, number_of(keyframe));
  return read_events(*rows);
}

}  // namespace orrery::run_file
