#include "cli/command_line.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/command_grammar.h"
#include "cli/option_values.h"
#include "cli/usage_error.h"
#include "core/value_text.h"

namespace orrery::cli {

namespace {

// Of what is left over: what was probably meant.
std::string explain(const CLI::App* command, const std::vector<std::string>& left_over) {
  const std::string& first = left_over.front();
  const std::string word = first.substr(0, first.find('='));
  const bool is_option = word.size() > 1 && word[0] == '-';

  std::vector<std::string> known;
  std::string text;
  if (is_option) {
    known = option_names(command == nullptr ? "" : command->get_name());
    text = fmt::format("unknown option '{}'", word);
  } else if (command == nullptr) {
    known = command_names();
    text = fmt::format("unknown command '{}'", word);
  } else {
    return fmt::format("unexpected argument '{}'", first);
  }
  return text + suggestion(word, {known.begin(), known.end()});
}

// Says what is wrong: of nothing left over, `otherwise`.
ExitCode refuse(const CommandGrammar& grammar, const std::string& otherwise) {
  const CLI::App* command = grammar.command();
  const std::vector<std::string> left_over = grammar.app().remaining(true);
  const std::string name = command == nullptr ? "" : command->get_name();
  complain(left_over.empty() ? otherwise : explain(command, left_over), name);
  complain_text(fmt::format("see `orrery help{}{}`\n", name.empty() ? "" : " ", name));
  return ExitCode::bad_input;
}

ExitCode carry_out(int argc, char** argv) {
  CommandGrammar grammar;
  CLI::App& app = grammar.app();
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    // Help or version.
    app.exit(asked);
    return ExitCode::held;
  } catch (const CLI::ParseError& wrong) {
    return refuse(grammar, usage_error(grammar.command() == nullptr ? app : *grammar.command(), wrong));
  }
  if (grammar.command() != nullptr && grammar.command()->get_prefix_command())
    grammar.asked().words = app.remaining(true);
  else if (!app.remaining(true).empty())
    return refuse(grammar, {});
  if (grammar.action() == nullptr) {
    complain_text(app.help());
    return ExitCode::bad_input;
  }
  if (const std::string wrong = check_values(grammar); !wrong.empty()) return refuse(grammar, wrong);
  return grammar.action()();
}

}  // namespace

ExitCode help(const std::string& command) {
  // This one would give the help of the command `help`, which was asked for here.
  const CommandGrammar all;
  if (command.empty()) {
    print(all.app().help());
    return ExitCode::held;
  }
  const std::vector<std::string> known = command_names();
  if (std::find(known.begin(), known.end(), command) == known.end()) {
    complain(fmt::format("unknown command {}{}", in_quotes(command), suggestion(command, {known.begin(), known.end()})),
             "help");
    return ExitCode::bad_input;
  }
  print(all.app().get_subcommand(command)->help("orrery"));
  return ExitCode::held;
}

std::vector<std::string> command_names() {
  const CommandGrammar grammar;
  std::vector<std::string> names;
  for (const CLI::App* command : grammar.app().get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> script_command_names() {
  std::vector<std::string> names;
  for (const ScriptCommand& command : script_commands()) names.emplace_back(command.name);
  return names;
}

std::vector<std::string> option_names(const std::string& command) {
  const CommandGrammar grammar;
  const CLI::App* app = command.empty() ? &grammar.app() : nullptr;
  for (const CLI::App* candidate : grammar.app().get_subcommands({}))
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
  return static_cast<int>(finish(carry_out(argc, argv)));
}

}  // namespace orrery::cli
