// One bad file for each kind of mistake, each with the message that it gives.
//
// A line `# with --set path=value` or `# with --variant id` at the top of a file says how it is loaded.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "scenario/loader.h"
#include "support/golden_text.h"

namespace orrery {
namespace {

const std::filesystem::path kBad = std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/scenario/bad";

std::vector<std::filesystem::path> bad_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(kBad))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

LoadOptions options_of(const std::filesystem::path& path) {
  constexpr std::string_view kSet = "# with --set ";
  constexpr std::string_view kVariant = "# with --variant ";
  LoadOptions options;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(kSet)) options.overrides.push_back(parse_override(line.substr(kSet.size())).value());
    if (line.starts_with(kVariant)) options.variant = line.substr(kVariant.size());
  }
  return options;
}

// The directory of the tests shows as nothing, so that the goldens are the same wherever they are.
std::string shown(std::string text) {
  const std::string prefix = kBad.string() + "/";
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
    text.erase(at, prefix.size());
  return text;
}

TEST_CASE("every kind of mistake has its error, with its place and what would be valid") {
  const auto files = bad_files();
  REQUIRE(files.size() >= 100);
  for (const auto& file : files) {
    INFO(file.filename().string());
    const auto scenario = load_scenario(file.string(), options_of(file));
    CHECK(!scenario);
    if (scenario) continue;
    auto golden = file;
    test::check_golden_text(golden.replace_extension(".txt").string(), shown(scenario.error().str()));
  }
}

TEST_CASE("a file that is not there, or is a directory, is an error without a place") {
  const auto missing = load_scenario((kBad / "nowhere.yaml").string());
  REQUIRE(!missing);
  CHECK(shown(missing.error().str()) == "nowhere.yaml: error: there is no such file and no such scenario\n");
  const auto directory = load_scenario(kBad.string());
  REQUIRE(!directory);
  CHECK(directory.error().front().text == "this is a directory, not a scenario file");
}

TEST_CASE("a file of absurd size is refused before it is parsed") {
  const auto path = std::filesystem::temp_directory_path() / "orrery-scenario-test-huge.yaml";
  std::ofstream(path) << std::string((1 << 20) + 1, '#');
  const auto scenario = load_scenario(path.string());
  std::filesystem::remove(path);
  REQUIRE(!scenario);
  CHECK(scenario.error().front().text == "the file is larger than 1024 KiB");
}

TEST_CASE("a run file in place of a scenario is told as what it is") {
  const auto path = std::filesystem::temp_directory_path() / "orrery-scenario-test.orrery";
  std::ofstream(path) << "SQLite format 3" << std::string(100, '\0');
  const auto scenario = load_scenario(path.string());
  std::filesystem::remove(path);
  REQUIRE(!scenario);
  CHECK(scenario.error().front().text == "this is no text but a database: to read a run file see `orrery log`");
}

TEST_CASE("an override without '=' says what was expected") {
  const auto parsed = parse_override("system.server.count");
  REQUIRE(!parsed);
  CHECK(parsed.error().str() ==
        "--set: error: expected path=value such as system.server.count=7, found 'system.server.count'\n");
}

}  // namespace
}  // namespace orrery
