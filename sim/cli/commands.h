// The commands of `orrery`: each takes what was asked on the command line and gives the exit code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/console.h"
#include "cli/exit_code.h"

namespace orrery::cli {

struct RunOptions {
  std::string scenario;  // a name, a file, or `-`: what comes on standard input
  std::string as;        // of `-`: the file or scenario that it stands for; empty: none
  std::uint64_t seed = 1;
  std::string variant;           // empty: all of them, one after the other
  std::vector<std::string> set;  // "path=value"
  std::string until;             // a duration; empty: the scenario's own end
  std::string seeds;             // "1..300": a run of each, told as a table; empty: one run, of `seed`
  std::string trace;             // a run file to write; empty: none
  unsigned jobs = 0;             // of `seeds`: runs at a time; 0: as many as there are processors
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  ColorChoice color = ColorChoice::automatic;
};
ExitCode run(const RunOptions& options);

struct SeedRange {
  std::uint64_t first = 1, last = 1;  // both included
};
// "1..300" or "7", first <= last, at most a million seeds.
std::optional<SeedRange> read_seeds(const std::string& text);

// `what` is empty (everything) or one of list_topics().
ExitCode list(const std::string& what);
std::vector<std::string> list_topics();

// `seed`: also what a scenario's nemesis draws for it.
ExitCode describe(const std::string& what, std::optional<std::uint64_t> seed);
ExitCode validate(const std::vector<std::string>& files);
ExitCode schema();

struct ExportOptions {
  std::string scenario;
  std::string variant;
  std::vector<std::string> set;
  std::string call;  // CALLER.TARGET
  std::string to;    // one of settings_formats() (export/call_settings.h) or run_formats() (export/run_formats.h)
  std::string since, until;  // of a run file: the part that is exported
  std::string output;        // a file; empty: standard output
};
// Whether the settings of a call are asked for, and not a run.
bool asks_for_settings(const ExportOptions& options);
// Writes the settings of one call as a file of another system.
ExitCode export_settings(const ExportOptions& options);
// Writes a run file, which `scenario` then names, as another tool reads it.
ExitCode export_run(const ExportOptions& options);
std::vector<std::string_view> run_format_names();

// What the following ask is a run file (`run --trace`).
struct LogOptions {
  std::string run;
  std::string from, to;  // times of the run
  std::string node, kind, name;
  std::string search;  // a text that the sentence has
  bool all = false;    // every event, not the story alone
  std::size_t limit = 1000;
  bool json = false;
  ColorChoice color = ColorChoice::automatic;
};
ExitCode log(const LogOptions& options);

struct WhyOptions {
  std::string run;
  std::string event;  // its number, or NAME or NAME@NODE
  std::string at;     // of a name: the last one up to this time
  ColorChoice color = ColorChoice::automatic;
};
// The causes of an event, from the first on.
ExitCode why(const WhyOptions& options);

struct StateOptions {
  std::string run;
  std::string at;    // empty: the end
  std::string node;  // empty: all
  bool json = false;
  ColorChoice color = ColorChoice::automatic;
};
ExitCode state(const StateOptions& options);

struct DiffOptions {
  std::string a, b;
  ColorChoice color = ColorChoice::automatic;
};
// held where the runs are the same, failed where they differ.
ExitCode diff(const DiffOptions& options);

// Hands the arguments on to the benchmark program that was built beside this one.
ExitCode bench(const std::vector<std::string>& arguments);
// Hands the arguments on to the window that was built beside this one.
ExitCode gui(const std::vector<std::string>& arguments);

// Says what there is, or what the command does; `command` may be empty.
ExitCode help(const std::string& command);
// Prints the script that a shell (bash, zsh or fish) reads.
ExitCode completion(const std::string& shell);
// Prints what the last of the words can become, one a line; the first word is the command's own name.
ExitCode complete(const std::vector<std::string>& words);

}  // namespace orrery::cli
