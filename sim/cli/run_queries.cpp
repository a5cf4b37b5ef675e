#include "cli/run_queries.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "cli/console.h"
#include "core/value_text.h"
#include "run_file/sqlite.h"
#include "scenario/diagnostics.h"

namespace orrery::cli {

using run_file::Completeness;
using run_file::RunFile;

namespace {

// Every name by which an event can be asked for: those that nodes recorded, of faults, of kinds apart from traffic.
constexpr RecordKind kAskedKinds[] = {RecordKind::started,     RecordKind::crashed, RecordKind::restarted,
                                      RecordKind::paused,      RecordKind::resumed, RecordKind::ordered,
                                      RecordKind::fault_began, RecordKind::event,   RecordKind::reset};

bool is_called(const RunFile& run, const Record& record, std::string_view name) {
  return record_kind_text(record.kind) == name || run.name(record.name) == name;
}

}  // namespace

std::optional<RunFile> open_run(const std::string& path, std::string_view command) {
  auto run = RunFile::open(path);
  if (!run) {
    complain(run.error(), command);
    return std::nullopt;
  }
  const std::string reached = to_text(run->reached());
  switch (run->completeness()) {
    case Completeness::complete: break;
    case Completeness::recording:
      complain(fmt::format("note: {} is still being written; it holds the run up to {}", path, reached), command);
      break;
    case Completeness::broken_off:
      complain(fmt::format("note: the run broke off at {}: {}", reached, run->why()), command);
      break;
    case Completeness::cut_off:
      complain(fmt::format("note: the run was cut off; {} holds it up to {}", path, reached), command);
      break;
  }
  return *std::move(run);
}

ExitCode reading(std::string_view command, const std::string& path, const std::function<ExitCode()>& body) {
  try {
    return body();
  } catch (const SqliteError& error) {
    complain(fmt::format("{} is damaged: {}", path, error.what()), command);
    return ExitCode::bad_input;
  }
}

tl::expected<NodeId, std::string> read_node(const RunFile& run, const std::string& text) {
  if (const auto node = run.find_node(text)) return *node;
  std::vector<std::string_view> names;
  for (const RunInfo::NodeInfo& node : run.info().nodes) names.push_back(node.name);
  return tl::unexpected(fmt::format("the run has no node {}{}", in_quotes(text), suggestion(text, names)));
}

tl::expected<std::optional<Instant>, std::string> read_time(std::string_view option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto time = read_duration(text);
  if (!time || *time < Duration())
    return tl::unexpected(fmt::format("{} needs a time of the run such as 2.5s, found {}", option, in_quotes(text)));
  return Instant::at(*time);
}

tl::expected<RecordId, std::string> read_event(const RunFile& run, const std::string& text,
                                               std::optional<Instant> until) {
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec == std::errc() && read.ptr == text.data() + text.size()) {
    if (number >= 1 && RecordId{number} <= run.last()) return RecordId{number};
    return tl::unexpected(
        fmt::format("the run has events 1 to {}, not {}", static_cast<std::uint64_t>(run.last()), number));
  }
  const std::size_t at = text.rfind('@');
  const std::string name = text.substr(0, at);
  std::optional<NodeId> node;
  if (at != std::string::npos) {
    auto named = read_node(run, text.substr(at + 1));
    if (!named) return tl::unexpected(named.error());
    node = *named;
  }
  const RecordId last = until ? run.last_until(*until) : run.last();
  RecordId found{};
  std::vector<std::string> known;
  for (const RecordKind kind : kAskedKinds)
    run.for_each_of(kind, [&](const run_file::Event& event) {
      const Record& record = event.record;
      known.emplace_back(run.name(record.name));
      known.emplace_back(record_kind_text(kind));
      if (record.id > last || record.id < found) return;
      if (is_called(run, record, name) && (!node || record.node == *node)) found = record.id;
    });
  if (found != RecordId{}) return found;
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  const bool exists = std::find(known.begin(), known.end(), name) != known.end();
  return tl::unexpected(fmt::format("there is no event {}{}{}", in_quotes(text),
                                    until ? fmt::format(" up to {}", to_text(*until)) : "",
                                    exists ? "" : suggestion(name, {known.begin(), known.end()})));
}

Columns columns_for(const RunFile& run) {
  Columns columns{Duration::microseconds(1), 0};
  for (const RunInfo::NodeInfo& node : run.info().nodes) columns.who = std::max(columns.who, node.name.size());
  constexpr std::size_t kWidest = 24;
  columns.who = std::min(std::max(columns.who, std::string_view("fault").size()), kWidest);
  return columns;
}

std::string event_line(const Columns& columns, const run_file::Event& event, const run_file::EventText& told,
                       const Paint& paint) {
  return fmt::format("{:>14}  {:<8}  {}  {}", to_text(event.record.time, columns.step),
                     fmt::format("#{}", static_cast<std::uint64_t>(event.record.id)),
                     paint.bold(padded(told.who, columns.who)), paint.tone(told.tone, told.text));
}

}  // namespace orrery::cli
