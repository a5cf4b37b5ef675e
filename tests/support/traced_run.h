// Runs of scenarios with their run files in a directory of their own, which goes when the test is over.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "run/launch.h"
#include "run/run.h"
#include "run_file/run_file.h"
#include "run_file/writer.h"
#include "scenario/loader.h"

namespace orrery::test {

class Directory {
 public:
  Directory() {
    std::string made = (std::filesystem::temp_directory_path() / "orrery-test-XXXXXX").string();
    REQUIRE(::mkdtemp(made.data()) != nullptr);
    path_ = made;
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline Scenario scenario_of(const std::string& name, std::vector<std::pair<std::string, std::string>> overrides = {}) {
  LoadOptions options;
  options.overrides = std::move(overrides);
  auto scenario = load_scenario(std::string(ORRERY_SOURCE_DIR) + "/scenarios/" + name + ".yaml", options);
  if (!scenario) FAIL(scenario.error().str());
  return *std::move(scenario);
}

// Runs in a child, as every run does, with a run file at `path`.
inline RunResult run_traced(const Scenario& scenario, std::uint64_t seed, const std::string& path) {
  const auto result = launch([&]() -> tl::expected<RunResult, std::string> {
    auto writer = run_file::Writer::create(path, scenario, seed);
    if (!writer) return tl::unexpected(writer.error());
    RunRequest request;
    request.seed = seed;
    request.sinks.push_back(writer->get());
    auto made = run_scenario(scenario, request);
    if (made && !(*writer)->conclude(*made)) return tl::unexpected((*writer)->error());
    return made;
  });
  if (!result) FAIL(result.error().text);
  return *result;
}

inline run_file::RunFile open_run(const std::string& path) {
  auto run = run_file::RunFile::open(path);
  if (!run) FAIL(run.error());
  return *std::move(run);
}

}  // namespace orrery::test
