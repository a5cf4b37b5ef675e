#include "export/run_formats.h"

#include <fmt/format.h>

#include "run_file/json_text.h"

namespace orrery {

const std::vector<RunFormat>& run_formats() {
  // Browsers hold so many events and still scroll.
  constexpr std::size_t kPage = 500'000;
  constexpr std::size_t kShiViz = 50'000;
  static const std::vector<RunFormat> formats = {
      {"html", "one page that plays the run in any browser", kPage, write_html},
      {"shiviz", "a log with vector clocks for ShiViz", kShiViz, write_shiviz},
      {"perfetto", "a trace for ui.perfetto.dev", 0, write_perfetto},
      {"edn", "the clients' history for Jepsen's checkers", 0, write_edn},
      {"jsonl", "every event as a JSON object on a line", 0, write_jsonl},
      {"csv", "every event as a line of a table", 0, write_csv},
  };
  return formats;
}

std::string event_json(const run_file::RunFile& run, const run_file::Event& event, std::string_view text) {
  const Record& record = event.record;
  std::string json =
      fmt::format(R"({{"event":{},"time_ns":{},"kind":"{}","node":)", static_cast<std::uint64_t>(record.id),
                  record.time.nanoseconds(), record_kind_text(record.kind));
  const auto append = [&](std::string_view value) { run_file::append_json(json, value); };
  append(run.node_name(record.node));
  json += R"(,"name":)";
  append(record.name == kNoName ? "" : run.name(record.name));
  json += R"(,"peer":)";
  append(run.node_name(record.peer));
  json += fmt::format(R"(,"cause":{},"a":{},"b":{},"c":{})", static_cast<std::uint64_t>(record.cause), record.a,
                      record.b, record.c);
  if (!text.empty()) {
    json += R"(,"text":)";
    append(text);
  }
  if (!event.details.empty()) json += R"(,"details":)" + event.details;
  return json + "}";
}

void for_each_event(const ExportedRun& run, const std::function<void(const run_file::Event&)>& visit) {
  constexpr std::size_t kBlock = 4096;
  for (RecordId next = run.first; next <= run.last;) {
    const std::vector<run_file::Event> events = run.file.events(next, kBlock);
    if (events.empty()) return;
    for (const run_file::Event& event : events) {
      if (event.record.id > run.last) return;
      visit(event);
    }
    next = RecordId{static_cast<std::uint64_t>(events.back().record.id) + 1};
  }
}

void write_jsonl(const ExportedRun& run, const TextOutput& out) {
  for_each_event(run, [&](const run_file::Event& event) { out(event_json(run.file, event, {}) + "\n"); });
}

}  // namespace orrery
