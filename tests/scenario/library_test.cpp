#include "scenario/library.h"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "scenario/knob_check.h"
#include "scenario/load.h"

namespace orrery {
namespace {

using test::kHead;
using test::kServers;

TEST_CASE("every scenario of the library is valid in all its variants, without warnings") {
  const auto entries = library_entries(std::string(ORRERY_SOURCE_DIR) + "/scenarios");
  REQUIRE(!entries.empty());
  for (const LibraryEntry& entry : entries) {
    const auto scenario = load_scenario(entry.path);
    INFO((scenario ? scenario->warnings.str() : scenario.error().str()));
    REQUIRE(scenario);
    CHECK(scenario->warnings.empty());
    CHECK(entry.title == scenario->title);
  }
}

TEST_CASE("every scenario of the library takes whatever its knobs offer") {
  for (const LibraryEntry& entry : library_entries(std::string(ORRERY_SOURCE_DIR) + "/scenarios")) {
    const auto text = read_scenario_text(entry.path);
    REQUIRE(text);
    const auto scenario = load_scenario_text(*text);
    REQUIRE(scenario);
    CHECK(check_knobs(*text, *scenario).str() == "");
  }
}

TEST_CASE("a name finds its file in the library, and a misspelt one the nearest") {
  namespace fs = std::filesystem;
  const fs::path library = fs::temp_directory_path() / "orrery-scenario-library-test";
  fs::remove_all(library);
  for (const char* folder : {"leader-election", "circuit-breaker", "platforms"})
    fs::create_directories(library / folder);
  for (const char* file : {"leader-election/first-election.yaml", "circuit-breaker/first-trip.yaml",
                           "platforms/no-scenario.yaml", "leader-election/readme.txt"})
    std::ofstream(library / file) << kHead << "patterns: [one, two]\n" << kServers;

  const auto entries = library_entries(library.string());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].name == "circuit-breaker/first-trip");
  CHECK(entries[0].title == "A test");
  CHECK(entries[1].patterns == std::vector<std::string>{"one", "two"});

  for (const char* name : {"leader-election/first-election", "leader-election/first-election.yaml"})
    CHECK(find_scenario(name, library.string())->name == "leader-election/first-election");
  const std::string path = (library / "leader-election/first-election.yaml").string();
  CHECK(find_scenario(path, library.string())->name == "leader-election/first-election");
  CHECK(find_scenario(path, "/nowhere")->name == path);
  for (const char* name : {"leader-election/frist-election", "first-election", "raft/first-election"})
    CHECK(find_scenario(name, library.string()).error().note ==
          "did you mean 'leader-election/first-election'?\n`orrery list scenarios` shows every one");
  CHECK(find_scenario("circuit-breaker/nope", library.string()).error().note ==
        "this pattern has circuit-breaker/first-trip\n`orrery list scenarios` shows every one");
  CHECK(find_scenario("something/else-entirely", library.string()).error().note ==
        "`orrery list scenarios` shows every one");
  CHECK(find_scenario("something/else-entirely.yaml", library.string()).error().note.empty());
  fs::remove_all(library);
}

}  // namespace
}  // namespace orrery
