#include "run_file/operation_rows.h"

#include <limits>

namespace orrery::run_file {

OperationRows::OperationRows(Database& database)
    : insert_(database, "INSERT INTO operations VALUES (?,?,?,?,?,?,?,?,?,?,?)") {}

void OperationRows::finish() {
  for (const auto& [key, open] : open_) write(open, nullptr, "open");
}

void OperationRows::follow(const Record& record) {
  switch (record.kind) {
    case RecordKind::invoked: open_[{record.node, record.a}] = record; return;
    case RecordKind::ok: return end(record, "ok");
    case RecordKind::failed: return end(record, "failed");
    case RecordKind::info: return end(record, "info");
    case RecordKind::crashed: {
      // For whoever reads the history a crash ends them as `info` does.
      const auto first = open_.lower_bound({record.node, std::numeric_limits<std::int64_t>::min()});
      auto last = first;
      for (; last != open_.end() && last->first.first == record.node; ++last) write(last->second, &record, "info");
      open_.erase(first, last);
      return;
    }
    default: return;
  }
}

void OperationRows::end(const Record& record, std::string_view outcome) {
  const auto open = open_.find({record.node, record.a});
  if (open == open_.end()) return;
  write(open->second, &record, outcome);
  open_.erase(open);
}

void OperationRows::write(const Record& begun, const Record* ended, std::string_view outcome) {
  insert_.bind(1, static_cast<std::int64_t>(begun.id));
  insert_.bind(3, std::int64_t{index(begun.node)}).bind(4, begun.a).bind(5, static_cast<std::int64_t>(begun.name));
  insert_.bind(6, begun.b).bind(7, begun.c).bind(8, begun.time.nanoseconds()).bind(10, outcome);
  for (const int parameter : {2, 9, 11}) insert_.bind_null(parameter);
  if (ended != nullptr) {
    insert_.bind(2, static_cast<std::int64_t>(ended->id)).bind(9, (ended->time - begun.time).nanoseconds());
    if (ended->kind == RecordKind::ok) insert_.bind(11, ended->c);
  }
  insert_.run();
}

}  // namespace orrery::run_file
