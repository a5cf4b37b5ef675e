#include <map>
#include <vector>

#include <fmt/format.h>

#include "export/run_formats.h"
#include "run_file/event_text.h"

namespace orrery {

namespace {

// What ShiViz reads from a file that is loaded: the expression for an event on the first line, and on the second the
// one between several executions, of which there is one here.
constexpr std::string_view kHead = "^(?<host>\\S+) (?<clock>{.*})\\n(?<event>.*)$\n\n";

using Clock = std::map<std::uint32_t, std::uint64_t>;  // by node; what is missing is 0

}  // namespace

void write_shiviz(const ExportedRun& run, const TextOutput& out) {
  out(kHead);
  const run_file::RunFile& file = run.file;
  run_file::EventTeller teller(file);
  std::map<NodeId, Clock> now;
  // Of every event, the clock of its node right after it: what a message that its handler sent carries.
  std::map<RecordId, Clock> after;
  for_each_event(run, [&](const run_file::Event& event) {
    const Record& record = event.record;
    if (record.node == kNoNode) return;
    Clock& clock = now[record.node];
    if (record.kind == RecordKind::delivered)
      if (const auto sent = after.find(record.cause); sent != after.end())
        for (const auto& [node, count] : sent->second) clock[node] = std::max(clock[node], count);
    ++clock[index(record.node)];
    after[record.id] = clock;
    std::string text;
    for (const auto& [node, count] : clock)
      text += fmt::format("{}\"{}\":{}", text.empty() ? "" : ", ", file.node_name(NodeId{node}), count);
    out(fmt::format("{} {{{}}}\n{}  {}\n", file.node_name(record.node), text,
                    to_text(record.time, Duration::microseconds(1)), teller.tell(event).text));
  });
}

}  // namespace orrery
