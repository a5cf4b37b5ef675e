// The `orrery` command as a user meets it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/command.h"
#include "support/golden_text.h"

using orrery::test::check_golden_text;
using orrery::test::Environment;
using orrery::test::Outcome;

namespace {

Outcome orrery_command(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  return orrery::test::run_command(ORRERY_PROGRAM, arguments, environment);
}

std::string golden_path(const std::string& name) { return ORRERY_SOURCE_DIR "/tests/cli/golden/" + name + ".txt"; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A scenario file that is there as long as this object.
class ScenarioFile {
 public:
  explicit ScenarioFile(const std::string& text) {
    char name[] = "/tmp/orrery-test-XXXXXX";
    const int descriptor = ::mkstemp(name);
    REQUIRE(descriptor >= 0);
    ::close(descriptor);
    path_ = std::string(name) + ".yaml";
    std::filesystem::rename(name, path_);
    std::ofstream(path_) << text;
  }
  ~ScenarioFile() { std::filesystem::remove(path_); }
  ScenarioFile(const ScenarioFile&) = delete;
  ScenarioFile& operator=(const ScenarioFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

const std::string kThreeServers =
    "orrery: 1\ntitle: Mine\nrun_for: 2s\nnetwork: { preset: lan }\nsystem:\n  server: { kind: raft, count: 3 }\n";

}  // namespace

TEST_CASE("the shipped scenarios tell the story that was reviewed") {
  for (const std::string name : {"first-election", "leader-crash"}) {
    const Outcome outcome = orrery_command({"run", "leader-election/" + name});
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
    check_golden_text(golden_path(name), outcome.out);
  }
}

TEST_CASE("the README shows what its first command prints") {
  const std::string path = ORRERY_SOURCE_DIR "/README.md";
  const std::string readme = orrery::test::file_text(path);
  const std::string before = "It prints:\n\n";
  const std::string after = "\n## More";
  const std::size_t begin = readme.find(before) + before.size();
  const std::size_t end = readme.find(after);
  REQUIRE(begin < end);
  std::istringstream lines(orrery_command({"run", "leader-election/leader-crash"}).out);
  std::string shown;
  for (std::string line; std::getline(lines, line);) shown += line.empty() ? "\n" : "    " + line + "\n";
  check_golden_text(path, readme.substr(0, begin) + shown + readme.substr(end));
}

TEST_CASE("every message of the first election can be followed") {
  const Outcome outcome = orrery_command({"run", "leader-election/first-election", "--verbose", "--until", "250ms"});
  check_golden_text(golden_path("first-election-verbose"), outcome.out);
}

TEST_CASE("the option --json prints one document and nothing else, with the fingerprint that the story ends with") {
  const Outcome told = orrery_command({"run", "leader-election/first-election"});
  const Outcome outcome = orrery_command({"run", "leader-election/first-election", "--json"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
  const auto json = nlohmann::json::parse(outcome.out, nullptr, false);
  REQUIRE(json.is_object());
  CHECK(json["verdict"] == "held");
  REQUIRE(json["runs"].size() == 1);
  CHECK(has(told.out, json["runs"][0]["fingerprint"]));
  CHECK_FALSE(json["runs"][0]["story"].empty());
}

TEST_CASE("the option --quiet leaves out the story and nothing else") {
  const Outcome quiet = orrery_command({"run", "leader-election/leader-crash", "--quiet"});
  const Outcome told = orrery_command({"run", "leader-election/leader-crash"});
  CHECK_FALSE(has(quiet.out, "stands for election"));
  CHECK(has(told.out, quiet.out.substr(quiet.out.find("\nMetrics"))));
}

TEST_CASE("a seed changes the run, and the same seed repeats it") {
  const auto fingerprint = [](const std::string& seed) {
    const Outcome outcome = orrery_command({"run", "leader-election/first-election", "--json", "--seed", seed});
    return nlohmann::json::parse(outcome.out)["runs"][0]["fingerprint"].get<std::string>();
  };
  CHECK(fingerprint("7") == fingerprint("7"));
  CHECK(fingerprint("7") != fingerprint("8"));
  CHECK(fingerprint("18446744073709551615") != fingerprint("0"));
}

TEST_CASE("an early end leaves undecided what was not reached") {
  const Outcome outcome = orrery_command({"run", "leader-election/leader-crash", "--until", "1s"});
  CHECK(outcome.exit_code == 4);
  CHECK(has(outcome.out, "the run ended at 1.000 s, before 10.000 s"));
}

TEST_CASE("an expectation that fails is exit code 1, and its figure is told") {
  const ScenarioFile file(kThreeServers + "expect:\n  - { metric: elections, at_least: 50 }\n");
  const Outcome outcome = orrery_command({"run", file.path()});
  CHECK(outcome.exit_code == 1);
  CHECK(has(outcome.out, "failed     elections: 1 (at least 50)"));
}

TEST_CASE("variants are run at one seed and told side by side, one alone on demand") {
  const ScenarioFile file(kThreeServers +
                          "variants:\n  - { id: patient, set: { system.server.election_timeout: 300ms..400ms } }\n"
                          "  - { id: hasty, set: { system.server.election_timeout: 100ms..120ms } }\n"
                          "expect:\n  - { metric: leaderless_time, at_most: 200ms, variant: hasty }\n");
  const Outcome both = orrery_command({"run", file.path()});
  CHECK(both.exit_code == 0);
  CHECK(has(both.out, "Variant patient"));
  CHECK(has(both.out, "Side by side"));
  const Outcome one = orrery_command({"run", file.path(), "--variant", "hasty"});
  CHECK_FALSE(has(one.out, "patient"));
  CHECK_FALSE(has(one.out, "Side by side"));
}

TEST_CASE("the option --set changes a value of the scenario") {
  const Outcome outcome =
      orrery_command({"run", "leader-election/first-election", "--set", "system.server.count=5", "--json"});
  CHECK(outcome.exit_code == 0);
  CHECK(has(outcome.out, "server-1 to server-5"));
}

TEST_CASE("a fault that hits nothing is told with its time, and is bad input") {
  const ScenarioFile file(kThreeServers + "faults:\n  - { id: early, at: 0s, crash: leader of server }\n");
  const Outcome outcome = orrery_command({"run", file.path()});
  CHECK(outcome.exit_code == 2);
  CHECK(has(outcome.err, "early"));
  CHECK(has(outcome.err, "leader of server"));
}

TEST_CASE("a platform file that SimGrid refuses is told before anything runs") {
  const ScenarioFile platform("junk\n");
  std::string text = kThreeServers;
  text.replace(text.find("{ preset: lan }"), 15, "{ platform: " + platform.path() + " }");
  const ScenarioFile file(text);
  for (const std::string command : {"run", "validate"}) {
    const Outcome outcome = orrery_command({command, file.path()});
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK(has(outcome.err, platform.path() + ":1"));
  }
}

TEST_CASE("bad usage names the nearest thing that is known, on standard error alone") {
  struct Case {
    std::vector<std::string> arguments;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {{"rum"}, "unknown command 'rum' (did you mean 'run'?)"},
      {{"run", "leader-election/first-election", "--sed", "3"}, "unknown option '--sed' (did you mean '--seed'?)"},
      {{"run", "leader-election/first-election", "--sed=3"}, "unknown option '--sed' (did you mean '--seed'?)"},
      {{"run", "leader-election/first-electoin"}, "leader-election/first-election"},
      {{"run", "no/such/file.yaml"}, "no/such/file.yaml"},
      {{"run"}, "scenario"},
      {{"run", "leader-election/first-election", "--seed", "x"}, "--seed"},
      {{"run", "leader-election/first-election", "--seed", "-1"}, "--seed"},
      {{"run", "leader-election/first-election", "--until", "5"}, "--until: expected a duration"},
      {{"run", "leader-election/first-election", "--color", "red"}, "--color"},
      {{"run", "leader-election/first-election", "--variant", "x"}, "variant"},
      {{"run", "leader-election/first-election", "--set", "system.server.cuont=3"}, "count"},
      {{"run", "leader-election/first-election", "--set", "nonsense"}, "nonsense"},
      {{"run", "leader-election/first-election", "extra"}, "unexpected argument 'extra'"},
      {{"list", "kind"}, "(did you mean 'kinds'?)"},
      {{"describe", "raftt"}, "(did you mean 'raft'?)"},
      {{"describe", "leader-election/none"}, "leader-election/none"},
      {{"completion", "tcsh"}, "tcsh"},
      {{"bench", "--benchmark_filter=x"}, "./orrery bench"},
  };
  for (const Case& wrong : cases) {
    const Outcome outcome = orrery_command(wrong.arguments);
    INFO("... " << wrong.arguments.back() << " -> " << outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK(outcome.out.empty());
    CHECK(has(outcome.err, wrong.expected));
  }
}

TEST_CASE("nothing asked for is answered with the help and exit code 2, help asked for with 0") {
  const Outcome nothing = orrery_command({});
  const Outcome help = orrery_command({"--help"});
  CHECK(nothing.exit_code == 2);
  CHECK(help.exit_code == 0);
  CHECK(nothing.out == help.out);
  check_golden_text(golden_path("help"), help.out);
  const Outcome run_help = orrery_command({"run", "--help"});
  CHECK(run_help.exit_code == 0);
  check_golden_text(golden_path("run-help"), run_help.out);
}

TEST_CASE("everything that is listed can be described") {
  const Outcome all = orrery_command({"list"});
  CHECK(all.exit_code == 0);
  std::istringstream lines(all.out);
  int described = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 3 || line.substr(0, 2) != "  " || line[2] == ' ') continue;
    const std::string name = line.substr(2, line.find(' ', 2) - 2);
    const Outcome outcome = orrery_command({"describe", name});
    INFO(name << ": " << outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK(has(outcome.out, name));
    ++described;
  }
  CHECK(described > 20);
}

TEST_CASE("validate names every mistake of every file") {
  const ScenarioFile good(kThreeServers);
  const ScenarioFile bad(kThreeServers + "run_four: 3s\nexpect:\n  - { metric: electoins, at_least: 1 }\n");
  const Outcome outcome = orrery_command({"validate", good.path(), bad.path()});
  CHECK(outcome.exit_code == 2);
  CHECK(has(outcome.out, good.path() + ": valid"));
  CHECK(has(outcome.err, "run_four"));
  CHECK(has(outcome.err, "did you mean 'elections'?"));
}

TEST_CASE("the schema is one JSON document") {
  const auto json = nlohmann::json::parse(orrery_command({"schema"}).out, nullptr, false);
  REQUIRE(json.is_object());
  CHECK(json.contains("$schema"));
}

TEST_CASE("colour comes on demand, and not into a pipe") {
  const std::vector<std::string> run{"run", "leader-election/first-election"};
  CHECK_FALSE(has(orrery_command(run).out, "\033["));
  CHECK(has(orrery_command({"run", "leader-election/first-election", "--color", "always"}).out, "\033["));
  CHECK_FALSE(
      has(orrery_command({"run", "leader-election/first-election", "--json", "--color", "always"}).out, "\033["));
}

TEST_CASE("an output that cannot be written is told") {
  const Outcome full = orrery::test::run_command(
      "/bin/sh", {"-c", "exec \"$0\" run leader-election/first-election > /dev/full", ORRERY_PROGRAM});
  CHECK(full.exit_code == 2);
  CHECK(has(full.err, "cannot write to standard output"));
  const Outcome closed = orrery::test::run_command(
      "/bin/sh", {"-c", "exec \"$0\" run leader-election/first-election >&-", ORRERY_PROGRAM});
  CHECK(closed.exit_code == 2);
  CHECK(has(closed.err, "cannot write to standard output"));
}

TEST_CASE("a reader that has had enough ends the run without a word") {
  const Outcome outcome = orrery::test::run_command(
      "/bin/sh", {"-c", "\"$0\" run leader-election/leader-crash --verbose | head -n 1", ORRERY_PROGRAM});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.err.empty());
}

TEST_CASE("completion knows commands, options, scenarios, variants, settings and kinds") {
  const auto completed = [](std::vector<std::string> words) {
    words.insert(words.begin(), "complete");
    return orrery_command(words).out;
  };
  CHECK(completed({"va"}) == "validate\n");
  CHECK(completed({"run", "leader-election/f"}) == "leader-election/first-election\n");
  CHECK(completed({"run", "x", "--see"}) == "--seed\n");
  CHECK(completed({"run", "leader-election/leader-crash", "--set", "system.server.cou"}) ==
        "system.server.count=3\nsystem.server.count=5\nsystem.server.count=7\nsystem.server.count=\n");
  CHECK(completed({"describe", "raf"}) == "raft\n");
  CHECK(completed({"list", "me"}) == "metrics\n");
  CHECK(completed({"no-such-command", "x"}).empty());
  const ScenarioFile file(kThreeServers + "variants:\n  - { id: patient, set: { run_for: 3s } }\n");
  CHECK(completed({"run", file.path(), "--variant", ""}) == "patient\n");
  for (const std::string shell : {"bash", "zsh", "fish"})
    CHECK(has(orrery_command({"completion", shell}).out, "complete"));
}
