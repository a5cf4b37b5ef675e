#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "cli/catalog.h"
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/loading.h"
#include "core/form.h"
#include "scenario/library.h"

namespace orrery::cli {

namespace {

// The scripts know nothing themselves: they ask `orrery complete` with the words typed so far. Files are completed by
// the shell where there is no other answer.
// Bash breaks words at '=' and replaces only what stands behind it.
constexpr const char* kBash = R"script(_orrery() {
  local line=${COMP_LINE:0:COMP_POINT} words current IFS=$' \t\n'
  read -ra words <<<"$line"
  [[ $line == *' ' ]] && words+=('')
  current=${words[-1]}
  IFS=$'\n'
  COMPREPLY=($("${words[0]}" complete "${words[@]:1}" 2>/dev/null))
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
  [[ $current == *=* && $COMP_WORDBREAKS == *=* ]] && COMPREPLY=("${COMPREPLY[@]#"${current%"${current##*=}"}"}")
}
complete -o default -o bashdefault -F _orrery orrery ./orrery
)script";

constexpr const char* kZsh = R"script(#compdef orrery
_orrery() {
  local -a candidates
  candidates=("${(@f)$("${words[1]}" complete "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(${candidates:#})
  (( ${#candidates} )) && compadd -a candidates || _files
}
compdef _orrery orrery ./orrery
)script";

constexpr const char* kFish = R"script(function __orrery_complete
  set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
  $words[1] complete $words[2..-1] 2>/dev/null
end
complete --command orrery --arguments '(__orrery_complete)'
)script";

std::vector<std::string> names(const std::vector<CatalogEntry>& entries) {
  std::vector<std::string> list;
  for (const CatalogEntry& entry : entries) list.push_back(entry.name);
  return list;
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> list;
  for (const LibraryEntry& scenario : library_entries()) list.push_back(scenario.name);
  return list;
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

// The scenario that was named before the word at hand; nothing where none was, or it does not load.
std::vector<std::string> of_scenario(const std::vector<std::string>& words,
                                     const std::function<std::vector<std::string>(const Scenario&)>& get) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    if (words[i].starts_with("-")) continue;
    if (const auto scenario = load(words[i])) return get(*scenario);
  }
  return {};
}

std::vector<std::string> variants_of(const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const Variant& variant : scenario.variants) ids.push_back(variant.id);
  return ids;
}

std::vector<std::string> settings_of(const Scenario& scenario) {
  std::vector<std::string> list;
  for (const Knob& knob : scenario.knobs)
    for (const std::string& value : knob.values) list.push_back(knob.path + "=" + value);
  for (const Fault& fault : scenario.faults) list.push_back("faults." + fault.id + ".at=");
  for (const Group& group : scenario.groups) {
    list.push_back("system." + group.name + ".count=");
    for (const Parameter& parameter : *group.kind->parameters)
      list.push_back("system." + group.name + "." + std::string(parameter.path) + "=");
    for (const Call& call : group.values.calls())
      for (const Parameter& policy : call.policies.declared())
        list.push_back("system." + group.name + ".calls." + call.target + "." + std::string(policy.path) + "=");
  }
  return list;
}

// Where the path of a setting is typed already: the words that it can have. `typed` ends behind the '='.
std::vector<std::string> words_of_setting(const Scenario& scenario, std::string_view typed) {
  std::vector<std::string> list;
  const auto offer = [&](const std::string& prefix, const Parameters& parameters) {
    for (const Parameter& parameter : parameters) {
      const std::string path = fmt::format("{}{}=", prefix, parameter.path);
      if (!typed.starts_with(path)) continue;
      if (parameter.type == ParameterType::boolean)
        for (const std::string_view word : {"true", "false"}) list.push_back(fmt::format("{}{}", path, word));
      if (parameter.type == ParameterType::choice)
        for (const std::string_view word : choice_words(parameter)) list.push_back(fmt::format("{}{}", path, word));
      if (parameter.type == ParameterType::form)
        for (const Form& form : parameter.forms->list) list.push_back(fmt::format("{}{}", path, form.name));
    }
  };
  for (const Group& group : scenario.groups) {
    offer(fmt::format("system.{}.", group.name), *group.kind->parameters);
    for (const Call& call : group.values.calls())
      offer(fmt::format("system.{}.calls.{}.", group.name, call.target), call.policies.declared());
  }
  for (const Fault& fault : scenario.faults) offer(fmt::format("faults.{}.", fault.id), *fault.verb->options);
  return list;
}

// What may stand in the place of the last word; `words` begins with the command.
std::vector<std::string> candidates(const std::vector<std::string>& words) {
  if (words.size() <= 1) return command_names();
  const std::string& command = words.front();
  const std::string& last = words.back();
  const std::string& before = words[words.size() - 2];
  if (before == "--variant") return of_scenario(words, variants_of);
  if (before == "--set")
    return of_scenario(words, [&](const Scenario& scenario) {
      std::vector<std::string> list = settings_of(scenario);
      for (const std::string& word : words_of_setting(scenario, last))
        if (std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
      return list;
    });
  if (command == "export" && before == "--to") {
    std::vector<std::string> formats = {"resilience4j", "envoy"};
    for (const std::string_view name : run_format_names()) formats.emplace_back(name);
    return formats;
  }
  if (before == "--color") return {"auto", "always", "never"};
  if (before == "--seed" || before == "--seeds" || before == "--jobs" || before == "--until") return {};
  if (before == "--seek" || before == "--size" || before == "--screenshot" || before == "--gif" || before == "--view")
    return {};
  if (last.starts_with("-") && command == "gui")
    return {"--seed",  "--variant", "--set",  "--seek", "--view",    "--screenshot", "--gif",
            "--until", "--compare", "--size", "--dark", "--present", "--help"};
  if (last.starts_with("-")) return option_names(command);
  if (command == "run" || command == "validate" || command == "gui") return scenario_names();
  if (command == "list") return list_topics();
  if (command == "completion") return {"bash", "zsh", "fish"};
  if (command == "help") return command_names();
  std::vector<std::string> list;
  if (command == "describe") {
    append(list, scenario_names());
    for (const auto& entries : {kinds(), faults(), metrics(), checkers(), events(), sections(), types()})
      append(list, names(entries));
    list.emplace_back(kRunFilePage);
  }
  return list;
}

}  // namespace

ExitCode completion(const std::string& shell) {
  print(shell == "bash" ? kBash : shell == "zsh" ? kZsh : kFish);
  return ExitCode::held;
}

ExitCode complete(const std::vector<std::string>& words) {
  const std::string typed = words.empty() ? "" : words.back();
  // `--color=al` asks for what `--color al` does.
  std::vector<std::string> apart = words;
  std::string option;
  if (const std::size_t equals = typed.find('='); typed.starts_with("--") && equals != std::string::npos) {
    option = typed.substr(0, equals + 1);
    apart.back() = typed.substr(0, equals);
    apart.push_back(typed.substr(equals + 1));
  }
  for (const std::string& candidate : candidates(apart))
    if ((option + candidate).starts_with(typed)) print(option + candidate + "\n");
  return ExitCode::held;
}

}  // namespace orrery::cli
