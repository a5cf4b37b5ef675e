#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/run_queries.h"
#include "core/value_text.h"
#include "export/run_formats.h"
#include "run_file/format.h"
#include "scenario/diagnostics.h"

namespace orrery::cli {

namespace {

using run_file::Event;
using run_file::RunFile;

struct Filter {
  RecordId first{1}, last{};
  std::optional<NodeId> node;
  std::optional<RecordKind> kind;
  std::string name;
  std::string search;
  bool all = false;

  bool lets_pass(const RunFile& run, const Record& record) const {
    return (!node || record.node == *node || record.peer == *node) && (!kind || record.kind == *kind) &&
           (name.empty() || run.name(record.name) == name);
  }
};

tl::expected<Filter, std::string> make_filter(const RunFile& run, const LogOptions& options) {
  Filter filter;
  filter.last = run.last();
  const auto from = read_time("--from", options.from);
  if (!from) return tl::unexpected(from.error());
  const auto to = read_time("--to", options.to);
  if (!to) return tl::unexpected(to.error());
  if (*from && *to && **to < **from) return tl::unexpected(std::string("--to is before --from"));
  if (*from) filter.first = RecordId{static_cast<std::uint64_t>(run.last_until(**from - Duration::nanoseconds(1))) + 1};
  if (*to) filter.last = run.last_until(**to);
  if (!options.node.empty()) {
    const auto node = read_node(run, options.node);
    if (!node) return tl::unexpected(node.error());
    filter.node = *node;
  }
  if (!options.kind.empty()) {
    std::vector<std::string_view> kinds;
    for (std::int64_t code = 1; const auto kind = run_file::kind_of(code); ++code) {
      kinds.push_back(record_kind_text(*kind));
      if (kinds.back() == options.kind) filter.kind = *kind;
    }
    if (!filter.kind)
      return tl::unexpected(fmt::format("--kind needs {}, found {}{}", one_of(kinds), in_quotes(options.kind),
                                        suggestion(options.kind, kinds)));
  }
  filter.name = options.name;
  filter.search = options.search;
  filter.all = options.all || filter.kind || !filter.name.empty();
  return filter;
}

// The story alone comes from the notes, which are few; everything else is read event by event.
std::size_t tell_story(const RunFile& run, const Filter& filter, const LogOptions& options, const Paint& paint) {
  const Columns columns = columns_for(run);
  std::size_t told = 0;
  for (const run_file::Note& note : run.notes(filter.first, filter.last)) {
    if (told == options.limit) break;
    const auto event = run.event(note.event);
    if (!event || (filter.node && !filter.lets_pass(run, event->record))) continue;
    if (!filter.search.empty() && note.text.find(filter.search) == std::string::npos) continue;
    Event shown = *event;
    shown.record.time = note.time;
    const run_file::EventText text{note.who, note.tone, Weight::story, note.text};
    print((options.json ? event_json(run, shown, text.text) : event_line(columns, shown, text, paint)) + "\n");
    ++told;
  }
  return told;
}

std::size_t tell_all(const RunFile& run, const Filter& filter, const LogOptions& options, const Paint& paint) {
  constexpr std::size_t kBlock = 1024;
  const Columns columns = columns_for(run);
  run_file::EventTeller teller(run);
  std::size_t told = 0;
  for (RecordId next = filter.first; next <= filter.last;) {
    const std::vector<Event> events = run.events(next, kBlock);
    if (events.empty()) break;
    for (const Event& event : events) {
      if (event.record.id > filter.last || told == options.limit) return told;
      if (!filter.lets_pass(run, event.record)) continue;
      const run_file::EventText text = teller.tell(event);
      if (!filter.search.empty() && text.text.find(filter.search) == std::string::npos) continue;
      print((options.json ? event_json(run, event, text.text) : event_line(columns, event, text, paint)) + "\n");
      ++told;
    }
    next = RecordId{static_cast<std::uint64_t>(events.back().record.id) + 1};
  }
  return told;
}

}  // namespace

ExitCode log(const LogOptions& options) {
  const auto run = open_run(options.run, "log");
  if (!run) return ExitCode::bad_input;
  return reading("log", options.run, [&] {
    const auto filter = make_filter(*run, options);
    if (!filter) {
      complain(filter.error(), "log");
      return ExitCode::bad_input;
    }
    const Paint paint(!options.json && wants_color(options.color));
    const std::size_t told =
        filter->all ? tell_all(*run, *filter, options, paint) : tell_story(*run, *filter, options, paint);
    if (told == options.limit)
      complain(fmt::format("note: there may be more; --limit shows more than {}", told), "log");
    if (told == 0) complain("note: nothing in the run is as asked for", "log");
    return ExitCode::held;
  });
}

}  // namespace orrery::cli
