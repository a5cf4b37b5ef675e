#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "export/run_formats.h"

namespace orrery {

namespace {

// Jepsen's processes do one thing at a time, and one whose operation ended as :info is never heard of again. A client
// of ours may have several operations open: it is then as many processes.
class Processes {
 public:
  int begin(NodeId client, std::int64_t operation) {
    std::vector<int>& free = free_[client];
    int process;
    if (free.empty()) {
      process = count_++;
    } else {
      process = free.back();
      free.pop_back();
    }
    busy_[{client, operation}] = process;
    return process;
  }
  // Nothing where the operation began before the exported part.
  std::optional<int> end(NodeId client, std::int64_t operation, bool goes_on) {
    const auto found = busy_.find({client, operation});
    if (found == busy_.end()) return std::nullopt;
    const int process = found->second;
    busy_.erase(found);
    if (goes_on) free_[client].push_back(process);
    return process;
  }
  // The operations of a client that has crashed.
  std::vector<std::int64_t> open_of(NodeId client) const {
    std::vector<std::int64_t> operations;
    for (const auto& [key, process] : busy_)
      if (key.first == client) operations.push_back(key.second);
    return operations;
  }

 private:
  int count_ = 0;
  std::map<NodeId, std::vector<int>> free_;
  std::map<std::pair<NodeId, std::int64_t>, int> busy_;
};

struct Open {
  NameId name;
  std::int64_t key, value;
};

// Jepsen's models of registers know these two; any other operation keeps its name.
std::string_view function_of(std::string_view operation) {
  return operation == "get" ? "read" : operation == "put" ? "write" : operation;
}

}  // namespace

void write_edn(const ExportedRun& run, const TextOutput& out) {
  Processes processes;
  std::map<std::pair<NodeId, std::int64_t>, Open> open;
  std::size_t index = 0;
  const auto write = [&](const Record& at, std::string_view type, int process, const Open& operation,
                         std::int64_t value) {
    const std::string_view function = function_of(run.file.name(operation.name));
    // What a read will find is not known until it has.
    const bool is_unknown = function == "read" && type != "ok";
    out(fmt::format("{{:index {}, :time {}, :type :{}, :process {}, :f :{}, :value [{} {}]}}\n", index++,
                    at.time.nanoseconds(), type, process, function, operation.key,
                    is_unknown ? "nil" : fmt::format("{}", value)));
  };
  const auto end = [&](const Record& at, std::int64_t number, std::string_view type, bool goes_on) {
    const auto operation = open.find({at.node, number});
    if (operation == open.end()) return;
    if (const auto process = processes.end(at.node, number, goes_on))
      write(at, type, *process, operation->second, type == "ok" ? at.c : operation->second.value);
    open.erase(operation);
  };
  for_each_event(run, [&](const run_file::Event& event) {
    const Record& record = event.record;
    switch (record.kind) {
      case RecordKind::invoked: {
        const Open operation{record.name, record.b, record.c};
        open[{record.node, record.a}] = operation;
        write(record, "invoke", processes.begin(record.node, record.a), operation, record.c);
        break;
      }
      case RecordKind::ok: end(record, record.a, "ok", true); break;
      case RecordKind::failed: end(record, record.a, "fail", true); break;
      case RecordKind::info: end(record, record.a, "info", false); break;
      case RecordKind::crashed:
        for (const std::int64_t number : processes.open_of(record.node)) end(record, number, "info", false);
        break;
      default: break;
    }
  });
}

}  // namespace orrery
