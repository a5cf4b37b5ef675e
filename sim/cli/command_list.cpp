#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "cli/catalog.h"
#include "cli/commands.h"
#include "core/value_text.h"
#include "scenario/library.h"

namespace orrery::cli {

namespace {

std::string scenarios_text() {
  std::vector<CatalogEntry> entries;
  for (const LibraryEntry& scenario : library_entries()) entries.push_back({scenario.name, scenario.title});
  return entries_text(entries);
}

std::string kinds_text() { return entries_text(kinds()); }
std::string faults_text() { return entries_text(faults()); }
std::string metrics_text() { return entries_text(metrics()); }
std::string checkers_text() { return entries_text(checkers()); }
std::string events_text() { return entries_text(events()); }
std::string types_text() { return entries_text(types()); }
std::string sections_text() { return entries_text(sections()); }

std::string files_text() {
  return entries_text({{kRunFilePage, "the tables of the run file that `orrery run --trace FILE` writes"}});
}

struct Topic {
  const char* name;
  const char* heading;
  std::string (*text)();
};

constexpr std::array<Topic, 9> kTopics{{
    {"scenarios", "Scenarios (orrery run NAME)", scenarios_text},
    {"kinds", "Node kinds (kind: NAME)", kinds_text},
    {"faults", "Faults (NAME: SELECTOR)", faults_text},
    {"metrics", "Metrics (metric: NAME)", metrics_text},
    {"checkers", "Checkers (invariant: NAME, or all)", checkers_text},
    {"events", "Events (event: NAME), and what the story says of them", events_text},
    {"types", "Types of parameters with forms (KEY: FORM argument=value)", types_text},
    {"files", "Files (orrery describe NAME)", files_text},
    {"language", "The language (sections and expressions of a scenario file)", sections_text},
}};

}  // namespace

std::vector<std::string> list_topics() {
  std::vector<std::string> names;
  for (const Topic& topic : kTopics) names.emplace_back(topic.name);
  return names;
}

ExitCode list(const std::string& what) {
  const bool all = what.empty();
  bool found = false;
  for (const Topic& topic : kTopics) {
    if (!all && what != topic.name) continue;
    if (all) print(fmt::format("{}{}\n", found ? "\n" : "", topic.heading));
    print(topic.text());
    found = true;
  }
  if (found) {
    if (all) print("\norrery describe NAME explains any of them.\n");
    return ExitCode::held;
  }
  const std::vector<std::string> topics = list_topics();
  complain(fmt::format("nothing to list under '{}'{}; topics are: {}", what,
                       suggestion(what, {topics.begin(), topics.end()}), fmt::join(topics, ", ")),
           "list");
  return ExitCode::bad_input;
}

}  // namespace orrery::cli
