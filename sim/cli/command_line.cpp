#include "cli/command_line.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <limits>
#include <memory>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "cli/commands.h"
#include "cli/help_formatter.h"
#include "cli/usage_error.h"
#include "core/value_text.h"
#include "scenario/diagnostics.h"

namespace orrery::cli {

namespace {

constexpr const char* kAbout =
    "Orrery runs patterns of distributed systems in a simulated world. A scenario says which nodes there are, what "
    "goes "
    "wrong and what is expected. One scenario and one seed give one result, on every machine.";

constexpr const char* kExamples =
    "Examples:\n"
    "  orrery list                                      what there is to run\n"
    "  orrery run leader-election/first-election        tell the story of a first election\n"
    "  orrery run leader-election/leader-crash -q       only what came of it\n"
    "  orrery describe raft                             a kind of node, and what can be set\n"
    "  orrery validate my-scenario.yaml                 check a file of your own\n"
    "\n"
    "Exit codes: 0 all held, 1 an expectation or invariant failed, 2 bad input or usage, 3 a bug in Orrery, 4 "
    "could not be decided.";

constexpr const char* kRunExamples =
    "Examples:\n"
    "  orrery run leader-election/leader-crash\n"
    "  orrery run leader-election/leader-crash --set system.server.count=7\n"
    "  orrery run ./mine.yaml --until 2s --verbose\n"
    "  orrery run ./mine.yaml --seeds 1..300\n"
    "  orrery run - --as ./mine.yaml < draft.yaml\n"
    "  orrery run leader-election/leader-crash --json | jq .verdict";

// The script `./orrery` has the same table; a test holds the two together.
struct ScriptCommand {
  const char* name;
  const char* about;
  const char* arguments;
};
constexpr ScriptCommand kScriptCommands[] = {
    {"gui", "Open the window, on a scenario or a run file",
     "Arguments: a scenario or a run file (neither: choose from the gallery), --seed N, --variant ID, --set "
     "PATH=VALUE, "
     "--seek TIME, --view NAME, --size WxH, --dark, --present, --screenshot FILE (write a picture and leave), "
     "--gif FILE --until TIME (write a film of a passage and leave); of a run file --compare RUN (another beside it)."},
    {"test", "Build and run all tests", "What follows is handed on to ctest, such as -R raft."},
    {"sweep", "Build and run hostile configurations, one a seed",
     "Arguments: SEEDS (1..1000), --jobs N (as many as there are processors), --show SEED (print the scenario that the "
     "seed draws, and run nothing)."},
    {"published", "Build and run the published experiments on elections in full",
     "Arguments: --trials N (elections an experiment, 1000), --seed N (of the first trial), --set PATH=VALUE (one "
     "experiment of your own, repeatable; once they are built, --help lists the paths)."},
    {"bench", "Measure Orrery's speed against yardsticks that it carries",
     "What follows is handed on to the benchmark program, such as --benchmark_filter=phold."},
    {"setup", "Install everything that these need, and build the command", "It takes no arguments."},
};

// The library that parses would take -1, and what is too large, for the greatest seed. Empty where it is one.
std::string read_seed(const std::string& text, std::uint64_t& seed) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (failure == std::errc() && end == text.data() + text.size()) return "";
  return fmt::format("--seed needs a whole number from 0 to {}, found {}", std::numeric_limits<std::uint64_t>::max(),
                     in_quotes(text));
}

// Empty where the text is one of the words; otherwise an error that begins with `needs`.
std::string check_word(std::string_view needs, const std::string& text, const std::vector<std::string_view>& words) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return {};
  return fmt::format("{} {}, found {}{}", needs, one_of(words), in_quotes(text), suggestion(text, words));
}

// The parser and what it fills in. Commands are carried out after parsing, so that usage is wrong before anything is
// done.
class CommandLine {
 public:
  CommandLine();
  ExitCode carry_out(int argc, char** argv);
  const CLI::App& app() const { return app_; }

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
  ColorChoice color() const {
    return color_ == "always" ? ColorChoice::always : color_ == "never" ? ColorChoice::never : ColorChoice::automatic;
  }
  ExitCode help() const;
  CLI::App& add(const std::string& name, const std::string& about, std::function<ExitCode()> action);
  // The command that was asked for; nullptr where none was.
  const CLI::App* command() const;
  // What is wrong with the values of the options, each by itself and together; empty where nothing is.
  std::string check_values();
  std::string check_seeds();
  // Says what is wrong: of what is left over, what was probably meant; of nothing left over, `otherwise`.
  ExitCode refuse(const std::string& otherwise) const;
  std::string explain(const std::vector<std::string>& left_over) const;

  CLI::App app_{kAbout, "orrery"};
  std::function<ExitCode()> action_;
  RunOptions run_;
  ExportOptions export_;
  LogOptions log_;
  WhyOptions why_;
  StateOptions state_;
  DiffOptions diff_;
  std::string seed_ = "1";
  std::string jobs_;
  std::string color_ = "auto";
  std::string word_;
  std::string drawn_seed_text_;  // of describe
  std::optional<std::uint64_t> drawn_seed_;
  std::vector<std::string> words_;
};

CommandLine::CommandLine() {
  app_.set_help_flag("-h,--help", "Say what there is, and leave");
  app_.set_version_flag("--version", "orrery " ORRERY_VERSION, "Say the version, and leave");
  app_.footer(kExamples);
  app_.require_subcommand(0, 1);
  app_.formatter(std::make_shared<HelpFormatter>());
  // Whatever is left over is explained by us, with what was probably meant.
  app_.allow_extras();
  add_run();
  add_list();
  add_describe();
  add_validate();
  add_schema();
  add_export();
  add_run_queries();
  add_script_commands();
  add_completion();
  add_help();
}

CLI::App& CommandLine::add(const std::string& name, const std::string& about, std::function<ExitCode()> action) {
  CLI::App& command = *app_.add_subcommand(name, about);
  command.allow_extras();
  command.footer("");
  command.group("Commands");
  command.callback([this, action = std::move(action)] { action_ = action; });
  return command;
}

void CommandLine::add_run() {
  CLI::App& command = add("run", "Run a scenario and tell what happens", [this] {
    run_.color = color();
    return run(run_);
  });
  command
      .add_option("scenario", run_.scenario,
                  "A scenario's name (pattern/name, see `orrery list`), a file, or - for what standard input brings")
      ->required();
  command
      .add_option("--as", run_.as,
                  "Of -: run it as if it stood in this file, from which its relative names start and which need not be "
                  "there")
      ->type_name("FILE");
  command.add_option("--seed", seed_, "Which chances to draw; the same seed gives the same run (default 1)")
      ->type_name("N");
  command
      .add_option("--seeds", run_.seeds,
                  "Run every one of these seeds, such as 1..300, and tell only which of them failed")
      ->type_name("A..B");
  command.add_option("--jobs", jobs_, "With --seeds: runs at a time (as many as there are processors)")->type_name("N");
  command.add_option("--variant", run_.variant, "Run this variant alone; without it all of them, side by side")
      ->type_name("ID");
  command
      .add_option("--set", run_.set,
                  "Change a value of the scenario, such as system.server.count=7, or add a fault, such as "
                  "'faults.more={ at: 2.5s, crash: server-1 }'; may be repeated")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  command.add_option("--until", run_.until, "End the run at this time, such as 2.5s")->type_name("TIME");
  command
      .add_option("--trace", run_.trace,
                  "Keep everything that happens in this run file, for the window, `log`, `why`, `state` and `diff`")
      ->type_name("FILE");
  command.add_flag("--json", run_.json, "Print the result as one JSON document and nothing else");
  command.add_flag("-q,--quiet", run_.quiet, "Leave out the story, print the result alone");
  command.add_flag("-v,--verbose", run_.verbose, "Tell every message, timer and change of state");
  command.add_option("--color", color_, "Colour: auto (on a terminal), always or never")->type_name("WHEN");
  command.footer(kRunExamples);
}

void CommandLine::add_list() {
  CLI::App& command = add("list", "List scenarios, node kinds, faults, metrics and everything else that has a name",
                          [this] { return list(word_); });
  command.add_option("what", word_, fmt::format("One of these alone: {}", fmt::join(list_topics(), ", ")));
}

void CommandLine::add_describe() {
  CLI::App& command = add("describe", "Explain a scenario, node kind, fault, metric or checker",
                          [this] { return describe(word_, drawn_seed_); });
  command.add_option("name", word_, "A name that `orrery list` shows, or a scenario file")->required();
  command.add_option("--seed", drawn_seed_text_, "Of a scenario: also what its nemesis draws for this seed")
      ->type_name("N");
}

void CommandLine::add_validate() {
  CLI::App& command =
      add("validate", "Check scenario files and name every mistake in them", [this] { return validate(words_); });
  command.add_option("file", words_, "A file, or the name of a scenario; may be several")->required();
}

void CommandLine::add_schema() {
  add("schema", "Print the JSON Schema of scenario files, for editors", [] { return schema(); });
}

void CommandLine::add_export() {
  CLI::App& command = add("export", "Write a run, or the settings of a call, as a file that another tool reads",
                          [this] { return export_.call.empty() ? export_run(export_) : export_settings(export_); });
  command.add_option("what", export_.scenario, "A run file; with --call a scenario's name or file")->required();
  command
      .add_option(
          "--to", export_.to,
          fmt::format("Of a run: {}; of a call's settings: resilience4j, envoy", fmt::join(run_format_names(), ", ")))
      ->type_name("FORMAT")
      ->required();
  command.add_option("-o,--output", export_.output, "Of a run: the file to write (standard output)")->type_name("FILE");
  command.add_option("--since", export_.since, "Of a run: from this time on, such as 2s")->type_name("TIME");
  command.add_option("--until", export_.until, "Of a run: up to this time")->type_name("TIME");
  command.add_option("--call", export_.call, "Which call: the group that calls and the group that is called")
      ->type_name("CALLER.TARGET");
  command.add_option("--variant", export_.variant, "Of this variant of the scenario")->type_name("ID");
  command.add_option("--set", export_.set, "Change a value of the scenario first; may be repeated")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
}

void CommandLine::add_run_queries() {
  const auto add_color = [this](CLI::App& command) {
    command.add_option("--color", color_, "Colour: auto (on a terminal), always or never")->type_name("WHEN");
  };
  CLI::App& log = add("log", "Tell what a run file holds: the story, or every event", [this] {
    log_.color = color();
    return cli::log(log_);
  });
  log.add_option("run", log_.run, "A run file, written by `orrery run --trace`")->required();
  log.add_option("--from", log_.from, "From this time of the run on, such as 2s")->type_name("TIME");
  log.add_option("--to", log_.to, "Up to this time of the run")->type_name("TIME");
  log.add_option("--node", log_.node, "What happens at this node, or comes from it")->type_name("NODE");
  log.add_option("--kind", log_.kind, "Events of one kind, such as delivered, timer_fired, state")->type_name("KIND");
  log.add_option("--name", log_.name, "Events of one name: a message, timer, field, domain event")->type_name("NAME");
  log.add_option("--search", log_.search, "Sentences with this text in them")->type_name("TEXT");
  log.add_flag("--all", log_.all, "Every message, timer and change of state, not the story alone");
  log.add_option("--limit", log_.limit, "At most so many lines (1000)")->type_name("N");
  log.add_flag("--json", log_.json, "One JSON object a line");
  add_color(log);

  CLI::App& why = add("why", "Tell what led to an event of a run file, from the first cause on", [this] {
    why_.color = color();
    return cli::why(why_);
  });
  why.add_option("run", why_.run, "A run file")->required();
  why.add_option("event", why_.event, "Its number, or a name: became_leader, crashed, became_leader@server-2")
      ->required();
  why.add_option("--at", why_.at, "Of a name: the last such event up to this time")->type_name("TIME");
  add_color(why);

  CLI::App& state = add("state", "Tell the state of every node of a run file at one moment", [this] {
    state_.color = color();
    return cli::state(state_);
  });
  state.add_option("run", state_.run, "A run file")->required();
  state.add_option("node", state_.node, "This node alone");
  state.add_option("--at", state_.at, "The time (the end)")->type_name("TIME");
  state.add_flag("--json", state_.json, "One JSON document");
  add_color(state);

  CLI::App& diff = add("diff", "Tell where two run files part, what followed, and which metrics differ", [this] {
    diff_.color = color();
    return cli::diff(diff_);
  });
  diff.add_option("a", diff_.a, "A run file")->required();
  diff.add_option("b", diff_.b, "Another")->required();
  add_color(diff);
  diff.footer("Exit codes: 0 the runs are the same, 1 they differ, 2 a file cannot be read.");
}

void CommandLine::add_script_commands() {
  for (const ScriptCommand& one : kScriptCommands) {
    const std::string name = one.name;
    CLI::App& command = add(name, one.about, [this, name] {
      if (name == "bench") return bench(words_);
      if (name == "gui") return gui(words_);
      complain("this command builds what it needs: the script ./orrery of the source tree carries it out", name);
      return ExitCode::bad_input;
    });
    command.footer(one.arguments);
    command.prefix_command();
  }
}

void CommandLine::add_completion() {
  CLI::App& command = add("completion", "Print the completion script of a shell", [this] { return completion(word_); });
  command.add_option("shell", word_, "bash, zsh or fish")->required();
  command.footer(
      "Examples:\n"
      "  source <(orrery completion bash)\n"
      "  orrery completion fish > ~/.config/fish/completions/orrery.fish");
}

void CommandLine::add_help() {
  CLI::App& command = add("help", "Say what there is, or what a command does", [this] { return help(); });
  command.add_option("command", word_, "The command to be explained");
}

ExitCode CommandLine::help() const {
  // This one would give the help of the command `help`, which was asked for here.
  const CommandLine all;
  if (word_.empty()) {
    print(all.app_.help());
    return ExitCode::held;
  }
  const std::vector<std::string> known = command_names();
  if (std::find(known.begin(), known.end(), word_) == known.end()) {
    complain(fmt::format("unknown command {}{}", in_quotes(word_), suggestion(word_, {known.begin(), known.end()})),
             "help");
    return ExitCode::bad_input;
  }
  print(all.app_.get_subcommand(word_)->help("orrery"));
  return ExitCode::held;
}

std::string CommandLine::check_values() {
  if (command() == nullptr) return {};
  if (std::string empty = find_empty_value(*command()); !empty.empty()) return empty;
  if (command()->get_name() == "completion") return check_word("expected", word_, {"bash", "zsh", "fish"});
  if (command()->get_name() == "describe" && !drawn_seed_text_.empty())
    return read_seed(drawn_seed_text_, drawn_seed_.emplace());
  if (std::string wrong = check_word("--color needs", color_, {"auto", "always", "never"}); !wrong.empty())
    return wrong;
  if (command()->get_name() != "run") return {};
  if (run_.quiet && run_.verbose) return "--quiet and --verbose contradict each other";
  if (!run_.as.empty() && run_.scenario != "-")
    return fmt::format("--as makes sense with - alone, for a scenario from standard input; {} is read as what it is",
                       in_quotes(run_.scenario));
  if (run_.json && run_.verbose)
    return "--json and --verbose contradict each other: the document holds no full account";
  if (std::string wrong = check_seeds(); !wrong.empty()) return wrong;
  return read_seed(seed_, run_.seed);
}

std::string CommandLine::check_seeds() {
  if (run_.seeds.empty()) return jobs_.empty() ? "" : "--jobs makes sense with --seeds alone";
  if (!read_seeds(run_.seeds))
    return fmt::format("--seeds needs FIRST..LAST such as 1..300, at most a million of them, found {}",
                       in_quotes(run_.seeds));
  if (command()->count("--seed") > 0) return "--seed and --seeds contradict each other";
  for (const std::string_view option : {"--verbose", "--json"})
    if (command()->count(std::string(option)) > 0)
      return fmt::format("--seeds and {} contradict each other: of many runs only the verdicts are told", option);
  if (!run_.trace.empty()) return "--seeds and --trace contradict each other: a run file holds one run";
  if (jobs_.empty()) return "";
  constexpr unsigned kMost = 1024;
  const char* end = jobs_.data() + jobs_.size();
  const auto read = std::from_chars(jobs_.data(), end, run_.jobs);
  const bool is_number = read.ec == std::errc() && read.ptr == end && run_.jobs >= 1 && run_.jobs <= kMost;
  return is_number ? "" : fmt::format("--jobs needs a whole number from 1 to {}, found {}", kMost, in_quotes(jobs_));
}

std::string CommandLine::explain(const std::vector<std::string>& left_over) const {
  const std::string& first = left_over.front();
  const std::string word = first.substr(0, first.find('='));
  const bool is_option = word.size() > 1 && word[0] == '-';

  std::vector<std::string> known;
  std::string text;
  if (is_option) {
    known = option_names(command() == nullptr ? "" : command()->get_name());
    text = fmt::format("unknown option '{}'", word);
  } else if (command() == nullptr) {
    known = command_names();
    text = fmt::format("unknown command '{}'", word);
  } else {
    return fmt::format("unexpected argument '{}'", first);
  }
  return text + suggestion(word, {known.begin(), known.end()});
}

const CLI::App* CommandLine::command() const {
  const std::vector<CLI::App*> asked = app_.get_subcommands();
  return asked.empty() ? nullptr : asked.front();
}

ExitCode CommandLine::refuse(const std::string& otherwise) const {
  const std::vector<std::string> left_over = app_.remaining(true);
  const std::string name = command() == nullptr ? "" : command()->get_name();
  complain(left_over.empty() ? otherwise : explain(left_over), name);
  complain_text(fmt::format("see `orrery help{}{}`\n", name.empty() ? "" : " ", name));
  return ExitCode::bad_input;
}

ExitCode CommandLine::carry_out(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    // Help or version.
    app_.exit(asked);
    return ExitCode::held;
  } catch (const CLI::ParseError& wrong) {
    return refuse(usage_error(command() == nullptr ? app_ : *command(), wrong));
  }
  if (command() != nullptr && command()->get_prefix_command())
    words_ = app_.remaining(true);
  else if (!app_.remaining(true).empty())
    return refuse({});
  if (action_ == nullptr) {
    complain_text(app_.help());
    return ExitCode::bad_input;
  }
  if (const std::string wrong = check_values(); !wrong.empty()) return refuse(wrong);
  return action_();
}

}  // namespace

std::vector<std::string> command_names() {
  const CommandLine command_line;
  std::vector<std::string> names;
  for (const CLI::App* command : command_line.app().get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> script_command_names() {
  std::vector<std::string> names;
  for (const ScriptCommand& command : kScriptCommands) names.emplace_back(command.name);
  return names;
}

std::vector<std::string> option_names(const std::string& command) {
  const CommandLine command_line;
  const CLI::App* app = command.empty() ? &command_line.app() : nullptr;
  for (const CLI::App* candidate : command_line.app().get_subcommands({}))
    if (candidate->get_name() == command) app = candidate;
  std::vector<std::string> names;
  if (app == nullptr) return names;
  for (const CLI::Option* option : app->get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

int main(int argc, char** argv) {
  secure_standard_streams();
  // The words to be completed are no command line yet.
  const std::vector<std::string> words(argv, argv + argc);
  if (words.size() >= 2 && words[1] == "complete")
    return static_cast<int>(finish(complete({words.begin() + 2, words.end()})));
  return static_cast<int>(finish(CommandLine().carry_out(argc, argv)));
}

}  // namespace orrery::cli
