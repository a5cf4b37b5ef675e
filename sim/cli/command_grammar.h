// The commands and options of `orrery`, declared once for parsing, help and completion.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.h"

namespace orrery::cli {

// What the script `./orrery` carries out itself, since it builds first; a test holds its own table to this one.
struct ScriptCommand {
  const char* name;
  const char* about;
  const char* arguments;
};
std::span<const ScriptCommand> script_commands();

// What was asked on the command line; texts that are not checked yet end in `text`.
struct Asked {
  RunOptions run;
  ExportOptions exported;
  LogOptions log;
  WhyOptions why;
  StateOptions state;
  DiffOptions diff;
  std::string seed_text = "1";
  std::string jobs_text;
  std::string color_text = "auto";
  std::string word;
  std::string drawn_seed_text;  // of describe
  std::string limit_text;       // of log
  std::optional<std::uint64_t> drawn_seed;
  std::vector<std::string> words;
};

// The parser with what it fills in. Commands are carried out after parsing, so that usage is wrong before anything is
// done.
class CommandGrammar {
 public:
  CommandGrammar();
  CommandGrammar(const CommandGrammar&) = delete;
  CommandGrammar& operator=(const CommandGrammar&) = delete;

  CLI::App& app() { return app_; }
  const CLI::App& app() const { return app_; }
  Asked& asked() { return asked_; }
  // The command that was asked for; nullptr where none was.
  const CLI::App* command() const;
  // What carries it out; empty where none was asked for.
  const std::function<ExitCode()>& action() const { return action_; }

 private:
  void add_run();
  void add_list();
  void add_describe();
  void add_validate();
  void add_schema();
  void add_export();
  void add_run_queries();
  void add_script_commands();
  void add_completion();
  void add_help();
  CLI::App& add(const std::string& name, const std::string& about, std::function<ExitCode()> action);
  ColorChoice color() const;

  CLI::App app_;
  std::function<ExitCode()> action_;
  Asked asked_;
};

}  // namespace orrery::cli
