// A run file as other tools read it: each format is one file of this folder and a row of the table.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "run_file/run_file.h"

namespace orrery {

// Which part of a run is exported.
struct ExportedRun {
  const run_file::RunFile& file;
  RecordId first{1};
  RecordId last{};
};

using TextOutput = std::function<void(std::string_view text)>;

struct RunFormat {
  std::string_view name;  // as in `orrery export --to`
  std::string_view help;  // one line
  // The most events that make sense in it; 0: any number.
  std::size_t event_limit;
  void (*write)(const ExportedRun& run, const TextOutput& out);
};
const std::vector<RunFormat>& run_formats();

// A log with vector clocks, with the expressions by which ShiViz reads it on its first two lines: the file can be
// loaded as it is (Beschastnikh et al., "Debugging Distributed Systems", CACM 59(8), 2016).
void write_shiviz(const ExportedRun& run, const TextOutput& out);
// Chrome's trace events in JSON, which ui.perfetto.dev opens: a track a node, arrows for messages from the slice of
// their sending to that of their arrival, slices for client operations and for the time in a role, counters for numbers
// that nodes show.
void write_perfetto(const ExportedRun& run, const TextOutput& out);
// The history of client operations in EDN as Jepsen's checkers (Knossos, Elle) read it; keys as [key value].
void write_edn(const ExportedRun& run, const TextOutput& out);
// Every event, one JSON object a line.
void write_jsonl(const ExportedRun& run, const TextOutput& out);
// Every event, one line of comma-separated values (RFC 4180) under a line that names the columns.
void write_csv(const ExportedRun& run, const TextOutput& out);
// One page that plays the run in any browser, without a network.
void write_html(const ExportedRun& run, const TextOutput& out);

// The event as one JSON object without a newline; `text` is its sentence.
std::string event_json(const run_file::RunFile& run, const run_file::Event& event, std::string_view text);

// Every event of the exported part, in order.
void for_each_event(const ExportedRun& run, const std::function<void(const run_file::Event&)>& visit);

}  // namespace orrery
