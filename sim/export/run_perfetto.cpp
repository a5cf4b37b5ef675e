#include <map>

#include <fmt/format.h>

#include "export/run_formats.h"
#include "run/state_text.h"
#include "run_file/event_text.h"
#include "run_file/json_text.h"

namespace orrery {

namespace {

// Trace events have microseconds; fractions are allowed.
std::string micros(Instant time) {
  return fmt::format("{}.{:03}", time.nanoseconds() / 1000, time.nanoseconds() % 1000);
}

std::string json_text(std::string_view text) {
  std::string json;
  run_file::append_json(json, text);
  return json;
}

class TraceWriter {
 public:
  TraceWriter(const ExportedRun& run, const TextOutput& out) : run_(run), file_(run.file), out_(out), teller_(run.file) {}

  void write() {
    out_("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
    for (std::uint32_t i = 0; i < file_.info().nodes.size(); ++i) {
      const RunInfo::NodeInfo& node = file_.info().nodes[i];
      add(fmt::format(R"("ph":"M","name":"thread_name","pid":1,"tid":{},"args":{{"name":{}}})", i, json_text(node.name)));
      add(fmt::format(R"("ph":"M","name":"thread_sort_index","pid":1,"tid":{},"args":{{"sort_index":{}}})", i, i));
    }
    for_each_event(run_, [&](const run_file::Event& event) { follow(event); });
    for (const auto& [node, since] : roles_) end_role(node, since, run_.file.reached());
    out_("\n]}\n");
  }

 private:
  struct Role {
    std::string text;
    Instant since;
  };

  void add(const std::string& body) {
    out_(fmt::format("{}{{{}}}", is_first_ ? "" : ",\n", body));
    is_first_ = false;
  }

  void follow(const run_file::Event& event) {
    const Record& record = event.record;
    switch (record.kind) {
      case RecordKind::delivered: {
        const std::string name = json_text(file_.name(record.name));
        const auto id = static_cast<std::uint64_t>(record.id);
        add(fmt::format(R"("ph":"s","cat":"message","name":{},"id":{},"pid":1,"tid":{},"ts":{})", name, id,
                        index(record.peer), micros(Instant::nanoseconds(record.a))));
        add(fmt::format(R"("ph":"f","bp":"e","cat":"message","name":{},"id":{},"pid":1,"tid":{},"ts":{})", name, id,
                        index(record.node), micros(record.time)));
        instant(event);
        break;
      }
      case RecordKind::state: state(record); break;
      case RecordKind::invoked: open_[{record.node, record.a}] = record; break;
      case RecordKind::ok:
      case RecordKind::failed:
      case RecordKind::info: operation(record); break;
      default: instant(event);
    }
  }

  void instant(const run_file::Event& event) {
    const Record& record = event.record;
    const bool is_global = record.node == kNoNode;
    add(fmt::format(R"("ph":"i","name":{},"pid":1,"tid":{},"ts":{},"s":"{}")", json_text(teller_.tell(event).text),
                    is_global ? 0 : index(record.node), micros(record.time), is_global ? "g" : "t"));
  }

  void state(const Record& record) {
    const auto type = ValueType{record.c};
    const std::string_view field = file_.name(record.name);
    if (field == "role") {
      const auto before = roles_.find(record.node);
      if (before != roles_.end()) end_role(record.node, before->second, record.time);
      roles_[record.node] = {state_text(file_.info(), record.a, type), record.time};
    } else if (type == ValueType::integer) {
      add(fmt::format(R"("ph":"C","name":{},"pid":1,"tid":{},"ts":{},"args":{{"value":{}}})",
                      json_text(fmt::format("{} {}", file_.node_name(record.node), field)), index(record.node),
                      micros(record.time), record.a));
    }
  }

  void end_role(NodeId node, const Role& role, Instant end) {
    add(fmt::format(R"("ph":"X","cat":"role","name":{},"pid":1,"tid":{},"ts":{},"dur":{})", json_text(role.text),
                    index(node), micros(role.since), micros(Instant::at(end - role.since))));
  }

  void operation(const Record& record) {
    const auto begun = open_.find({record.node, record.a});
    if (begun == open_.end()) return;
    const Record& first = begun->second;
    // Operations of one client overlap: asynchronous slices, each with an id of its own.
    for (const auto& [phase, time] : {std::pair{"b", first.time}, std::pair{"e", record.time}})
      add(fmt::format(R"("ph":"{}","cat":"operation","name":{},"id":{},"pid":1,"tid":{},"ts":{})", phase,
                      json_text(fmt::format("{} {} ({})", file_.name(first.name), first.b, record_kind_text(record.kind))),
                      static_cast<std::uint64_t>(first.id), index(record.node), micros(time)));
    open_.erase(begun);
  }

  const ExportedRun& run_;
  const run_file::RunFile& file_;
  const TextOutput& out_;
  run_file::EventTeller teller_;
  bool is_first_ = true;
  std::map<NodeId, Role> roles_;
  std::map<std::pair<NodeId, std::int64_t>, Record> open_;
};

}  // namespace

void write_perfetto(const ExportedRun& run, const TextOutput& out) { TraceWriter(run, out).write(); }

}  // namespace orrery
