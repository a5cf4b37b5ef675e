// What the commands that ask a run file have in common: how runs, moments, nodes and events are named and printed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "cli/exit_code.h"
#include "run/terminal.h"
#include "run_file/event_text.h"
#include "run_file/run_file.h"

namespace orrery::cli {

// Opens a run file for a command; what is wrong with it is complained about. Says where a run was cut off.
std::optional<run_file::RunFile> open_run(const std::string& path, std::string_view command);

// Carries out what reads a run file; damage that it meets is complained about, and is bad input.
ExitCode reading(std::string_view command, const std::string& path, const std::function<ExitCode()>& body);

// "server-1"; the error names those that there are, with what was probably meant.
tl::expected<NodeId, std::string> read_node(const run_file::RunFile& run, const std::string& text);

// A time of the run, such as 2.5s, for the option that is named. Nothing given is nothing.
tl::expected<std::optional<Instant>, std::string> read_time(std::string_view option, const std::string& text);

// An event by its number ("4711"), or by its name: "became_leader", "crashed", "leader-dies", "became_leader@server-2";
// the last such event up to `until`.
tl::expected<RecordId, std::string> read_event(const run_file::RunFile& run, const std::string& text,
                                               std::optional<Instant> until);

// How lines of one listing stand under one another.
struct Columns {
  Duration step;  // of times
  std::size_t who = 0;
};
Columns columns_for(const run_file::RunFile& run);

// "  2.160853491 s  #11349  server-4  becomes leader of term 2", without a newline.
std::string event_line(const Columns& columns, const run_file::Event& event, const run_file::EventText& told,
                       const Paint& paint);

}  // namespace orrery::cli
