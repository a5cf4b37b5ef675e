#include <algorithm>

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/output_file.h"
#include "cli/run_queries.h"
#include "core/value_text.h"
#include "export/run_formats.h"
#include "scenario/diagnostics.h"

namespace orrery::cli {

namespace {

ExitCode refuse(const std::string& what) {
  complain(what, "export");
  return ExitCode::bad_input;
}

}  // namespace

std::vector<std::string_view> run_format_names() {
  std::vector<std::string_view> names;
  for (const RunFormat& format : run_formats()) names.push_back(format.name);
  return names;
}

ExitCode export_run(const ExportOptions& options) {
  const auto format = std::find_if(run_formats().begin(), run_formats().end(),
                                   [&](const RunFormat& known) { return known.name == options.to; });
  if (format == run_formats().end())
    return refuse(fmt::format("--to needs {} for a run file, found {}{}", one_of(run_format_names()),
                              in_quotes(options.to), suggestion(options.to, run_format_names())));
  const auto run = open_run(options.scenario, "export");
  if (!run) return ExitCode::bad_input;
  return reading("export", options.scenario, [&] {
    const auto since = read_time("--since", options.since);
    if (!since) return refuse(since.error());
    const auto until = read_time("--until", options.until);
    if (!until) return refuse(until.error());
    ExportedRun exported{*run, RecordId{1}, run->last()};
    if (*since)
      exported.first = RecordId{static_cast<std::uint64_t>(run->last_until(**since - Duration::nanoseconds(1))) + 1};
    if (*until) exported.last = run->last_until(**until);
    if (exported.last < exported.first) return refuse("there are no events in that time");
    const std::size_t count = static_cast<std::size_t>(exported.last) - static_cast<std::size_t>(exported.first) + 1;
    if (format->event_limit != 0 && count > format->event_limit)
      return refuse(fmt::format("{} holds at most {} events, these are {}: --since and --until take a part of the run",
                                format->name, format->event_limit, count));
    auto output = OutputFile::open(options.output, options.scenario);
    if (!output) return refuse(output.error());
    format->write(exported, [&](std::string_view text) { output->write(text); });
    if (const auto written = output->finish(); !written) return refuse(written.error());
    return ExitCode::held;
  });
}

}  // namespace orrery::cli
