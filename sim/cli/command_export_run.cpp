#include <algorithm>
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "cli/commands.h"
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

// Standard output, or a file that is there whole or not at all.
class Output {
 public:
  explicit Output(std::string path) : path_(std::move(path)), partial_(path_ + ".part") {
    if (!path_.empty()) file_.reset(std::fopen(partial_.c_str(), "wb"));
  }
  bool is_open() const { return path_.empty() || file_ != nullptr; }
  void write(std::string_view text) {
    if (path_.empty()) return print(text);
    ok_ = ok_ && std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
  }
  bool finish() {
    if (path_.empty()) return true;
    ok_ = std::fclose(file_.release()) == 0 && ok_ && std::rename(partial_.c_str(), path_.c_str()) == 0;
    if (!ok_) std::remove(partial_.c_str());
    return ok_;
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::string path_, partial_;
  std::unique_ptr<std::FILE, Close> file_;
  bool ok_ = true;
};

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
    Output output(options.output);
    if (!output.is_open()) return refuse(fmt::format("{} cannot be written", options.output));
    format->write(exported, [&](std::string_view text) { output.write(text); });
    if (!output.finish()) return refuse(fmt::format("{} could not be written whole, and is not there", options.output));
    return ExitCode::held;
  });
}

}  // namespace orrery::cli
