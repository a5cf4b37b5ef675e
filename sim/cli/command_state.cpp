#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/run_queries.h"
#include "run/state_text.h"
#include "run_file/frame.h"

namespace orrery::cli {

namespace {

using run_file::Frame;
using run_file::RunFile;

std::string standing_text(const run_file::NodeState& node) {
  if (!node.up) return "down";
  return node.paused ? "paused" : "up";
}

// A row of what a node has: its name, its value and a remark.
struct Row {
  std::string name, value, remark;
};

void print_rows(const std::vector<Row>& rows, const Paint& paint) {
  std::size_t name_width = 0;
  std::size_t value_width = 0;
  for (const Row& row : rows) {
    name_width = std::max(name_width, columns(row.name));
    value_width = std::max(value_width, columns(row.value));
  }
  for (const Row& row : rows)
    print(fmt::format("  {}  {}  {}\n", padded(row.name, name_width), padded(row.value, value_width),
                      paint.faint(row.remark)));
}

void print_node(const RunFile& run, const Frame& frame, NodeId id, const Paint& paint) {
  const run_file::NodeState& node = frame.state.nodes[index(id)];
  const RunInfo::NodeInfo& info = run.info().nodes[index(id)];
  print(fmt::format("{}  {}\n", paint.bold(info.name),
                    paint.faint(fmt::format("{}, {} since {}", info.kind, standing_text(node), to_text(node.since)))));
  std::vector<Row> rows;
  for (const run_file::ShownField& field : node.fields)
    rows.push_back({std::string(run.name(field.name)), state_text(run.info(), field.value, field.type),
                    fmt::format("since {} (#{})", to_text(field.since), static_cast<std::uint64_t>(field.event))});
  for (const auto& [number, timer] : frame.state.timers)
    if (timer.node == id)
      rows.push_back({fmt::format("timer {}", run.name(timer.name)),
                      fmt::format("in {}", to_text(timer.due - frame.time)),
                      fmt::format("set at {}", to_text(timer.set_at))});
  for (const run_file::MessageUnderWay& message : frame.messages)
    if (message.to == id)
      rows.push_back({fmt::format("<- {}", run.node_name(message.from)), std::string(run.name(message.name)),
                      fmt::format("{} {}", message.is_lost ? "is lost at" : "arrives at",
                                  to_text(message.arrives, Duration::microseconds(1)))});
  print_rows(rows, paint);
}

nlohmann::ordered_json node_json(const RunFile& run, const Frame& frame, NodeId id) {
  const run_file::NodeState& node = frame.state.nodes[index(id)];
  nlohmann::ordered_json fields = nlohmann::ordered_json::object();
  for (const run_file::ShownField& field : node.fields)
    fields[std::string(run.name(field.name))] = {{"value", state_text(run.info(), field.value, field.type)},
                                                 {"since_ns", field.since.nanoseconds()},
                                                 {"event", static_cast<std::uint64_t>(field.event)}};
  nlohmann::ordered_json timers = nlohmann::ordered_json::array();
  for (const auto& [number, timer] : frame.state.timers)
    if (timer.node == id)
      timers.push_back({{"name", run.name(timer.name)},
                        {"set_at_ns", timer.set_at.nanoseconds()},
                        {"due_ns", timer.due.nanoseconds()}});
  return {{"node", run.node_name(id)}, {"standing", standing_text(node)}, {"fields", fields}, {"timers", timers}};
}

}  // namespace

ExitCode state(const StateOptions& options) {
  const auto run = open_run(options.run, "state");
  if (!run) return ExitCode::bad_input;
  return reading("state", options.run, [&] {
    const auto refuse = [](const std::string& what) {
      complain(what, "state");
      return ExitCode::bad_input;
    };
    const auto at = read_time("--at", options.at);
    if (!at) return refuse(at.error());
    std::vector<NodeId> nodes;
    for (std::uint32_t i = 0; options.node.empty() && i < run->info().nodes.size(); ++i) nodes.push_back(NodeId{i});
    if (!options.node.empty()) {
      const auto node = read_node(*run, options.node);
      if (!node) return refuse(node.error());
      nodes.push_back(*node);
    }
    if (*at && **at > run->reached())
      return refuse(fmt::format("--at {} is after what the file holds: {}", options.at, to_text(run->reached())));
    run_file::FrameReader frames(*run);
    const Frame& frame = frames.at(at->value_or(run->reached()));
    if (options.json) {
      nlohmann::ordered_json list = nlohmann::ordered_json::array();
      for (const NodeId node : nodes) list.push_back(node_json(*run, frame, node));
      const nlohmann::ordered_json json{{"time_ns", frame.time.nanoseconds()},
                                        {"event", static_cast<std::uint64_t>(frame.event)},
                                        {"nodes", std::move(list)}};
      print(json.dump(2) + "\n");
      return ExitCode::held;
    }
    const Paint paint(wants_color(options.color));
    print(fmt::format("At {}, after event #{} of {}\n\n", to_text(frame.time, Duration::microseconds(1)),
                      static_cast<std::uint64_t>(frame.event), static_cast<std::uint64_t>(run->last())));
    for (const NodeId node : nodes) print_node(*run, frame, node, paint);
    return ExitCode::held;
  });
}

}  // namespace orrery::cli
