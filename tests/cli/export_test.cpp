// What `orrery export` does with the file that it writes, and what it says where it cannot.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "cli/cli_fixture.h"
#include "support/golden_text.h"
#include "support/traced_run.h"

namespace fs = std::filesystem;
using orrery::test::Directory;
using orrery::test::file_text;
using orrery::test::orrery_command;
using orrery::test::Outcome;

namespace {

constexpr const char* kColumns = "event,time_ns,kind,node,name,peer,cause,a,b,c,details\n";

// A directory with a short run file.
struct ShortRun {
  Directory directory;
  std::string run = directory.file("run.orrery");
  ShortRun() {
    const Outcome made =
        orrery_command({"run", "leader-election/first-election", "--quiet", "--until", "600ms", "--trace", run});
    REQUIRE(made.exit_code == 0);
  }
  Outcome to(const std::string& format, const std::string& output, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"export", run, "--to", format, "-o", output};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return orrery_command(arguments);
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(directory.file(""))) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
};

Outcome settings_of(const std::string& scenario, const std::string& call, const std::string& output) {
  return orrery_command({"export", scenario, "--call", call, "--to", "envoy", "-o", output});
}

}  // namespace

TEST_CASE("what is no regular file is written into, and stays what it is", "[export]") {
  const ShortRun run;
  const std::string pipe = run.directory.file("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK);
  REQUIRE(reader >= 0);
  const Outcome exported = run.to("csv", pipe, {"--since", "550ms"});
  INFO(exported.err);
  CHECK(exported.exit_code == 0);
  char begin[64] = {};
  CHECK(::read(reader, begin, std::string_view(kColumns).size()) > 0);
  CHECK(std::string(begin) == kColumns);
  ::close(reader);
  CHECK(fs::is_fifo(pipe));
  CHECK(run.files() == std::vector<std::string>{"pipe", "run.orrery"});
}

TEST_CASE("a symbolic link is followed, and the file that it names is replaced", "[export]") {
  const ShortRun run;
  fs::create_directory(run.directory.file("folder"));
  std::ofstream(run.directory.file("folder/there.csv")) << "old";
  const std::string link = run.directory.file("link.csv");
  for (const char* name : {"folder/there.csv", "folder/to-be.csv"}) {
    fs::remove(link);
    fs::create_symlink(name, link);
    CHECK(run.to("csv", link).exit_code == 0);
    CHECK(fs::is_symlink(link));
    CHECK(file_text(run.directory.file(name)).find(kColumns) == 0);
    CHECK_FALSE(fs::exists(run.directory.file(name) + std::string(".part")));
  }
}

TEST_CASE("the file that is read is never written, whatever it is called", "[export]") {
  const ShortRun run;
  const std::string before = file_text(run.run);
  const auto check = [&](const std::string& output) {
    const Outcome refused = run.to("html", output);
    CHECK(refused.exit_code == 2);
    CHECK_THAT(refused.err, Catch::Contains("is the file that is read: name another\n"));
    CHECK(std::count(refused.err.begin(), refused.err.end(), '\n') == 1);
    CHECK(file_text(run.run) == before);
  };
  check(run.run);
  check(run.directory.file("./run.orrery"));
  fs::create_symlink("run.orrery", run.directory.file("link"));
  check(run.directory.file("link"));
  fs::create_hard_link(run.run, run.directory.file("twin"));
  check(run.directory.file("twin"));
  fs::create_hard_link(run.run, run.directory.file("twin2.part"));
  check(run.directory.file("twin2"));
}

TEST_CASE("the settings of a call go to the file that -o names, and not to their scenario's", "[export]") {
  const Directory directory;
  const std::string scenario = directory.file("mine.yaml");
  fs::copy_file(ORRERY_SOURCE_DIR "/scenarios/circuit-breaker/cascade.yaml", scenario);
  const std::string before = file_text(scenario);
  const Outcome refused = settings_of(scenario, "shop.payments", directory.file("./mine.yaml"));
  CHECK(refused.exit_code == 2);
  CHECK(refused.out.empty());
  CHECK_THAT(refused.err, Catch::Contains("is the file that is read: name another"));
  CHECK(file_text(scenario) == before);
  const Outcome written = settings_of(scenario, "shop.payments", directory.file("envoy.yaml"));
  CHECK(written.exit_code == 0);
  CHECK(written.out.empty());
  CHECK(file_text(directory.file("envoy.yaml")).find("# The call from shop to payments") == 0);
}

TEST_CASE("an export that fails leaves nothing behind", "[export]") {
  const ShortRun run;
  const std::string whole = run.directory.file("whole");
  fs::copy_file(run.run, whole);
  std::ofstream(run.directory.file("there.jsonl")) << "old";
  const auto size = fs::file_size(whole);
  int failed_midway = 0;
  for (std::uintmax_t at = 4096; at + 512 < size; at += size / 23) {
    fs::copy_file(whole, run.run, fs::copy_options::overwrite_existing);
    std::fstream file(run.run, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file << std::string(512, '\x5a');
    file.close();
    if (!orrery::run_file::RunFile::open(run.run)) continue;
    const Outcome outcome = run.to("jsonl", run.directory.file("there.jsonl"));
    if (outcome.exit_code == 0) {
      std::ofstream(run.directory.file("there.jsonl")) << "old";
      continue;
    }
    ++failed_midway;
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Contains("is damaged"));
    CHECK(file_text(run.directory.file("there.jsonl")) == "old");
    CHECK(run.files() == std::vector<std::string>{"run.orrery", "there.jsonl", "whole"});
  }
  CHECK(failed_midway > 0);
}

TEST_CASE("settings without --call are told which calls there are", "[export]") {
  const Outcome scenario = orrery_command({"export", "circuit-breaker/cascade", "--to", "resilience4j"});
  CHECK(scenario.exit_code == 2);
  CHECK_THAT(scenario.err, Catch::Contains("name it with --call, here browser.shop, shop.payments"));
  const ShortRun run;
  const Outcome file = orrery_command({"export", run.run, "--to", "envoy"});
  CHECK(file.exit_code == 2);
  CHECK_THAT(file.err, Catch::Contains("settings of one call of a scenario: name it with --call CALLER.TARGET"));
}

TEST_CASE("the settings of a proxy's call have what is set of the proxy itself", "[export]") {
  const Outcome exported =
      orrery_command({"export", "ambassador/endpoint-crash", "--call", "ambassador.backend", "--to", "envoy"});
  REQUIRE(exported.exit_code == 0);
  for (const char* setting :
       {"health_checks:", "unhealthy_threshold: 2", "max_connections: 1024", "timeout: 1s", "per_try_timeout: 0.5s"})
    CHECK_THAT(exported.out, Catch::Contains(setting));
}
