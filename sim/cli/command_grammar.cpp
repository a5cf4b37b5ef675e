#include "cli/command_grammar.h"

#include <memory>
#include <utility>

#include <fmt/format.h>

#include "cli/help_formatter.h"

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
    {"published", "Build and run the published experiments in full",
     "Arguments: --trials N (elections an experiment, 1000), --seed N (of the first trial), --set PATH=VALUE (one "
     "experiment of your own, repeatable; once they are built, --help lists the paths)."},
    {"bench", "Measure Orrery's speed against yardsticks that it carries",
     "What follows is handed on to the benchmark program, such as --benchmark_filter=phold."},
    {"setup", "Install everything that these need, and build the command", "It takes no arguments."},
};

}  // namespace

std::span<const ScriptCommand> script_commands() { return kScriptCommands; }

CommandGrammar::CommandGrammar() : app_(kAbout, "orrery") {
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

ColorChoice CommandGrammar::color() const {
  if (asked_.color_text == "always") return ColorChoice::always;
  return asked_.color_text == "never" ? ColorChoice::never : ColorChoice::automatic;
}

const CLI::App* CommandGrammar::command() const {
  const std::vector<CLI::App*> asked = app_.get_subcommands();
  return asked.empty() ? nullptr : asked.front();
}

CLI::App& CommandGrammar::add(const std::string& name, const std::string& about, std::function<ExitCode()> action) {
  CLI::App& command = *app_.add_subcommand(name, about);
  command.allow_extras();
  command.footer("");
  command.group("Commands");
  command.callback([this, action = std::move(action)] { action_ = action; });
  return command;
}

void CommandGrammar::add_run() {
  CLI::App& command = add("run", "Run a scenario and tell what happens", [this] {
    asked_.run.color = color();
    return run(asked_.run);
  });
  command
      .add_option("scenario", asked_.run.scenario,
                  "A scenario's name (pattern/name, see `orrery list`), a file, or - for what standard input brings")
      ->required();
  command
      .add_option("--as", asked_.run.as,
                  "Of -: run it as if it stood in this file, from which its relative names start and which need not be "
                  "there")
      ->type_name("FILE");
  command.add_option("--seed", asked_.seed_text, "Which chances to draw; the same seed gives the same run (default 1)")
      ->type_name("N");
  command
      .add_option("--seeds", asked_.run.seeds,
                  "Run this seed or every one of these, such as 1..300, and tell only which of them failed")
      ->type_name("A..B");
  command.add_option("--jobs", asked_.jobs_text, "With --seeds: runs at a time (as many as there are processors)")
      ->type_name("N");
  command.add_option("--variant", asked_.run.variant, "Run this variant alone; without it all of them, side by side")
      ->type_name("ID");
  command
      .add_option("--set", asked_.run.set,
                  "Change a value of the scenario, such as system.server.count=7, or add a fault, such as "
                  "'faults.more={ at: 2.5s, crash: server-1 }'; may be repeated")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  command.add_option("--until", asked_.run.until, "End the run at this time, such as 2.5s")->type_name("TIME");
  command
      .add_option("--trace", asked_.run.trace,
                  "Keep everything that happens in this run file, for the window, `log`, `why`, `state` and `diff`")
      ->type_name("FILE");
  command.add_flag("--json", asked_.run.json,
                   "Print the result as one JSON document and nothing else; with --seeds a document a line, "
                   "one for each run");
  command.add_flag("-q,--quiet", asked_.run.quiet, "Leave out the story, print the result alone");
  command.add_flag("-v,--verbose", asked_.run.verbose, "Tell every message, timer and change of state");
  command.add_option("--color", asked_.color_text, "Colour: auto (on a terminal), always or never")->type_name("WHEN");
  command.footer(kRunExamples);
}

void CommandGrammar::add_list() {
  CLI::App& command = add("list", "List scenarios, node kinds, faults, metrics and everything else that has a name",
                          [this] { return list(asked_.word); });
  command.add_option("what", asked_.word, fmt::format("One of these alone: {}", fmt::join(list_topics(), ", ")));
}

void CommandGrammar::add_describe() {
  CLI::App& command = add("describe", "Explain a scenario, node kind, fault, metric or checker",
                          [this] { return describe(asked_.word, asked_.drawn_seed); });
  command.add_option("name", asked_.word, "A name that `orrery list` shows, or a scenario file")->required();
  command.add_option("--seed", asked_.drawn_seed_text, "Of a scenario: also what its nemesis draws for this seed")
      ->type_name("N");
}

void CommandGrammar::add_validate() {
  CLI::App& command =
      add("validate", "Check scenario files and name every mistake in them", [this] { return validate(asked_.words); });
  command.add_option("file", asked_.words, "A file, or the name of a scenario; may be several")->required();
}

void CommandGrammar::add_schema() {
  add("schema", "Print the JSON Schema of scenario files, for editors", [] { return schema(); });
}

void CommandGrammar::add_export() {
  CLI::App& command =
      add("export", "Write a run, or the settings of a call, as a file that another tool reads", [this] {
        return asks_for_settings(asked_.exported) ? export_settings(asked_.exported) : export_run(asked_.exported);
      });
  command.add_option("what", asked_.exported.scenario, "A run file; with --call a scenario's name or file")->required();
  command
      .add_option(
          "--to", asked_.exported.to,
          fmt::format("Of a run: {}; of a call's settings: resilience4j, envoy", fmt::join(run_format_names(), ", ")))
      ->type_name("FORMAT")
      ->required();
  command.add_option("-o,--output", asked_.exported.output, "The file to write (standard output)")->type_name("FILE");
  command.add_option("--since", asked_.exported.since, "Of a run: from this time on, such as 2s")->type_name("TIME");
  command.add_option("--until", asked_.exported.until, "Of a run: up to this time")->type_name("TIME");
  command.add_option("--call", asked_.exported.call, "Which call: the group that calls and the group that is called")
      ->type_name("CALLER.TARGET");
  command.add_option("--variant", asked_.exported.variant, "Of this variant of the scenario")->type_name("ID");
  command.add_option("--set", asked_.exported.set, "Change a value of the scenario first; may be repeated")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
}

void CommandGrammar::add_run_queries() {
  const auto add_color = [this](CLI::App& command) {
    command.add_option("--color", asked_.color_text, "Colour: auto (on a terminal), always or never")
        ->type_name("WHEN");
  };
  CLI::App& log = add("log", "Tell what a run file holds: the story, or every event", [this] {
    asked_.log.color = color();
    return cli::log(asked_.log);
  });
  log.add_option("run", asked_.log.run, "A run file, written by `orrery run --trace`")->required();
  log.add_option("--from", asked_.log.from, "From this time of the run on, such as 2s")->type_name("TIME");
  log.add_option("--to", asked_.log.to, "Up to this time of the run")->type_name("TIME");
  log.add_option("--node", asked_.log.node, "What happens at this node, or comes from it")->type_name("NODE");
  log.add_option("--kind", asked_.log.kind, "Events of one kind, such as delivered, timer_fired, state")
      ->type_name("KIND");
  log.add_option("--name", asked_.log.name, "Events of one name: a message, timer, field, domain event")
      ->type_name("NAME");
  log.add_option("--search", asked_.log.search, "Sentences with this text in them")->type_name("TEXT");
  log.add_flag("--all", asked_.log.all, "Every message, timer and change of state, not the story alone");
  log.add_option("--limit", asked_.limit_text, "At most so many lines (1000)")->type_name("N");
  log.add_flag("--json", asked_.log.json, "One JSON object a line");
  add_color(log);

  CLI::App& why = add("why", "Tell what led to an event of a run file, from the first cause on", [this] {
    asked_.why.color = color();
    return cli::why(asked_.why);
  });
  why.add_option("run", asked_.why.run, "A run file")->required();
  why.add_option("event", asked_.why.event, "Its number, or a name: became_leader, crashed, became_leader@server-2")
      ->required();
  why.add_option("--at", asked_.why.at, "Of a name: the last such event up to this time")->type_name("TIME");
  add_color(why);

  CLI::App& state = add("state", "Tell the state of every node of a run file at one moment", [this] {
    asked_.state.color = color();
    return cli::state(asked_.state);
  });
  state.add_option("run", asked_.state.run, "A run file")->required();
  state.add_option("node", asked_.state.node, "This node alone");
  state.add_option("--at", asked_.state.at, "The time (the end)")->type_name("TIME");
  state.add_flag("--json", asked_.state.json, "One JSON document");
  add_color(state);

  CLI::App& diff = add("diff", "Tell where two run files part, what followed, and which metrics differ", [this] {
    asked_.diff.color = color();
    return cli::diff(asked_.diff);
  });
  diff.add_option("a", asked_.diff.a, "A run file")->required();
  diff.add_option("b", asked_.diff.b, "Another")->required();
  add_color(diff);
  diff.footer("Exit codes: 0 the runs are the same, 1 they differ, 2 a file cannot be read.");
}

void CommandGrammar::add_script_commands() {
  for (const ScriptCommand& one : kScriptCommands) {
    const std::string name = one.name;
    CLI::App& command = add(name, one.about, [this, name] {
      if (name == "bench") return bench(asked_.words);
      if (name == "gui") return gui(asked_.words);
      complain("this command builds what it needs: the script ./orrery of the source tree carries it out", name);
      return ExitCode::bad_input;
    });
    command.footer(one.arguments);
    command.prefix_command();
  }
}

void CommandGrammar::add_completion() {
  CLI::App& command =
      add("completion", "Print the completion script of a shell", [this] { return completion(asked_.word); });
  command.add_option("shell", asked_.word, "bash, zsh or fish")->required();
  command.footer(
      "Examples:\n"
      "  source <(orrery completion bash)\n"
      "  orrery completion fish > ~/.config/fish/completions/orrery.fish");
}

void CommandGrammar::add_help() {
  CLI::App& command = add("help", "Say what there is, or what a command does", [this] { return help(asked_.word); });
  command.add_option("command", asked_.word, "The command to be explained");
}

}  // namespace orrery::cli
