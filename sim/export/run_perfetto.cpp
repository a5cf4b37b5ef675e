#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "export/run_formats.h"
#include "run/state_text.h"
#include "run_file/event_text.h"
#include "run_file/json_text.h"

namespace orrery {

namespace {

constexpr std::string_view kRole = "role";
constexpr Duration kMoment = Duration::nanoseconds(1);

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
  TraceWriter(const ExportedRun& run, const TextOutput& out)
      : run_(run), file_(run.file), out_(out), teller_(run.file) {}

  void write() {
    out_("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
    for (std::uint32_t i = 0; i < file_.info().nodes.size(); ++i) {
      const RunInfo::NodeInfo& node = file_.info().nodes[i];
      add(fmt::format(R"("ph":"M","name":"thread_name","pid":1,"tid":{},"args":{{"name":{}}})", i,
                      json_text(node.name)));
      add(fmt::format(R"("ph":"M","name":"thread_sort_index","pid":1,"tid":{},"args":{{"sort_index":{}}})", i, i));
    }
    // First, so that a role encloses what happens at the instant at which it begins: readers sort by time, and leave
    // what is of the same time as it stands.
    for (std::uint32_t i = 0; i < file_.info().nodes.size(); ++i) roles(NodeId{i});
    for_each_event(run_, [&](const run_file::Event& event) { follow(event); });
    out_("\n]}\n");
  }

 private:
  void add(const std::string& body) {
    out_(fmt::format("{}{{{}}}", is_first_ ? "" : ",\n", body));
    is_first_ = false;
  }

  void follow(const run_file::Event& event) {
    const Record& record = event.record;
    switch (record.kind) {
      case RecordKind::delivered: delivered(event); break;
      case RecordKind::state: state(record); break;
      case RecordKind::invoked: open_[{record.node, record.a}] = record; break;
      case RecordKind::ok:
      case RecordKind::failed:
      case RecordKind::info: operation(record); break;
      default: instant(event);
    }
  }

  // An arrow binds to the slice that is open at its end.
  void delivered(const run_file::Event& event) {
    const Record& record = event.record;
    const Instant sent = Instant::nanoseconds(record.a);
    const std::string_view name = file_.name(record.name);
    if (is_new_moment(record.peer, sent)) moment(record.peer, sent, fmt::format("sends {}", name));
    arrow('s', record, record.peer, sent);
    is_new_moment(record.node, record.time);
    moment(record.node, record.time, teller_.tell(event).text);
    arrow('f', record, record.node, record.time);
  }

  void arrow(char phase, const Record& record, NodeId node, Instant time) {
    add(fmt::format(R"("ph":"{}",{}"cat":"message","name":{},"id":{},"pid":1,"tid":{},"ts":{})", phase,
                    phase == 'f' ? R"("bp":"e",)" : "", json_text(file_.name(record.name)),
                    static_cast<std::uint64_t>(record.id), index(node), micros(time)));
  }

  // The shortest slice, so that none reaches into the next. What a node does at one instant is one, or within one.
  void moment(NodeId node, Instant time, std::string_view text) { slice("message", node, time, time + kMoment, text); }

  bool is_new_moment(NodeId node, Instant time) { return moments_.insert({node, time}).second; }

  void slice(std::string_view category, NodeId node, Instant begin, Instant end, std::string_view text) {
    add(fmt::format(R"("ph":"X","cat":"{}","name":{},"pid":1,"tid":{},"ts":{},"dur":{})", category, json_text(text),
                    index(node), micros(begin), micros(Instant::at(end - begin))));
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
    if (field != kRole && type == ValueType::integer)
      add(fmt::format(R"("ph":"C","name":{},"pid":1,"tid":{},"ts":{},"args":{{"value":{}}})",
                      json_text(fmt::format("{} {}", file_.node_name(record.node), field)), index(record.node),
                      micros(record.time), record.a));
  }

  void roles(NodeId node) {
    const std::vector<run_file::Event> changes = file_.changes(node, name_id(kRole), run_.first, run_.last);
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const Record& record = changes[i].record;
      // The last one encloses also what happens at the very end.
      const Instant end = i + 1 < changes.size() ? changes[i + 1].record.time : file_.reached() + kMoment;
      slice("role", node, record.time, end, state_text(file_.info(), record.a, ValueType{record.c}));
    }
  }

  void operation(const Record& record) {
    const auto begun = open_.find({record.node, record.a});
    if (begun == open_.end()) return;
    const Record& first = begun->second;
    // Operations of one client overlap: asynchronous slices, each with an id of its own.
    for (const auto& [phase, time] : {std::pair{"b", first.time}, std::pair{"e", record.time}})
      add(fmt::format(
          R"("ph":"{}","cat":"operation","name":{},"id":{},"pid":1,"tid":{},"ts":{})", phase,
          json_text(fmt::format("{} {} ({})", file_.name(first.name), first.b, record_kind_text(record.kind))),
          static_cast<std::uint64_t>(first.id), index(record.node), micros(time)));
    open_.erase(begun);
  }

  const ExportedRun& run_;
  const run_file::RunFile& file_;
  const TextOutput& out_;
  run_file::EventTeller teller_;
  bool is_first_ = true;
  std::set<std::pair<NodeId, Instant>> moments_;
  std::map<std::pair<NodeId, std::int64_t>, Record> open_;
};

}  // namespace

void write_perfetto(const ExportedRun& run, const TextOutput& out) { TraceWriter(run, out).write(); }

}  // namespace orrery
