#include "services/policies/breaker_traces.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fmt/format.h>
#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::test;

namespace {

namespace fs = std::filesystem;

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (fs::temp_directory_path() / "orrery-breaker-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TemporaryDirectory() { fs::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const fs::path& path() const { return path_; }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }

 private:
  fs::path path_;
};

void check_agrees(const TraceReport& report) {
  CHECK(report.traces > 0);
  for (const std::string& difference : report.differences) FAIL_CHECK(difference);
}

constexpr std::string_view kSettings =
    R"("window":"count","size":2,"min_calls":2,"failure_rate":50,"slow_rate":100,"slow_ms":100,)"
    R"("half_open_calls":1,"wait_open_ms":1000)";

std::string trace(std::string_view state_after_the_error) {
  return fmt::format(R"({{{},"ops":[)"
                     R"({{"t":0,"op":"acquire","permitted":true,"state":"CLOSED","buffered":0,"failed":0,"slow":0}},)"
                     R"({{"t":1,"op":"success","ms":1,"state":"CLOSED","buffered":1,"failed":0,"slow":0}},)"
                     R"({{"t":2,"op":"error","ms":101,"state":"{}","buffered":2,"failed":1,"slow":1}}]}})"
                     "\n",
                     kSettings, state_after_the_error);
}

}  // namespace

TEST_CASE("every trace recorded from resilience4j 2.2.0 replays to the letter") {
  const fs::path directory = fs::path(ORRERY_SOURCE_DIR) / "tests" / "vectors";
  const TraceReport report = replay_breaker_traces(directory, "circuit-breaker.");
  check_agrees(report);
  CHECK(report.traces >= 60);
  CHECK(report.operations >= 5554);
}

TEST_CASE("every trace of the directory that ORRERY_BREAKER_VECTORS names replays to the letter") {
  const char* directory = std::getenv("ORRERY_BREAKER_VECTORS");
  if (directory == nullptr) return;
  REQUIRE(fs::is_directory(directory));
  check_agrees(replay_breaker_traces(directory));
}

TEST_CASE("a wrong trace is told with its file, line and operation") {
  const TemporaryDirectory directory;
  directory.write("a-right.jsonl", trace("OPEN"));
  directory.write("b-wrong.jsonl", trace("OPEN") + trace("CLOSED") + trace("OPEN"));
  directory.write("c-broken.jsonl", "{\"window\":\"count\"\n");
  directory.write("notes.txt", "not a trace");
  directory.write("d-empty.jsonl", fmt::format("{{{},\"ops\":[]}}\n", kSettings));
  const TraceReport report = replay_breaker_traces(directory.path());
  CHECK(report.traces == 6);
  REQUIRE(report.differences.size() == 3);
  CHECK(report.differences[0] ==
        "b-wrong.jsonl:2, operation 3 (error at 2 ms): recorded CLOSED with 2 buffered, 1 failed, 1 slow; "
        "found OPEN with 2 buffered, 1 failed, 1 slow");
  CHECK(report.differences[1].starts_with("c-broken.jsonl:1, not a trace: "));
  CHECK(report.differences[2] == "d-empty.jsonl:1, a trace without operations");
}
