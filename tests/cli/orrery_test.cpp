// The `orrery` command as a user meets it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/command.h"
#include "support/golden_text.h"
#include "support/terminal.h"

using orrery::test::check_golden_text;
using orrery::test::Environment;
using orrery::test::Outcome;

namespace {

Outcome orrery_command(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  return orrery::test::run_command(ORRERY_PROGRAM, arguments, environment);
}

// The same on a terminal of so many columns, whose lines end as those of a file do.
Outcome run_on_terminal(const std::vector<std::string>& arguments, int width, const Environment& environment) {
  Outcome outcome = orrery::test::run_on_terminal(ORRERY_PROGRAM, arguments, width, environment);
  std::erase(outcome.out, '\r');
  return outcome;
}

std::string golden_path(const std::string& name) { return ORRERY_SOURCE_DIR "/tests/cli/golden/" + name + ".txt"; }

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// With every stretch of white space as one space, so that it does not matter where a line was broken.
std::string folded(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;) line += (line.empty() ? "" : " ") + word;
  return line;
}

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
  CHECK(has(outcome.out, "the run ended at 1 s, before 10 s"));
  CHECK(has(outcome.out, "within 1 s after leader-dies: the run ended at 1 s, before 3 s"));
  CHECK(has(outcome.out, "leader-election/leader-crash, seed 1, until 1s\n"));
  CHECK(has(outcome.out, "(seed 1, until 1 s, "));
}

TEST_CASE("an end later than the scenario's is noted beside the run, and changes nothing") {
  const Outcome plain = orrery_command({"run", "leader-election/first-election"});
  const Outcome late = orrery_command({"run", "leader-election/first-election", "--until", "20s"});
  CHECK(late.exit_code == 0);
  CHECK(late.out == plain.out);
  CHECK(late.err ==
        "orrery run: note: --until 20 s changes nothing, the run ends at 1 s (--set run_for=20s makes it longer)\n");
  CHECK(orrery_command({"run", "leader-election/first-election", "--until", "1s"}).err.empty());
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
  const Outcome told = orrery_command({"run", "leader-election/first-election", "--set", "system.server.count=5"});
  CHECK(has(told.out, "leader-election/first-election, seed 1, system.server.count=5\n"));
  CHECK(has(told.out, "(seed 1, system.server.count=5, "));
}

TEST_CASE("a fault that hits nothing breaks the story off at its place, and is bad input at its place in the file") {
  const ScenarioFile file(kThreeServers + "faults:\n  - { id: early, at: 10ms, crash: leader of server }\n");
  const Outcome outcome = orrery_command({"run", file.path()});
  CHECK(outcome.exit_code == 2);
  CHECK(has(outcome.out,
            "    0.010 s  fault     early: crash aims at leader of server and hits nothing\n"
            "    0.010 s  the run breaks off\n"));
  CHECK(outcome.err == file.path() +
                           ":8:35: error: the fault 'early' at 10 ms: 'leader of server' matches no node\n"
                           "    - { id: early, at: 10ms, crash: leader of server }\n"
                           "                                    ^\n"
                           "with 'optional: true' a fault may hit nothing\n");
  const Outcome changed = orrery_command({"run", file.path(), "--set", "faults.early.crash=2 leader of server"});
  CHECK(changed.err ==
        file.path() +
            ": error: the fault 'early' at 10 ms: '2 leader of server' finds no node that crash would change\n"
            "with 'optional: true' a fault may hit nothing\n");
  const Outcome allowed = orrery_command({"run", file.path(), "--set", "faults.early.optional=true"});
  CHECK(allowed.exit_code == 0);
  CHECK_FALSE(has(allowed.out, "early:"));
}

TEST_CASE("on a terminal everything is as wide as the terminal, from 60 to 120 columns; elsewhere always the same") {
  const std::vector<std::string> run{"run", "leader-election/leader-crash"};
  const auto widest = [](const std::string& text) {
    std::istringstream lines(text);
    std::size_t most = 0;
    for (std::string line; std::getline(lines, line);) most = std::max(most, line.size());
    return most;
  };
  const Environment plain{{"NO_COLOR", "1"}, {"COLUMNS", ""}};
  for (const int width : {60, 72, 100}) {
    const Outcome on_terminal = run_on_terminal(run, width, plain);
    CHECK(on_terminal.exit_code == 0);
    CHECK(widest(on_terminal.out) <= static_cast<std::size_t>(width));
    CHECK(widest(on_terminal.out) > static_cast<std::size_t>(width) - 10);
    CHECK(widest(run_on_terminal({"list"}, width, plain).out) <= static_cast<std::size_t>(width));
    CHECK(widest(run_on_terminal({"describe", "raft"}, width, plain).out) <= static_cast<std::size_t>(width));
  }
  CHECK(run_on_terminal(run, 20, plain).out == run_on_terminal(run, 60, plain).out);
  CHECK(run_on_terminal({"list"}, 500, plain).out == run_on_terminal({"list"}, 120, plain).out);
  CHECK(run_on_terminal(run, 100, {{"NO_COLOR", "1"}, {"COLUMNS", "72"}}).out == run_on_terminal(run, 72, plain).out);
  CHECK(orrery_command(run, {{"COLUMNS", "60"}}).out == orrery_command(run).out);
}

TEST_CASE("a scenario is described with its faults, when they strike, for how long and how") {
  const ScenarioFile file(
      kThreeServers +
      "faults:\n  - { id: slow, at: 500ms, delay: server -> server, by: 20ms, for: 100ms }\n"
      "  - { id: storm, every: 400ms, loss: server <-> server, probability: 30%, for: 50ms, optional: true }\n"
      "  - { id: cut, during: 1s..slow.end + 1s, partition: server-1 <-> server }\n"
      "  - { id: end, at: 1s..2s, crash: any server }\n");
  const Outcome outcome = orrery_command({"describe", file.path()});
  CHECK(outcome.exit_code == 0);
  CHECK(has(outcome.out, "  slow   delay server -> server, at 500 ms, for 100 ms; by 20 ms\n"));
  CHECK(
      has(outcome.out, "  storm  loss server <-> server, every 400 ms, for 50 ms, or nothing where it hits nothing;"));
  CHECK(has(outcome.out, "probability 30%"));
  CHECK(has(outcome.out, "  cut    partition server-1 <-> server, from 1 s to slow.end + 1 s\n"));
  CHECK(has(outcome.out,
            "  end    crash any server, at an instant drawn from 1 s to 2 s, to the end of the run; disk keep\n"));
}

TEST_CASE("the statistics of a metric are defined where it is described") {
  CHECK(has(orrery_command({"describe", "election_time"}).out, "nearest-rank"));
  CHECK_FALSE(has(orrery_command({"describe", "elections"}).out, "nearest-rank"));
}

TEST_CASE("an expectation on a metric that no node of the scenario can feed is refused with its place") {
  const ScenarioFile file(kThreeServers + "expect:\n  - { metric: latency, stat: p99, at_most: 1s }\n");
  const Outcome outcome = orrery_command({"run", file.path()});
  CHECK(outcome.exit_code == 2);
  CHECK(has(outcome.err, ":8:15: error: the metric 'latency' needs nodes with operations of clients"));
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
      {{"run", "leader-election/nope"}, "this pattern has leader-election/clock-drift, "},
      {{"run"}, "orrery run: the scenario is missing: a scenario's name"},
      {{"run", ""}, "orrery run: the scenario is missing: a scenario's name"},
      {{"describe"}, "orrery describe: the name is missing"},
      {{"validate", ""}, "orrery validate: the file is missing"},
      {{"run", "leader-election/first-election", "--seed", "x"},
       "orrery run: --seed needs a whole number from 0 to 18446744073709551615, found 'x'"},
      {{"run", "leader-election/first-election", "--seed", "-1"}, "found '-1'"},
      {{"run", "leader-election/first-election", "--seed", "18446744073709551616"}, "--seed needs"},
      {{"run", "leader-election/first-election", "--seed"}, "orrery run: --seed needs a value: --seed N"},
      {{"run", "leader-election/first-election", "--seed="}, "orrery run: --seed needs a value: --seed N"},
      {{"run", "leader-election/first-election", "--until", ""}, "orrery run: --until needs a value: --until TIME"},
      {{"run", "leader-election/first-election", "--seed", "1", "--seed", "2"}, "--seed may be given once"},
      {{"run", "leader-election/first-election", "--json=perhaps"}, "orrery run: --json takes no value"},
      {{"run", "leader-election/first-election", "--json", "-v"}, "--json and --verbose contradict each other"},
      {{"run", "leader-election/first-election", "-qv"}, "--quiet and --verbose contradict each other"},
      {{"run", "leader-election/first-election", "--until", "5"}, "orrery run: --until needs a duration such as 150ms"},
      {{"run", "leader-election/first-election", "--until", "-5s"}, "--until needs a time of the run"},
      {{"run", "leader-election/first-election", "--color", "alwys"},
       "orrery run: --color needs auto, always or never, found 'alwys' (did you mean 'always'?)"},
      {{"run", "leader-election/first-election", "--variant", "x"}, "variant"},
      {{"run", "leader-election/first-election", "--set", "system.server.cuont=3"}, "count"},
      {{"run", "leader-election/first-election", "--set", "nonsense"}, "nonsense"},
      {{"run", "leader-election/first-election", "extra"}, "unexpected argument 'extra'"},
      {{"run", "leader-election"}, "this pattern has leader-election/clock-drift, "},
      {{"describe", "leader-election"}, "'leader-election' is a pattern, whose scenarios are leader-election/"},
      {{"describe", "leader-crash"}, "(did you mean 'leader-election/leader-crash'?)"},
      {{"describe", "invariants"}, "`orrery list checkers` shows every one"},
      {{"describe", "events"}, "`orrery list events` shows every one"},
      {{"run", "leader-election/first-election", "--seeds", "3..1"}, "--seeds needs FIRST..LAST such as 1..300"},
      {{"run", "leader-election/first-election", "--seeds", "1..3", "--seed", "2"}, "--seed and --seeds contradict"},
      {{"run", "leader-election/first-election", "--seeds", "1..3", "-v"}, "--seeds and --verbose contradict"},
      {{"run", "leader-election/first-election", "--seeds", "1..3", "--jobs", "0"},
       "--jobs needs a whole number from 1"},
      {{"run", "leader-election/first-election", "--jobs", "2"}, "--jobs makes sense with --seeds alone"},
      {{"list", "kind"}, "(did you mean 'kinds'?)"},
      {{"describe", "raftt"}, "(did you mean 'raft'?)"},
      {{"describe", "leader-election/none"}, "leader-election/none"},
      {{"completion", "tcsh"}, "orrery completion: expected bash, zsh or fish, found 'tcsh'"},
      {{"help", "rum"}, "orrery help: unknown command 'rum' (did you mean 'run'?)"},
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

TEST_CASE("nothing asked for is answered with the help as an error, help asked for on standard output") {
  const Outcome nothing = orrery_command({});
  const Outcome help = orrery_command({"--help"});
  CHECK(nothing.exit_code == 2);
  CHECK(help.exit_code == 0);
  CHECK(nothing.out.empty());
  CHECK(nothing.err == help.out);
  CHECK(orrery_command({"help"}).out == help.out);
  check_golden_text(golden_path("help"), help.out);
  const Outcome run_help = orrery_command({"run", "--help"});
  CHECK(run_help.exit_code == 0);
  check_golden_text(golden_path("run-help"), run_help.out);
  const Outcome help_run = orrery_command({"help", "run"});
  CHECK(help_run.exit_code == 0);
  CHECK(help_run.out == run_help.out);
}

TEST_CASE("the expressions of the language are described by example, for faults and for expectations") {
  const Outcome selector = orrery_command({"describe", "selector"});
  CHECK(has(selector.out, "  any server in eu-west\n      in a fault: one of those, drawn\n"));
  CHECK(has(selector.out, "      in an expectation: at least one of those\n"));
  for (const std::string name : {"link", "instant", "window", "fault", "expectation"}) {
    const Outcome outcome = orrery_command({"describe", name});
    CHECK(outcome.exit_code == 0);
    CHECK(has(outcome.out, "\nExamples\n"));
  }
}

TEST_CASE("what a nemesis draws is described for a seed") {
  const ScenarioFile file(kThreeServers +
                          "nemesis: { profile: hostile, during: 500ms..1900ms, of: server, rate: 600/min }\n");
  const Outcome plain = orrery_command({"describe", file.path()});
  CHECK(has(plain.out, "Nemesis\n  hostile, from 500 ms to 1.9 s, on server; --seed N shows what it draws\n"));
  CHECK_FALSE(has(plain.out, "nemesis-1"));
  const Outcome one = orrery_command({"describe", file.path(), "--seed", "1"});
  const Outcome two = orrery_command({"describe", file.path(), "--seed", "2"});
  CHECK(has(one.out, "Drawn by the nemesis at seed 1\n  nemesis-1"));
  CHECK(one.out != two.out);
  CHECK(has(orrery_command({"describe", "nemesis"}).out, "\nProfile hostile\n"));
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

TEST_CASE("the example of every fault runs as it is printed") {
  std::istringstream lines(orrery_command({"list", "faults"}).out);
  int run = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.size() < 3 || line.substr(0, 2) != "  " || line[2] == ' ') continue;
    const std::string verb = line.substr(2, line.find(' ', 2) - 2);
    const std::string page = orrery_command({"describe", verb}).out;
    const std::size_t example = page.find("\nExample\n");
    REQUIRE(example != std::string::npos);
    const ScenarioFile file(
        "orrery: 1\ntitle: Mine\nrun_for: 6s\nnetwork: { preset: lan }\nsystem:\n"
        "  server: { kind: raft, count: 5, initial_members: 3 }\n"
        "  client: { kind: kv-client, count: 2, calls: { server: { timeout: 100ms } } }\n"
        "  app: { kind: client, calls: { ambassador: { timeout: 1s } } }\n"
        "  ambassador: { kind: ambassador, calls: { backend: { timeout: 100ms } } }\n"
        "  backend: { kind: service, count: 3, calls: { service: { timeout: 1s } } }\n"
        "  service: { kind: service }\nfaults:\n" +
        page.substr(example + 9, page.find("\n\n", example + 9) - example - 9) + "\n");
    const Outcome outcome = orrery_command({"run", file.path(), "--quiet"});
    INFO(verb << ": " << outcome.err);
    CHECK(outcome.exit_code == 0);
    ++run;
  }
  CHECK(run >= 20);
}

TEST_CASE("a scenario is described with what it expects of each of its variants") {
  const Outcome outcome = orrery_command({"describe", "leader-election/minority-partition"});
  std::ifstream file(ORRERY_SOURCE_DIR "/scenarios/leader-election/minority-partition.yaml");
  std::stringstream text;
  text << file.rdbuf();
  const auto count = [](const std::string& in, const std::string& what) {
    int found = 0;
    for (std::size_t at = in.find(what); at != std::string::npos; at = in.find(what, at + 1)) ++found;
    return found;
  };
  const std::string expected = text.str().substr(text.str().find("\nexpect:"));
  CHECK(count(outcome.out.substr(outcome.out.find("\nExpected\n")), "\n  { ") == count(expected, "\n  - { "));
}

TEST_CASE("what a scenario is written with has a page: events, distributions, units, forms") {
  const Outcome event = orrery_command({"describe", "became_leader"});
  CHECK(has(event.out, "became_leader: an event of raft\n"));
  CHECK(has(event.out, "In the story: NODE becomes leader of term N with N votes"));
  for (const std::string name : {"distribution", "uniform", "exponential", "mixture"})
    CHECK(has(orrery_command({"describe", name}).out, "  uniform 2ms..3ms\n"));
  CHECK(has(orrery_command({"describe", "duration"}).out, "ns, us, ms, s, min or h"));
  CHECK(has(orrery_command({"describe", "poisson"}).out, "arrivals: a type of parameters"));
  CHECK(has(folded(orrery_command({"describe", "raft"}).out), "orrery describe distribution"));
  CHECK(has(orrery_command({"describe", "one-vote-per-term"}).out, "\"Put to the test\" counts every vote"));
  CHECK(has(orrery_command({"describe", "partition"}).out, "retransmit_limit"));
  std::istringstream keys(orrery_command({"describe", "keys"}).out);
  for (std::string line; std::getline(keys, line);) CHECK(line.size() <= 96);
}

TEST_CASE("the help of list names every topic") {
  const Outcome help = orrery_command({"list", "--help"});
  std::string words = help.out;
  for (const std::string topic :
       {"scenarios", "kinds", "faults", "metrics", "checkers", "events", "types", "language"}) {
    CHECK(has(words, topic));
    CHECK(orrery_command({"list", topic}).exit_code == 0);
  }
}

TEST_CASE("many seeds are told by expectation, with the seeds that fail and how to see them again") {
  const ScenarioFile file(kThreeServers +
                          "expect:\n  - { invariants: all }\n"
                          "  - { metric: leaderless_time, at_most: 200ms }\n");
  const Outcome two = orrery_command({"run", file.path(), "--seeds", "1..20", "--jobs", "2"});
  const Outcome seven = orrery_command({"run", file.path(), "--seeds", "1..20", "--jobs", "7"});
  CHECK(two.exit_code == 1);
  CHECK(two.err.empty());
  CHECK(two.out == seven.out);
  CHECK(has(two.out, "  held 20 of 20       all invariants\n"));
  CHECK(has(two.out, "leaderless_time\n    failed: seed"));
  const std::size_t again = two.out.find("  again: orrery run ");
  REQUIRE(again != std::string::npos);
  const std::size_t seed = two.out.find("--seed ", again) + 7;
  const std::string number = two.out.substr(seed, two.out.find('\n', seed) - seed);
  CHECK(orrery_command({"run", file.path(), "--quiet", "--seed", number}).exit_code == 1);
  CHECK(has(two.out, "(of all 20 runs)\n"));
  const Outcome held = orrery_command({"run", "leader-election/first-election", "--seeds", "1..3"});
  CHECK(held.exit_code == 0);
  CHECK_FALSE(has(held.out, "again"));
}

TEST_CASE("a seed at which a fault hits nothing is told among the others, and is bad input") {
  const ScenarioFile file(kThreeServers + "faults:\n  - { id: early, at: 170ms, crash: leader of server }\n");
  const Outcome outcome = orrery_command({"run", file.path(), "--seeds", "1..12"});
  CHECK(outcome.exit_code == 2);
  CHECK(has(folded(outcome.out), "the fault 'early' at 170 ms: 'leader of server' matches no node"));
}

// The script without the tree around it: whatever it answers, it answers without a build.
TEST_CASE("the script answers help and slips without a build, and knows the commands of the program") {
  char folder[] = "/tmp/orrery-test-XXXXXX";
  REQUIRE(::mkdtemp(folder) != nullptr);
  const std::string script = std::string(folder) + "/orrery";
  std::filesystem::copy_file(ORRERY_SOURCE_DIR "/orrery", script);
  const auto ask = [&](const std::vector<std::string>& arguments) {
    return orrery::test::run_command(script, arguments);
  };
  const Outcome help = ask({"--help"});
  CHECK(help.exit_code == 0);
  std::istringstream commands(orrery_command({"complete", ""}).out);
  int known = 0;
  for (std::string name; std::getline(commands, name); ++known) {
    INFO(name);
    CHECK(has(help.out, "./orrery " + name + " "));
    CHECK(has(orrery_command({"--help"}).out, "\n  " + name + " "));
    CHECK(orrery_command({"help", name}).exit_code == 0);
    CHECK(ask({"help", name}).exit_code == 0);
  }
  CHECK(known == 13);
  CHECK(ask({"sweep", "--help"}).out == help.out);
  const std::vector<std::pair<std::vector<std::string>, std::string>> slips = {
      {{"rum"}, "orrery: unknown command 'rum'\n"},
      {{"help", "rum"}, "orrery: help: unknown command 'rum'\n"},
      {{"sweep", "--shw", "3"}, "orrery: sweep: unknown option '--shw'\n"},
      {{"test", "--hlp"}, "orrery: test: unknown option '--hlp'\n"},
      {{"published", "--trails=3"}, "orrery: published: unknown option '--trails=3'\n"},
      {{"setup", "all"}, "orrery: setup: unexpected argument 'all'\n"}};
  for (const auto& [arguments, expected] : slips) {
    const Outcome outcome = ask(arguments);
    INFO(outcome.err);
    CHECK(outcome.exit_code == 2);
    CHECK(has(outcome.err, expected));
  }
  CHECK_FALSE(std::filesystem::exists(std::string(folder) + "/build"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("a host that a platform file does not have is told with its place and those that there are") {
  const std::string text =
      "<?xml version='1.0'?>\n<!DOCTYPE platform SYSTEM \"https://simgrid.org/simgrid.dtd\">\n"
      "<platform version=\"4.1\"><zone id=\"z\" routing=\"Full\"><host id=\"h1\" speed=\"1Gf\"/>"
      "</zone></platform>\n";
  const ScenarioFile platform(text);
  std::string scenario = kThreeServers;
  scenario.replace(scenario.find("{ preset: lan }"), 15, "{ platform: " + platform.path() + " }");
  scenario.replace(scenario.find("count: 3"), 8, "count: 3, on: [h1, h9]");
  const ScenarioFile file(scenario);
  for (const std::string command : {"run", "validate"}) {
    const Outcome outcome = orrery_command({command, file.path()});
    CHECK(outcome.exit_code == 2);
    CHECK(has(outcome.err,
              ":6:39: error: node 'server-2' lives on host 'h9', which the platform does not have; its "
              "hosts are: h1\n"));
    CHECK(has(outcome.err, "did you mean 'h1'?"));
  }
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
  CHECK(completed({"run", "leader-election/fi"}) == "leader-election/first-election\n");
  CHECK(completed({"run", "x", "--see"}) == "--seed\n--seeds\n");
  CHECK(completed({"run", "leader-election/leader-crash", "--set", "system.server.cou"}) ==
        "system.server.count=3\nsystem.server.count=5\nsystem.server.count=7\nsystem.server.count=\n");
  CHECK(completed({"describe", "raf"}) == "raft\n");
  CHECK(completed({"list", "me"}) == "metrics\n");
  CHECK(completed({"help", "va"}) == "validate\n");
  CHECK(completed({"no-such-command", "x"}).empty());
  CHECK(completed({"run", "leader-election/leader-crash", "--set", "system.server.pre_vote="}) ==
        "system.server.pre_vote=\nsystem.server.pre_vote=true\nsystem.server.pre_vote=false\n");
  CHECK(has(completed({"run", "leader-election/leader-crash", "--set", "system.server.reads=l"}), "reads=l"));
  CHECK(completed({"describe", "became_l"}) == "became_leader\n");
  CHECK(completed({"swe"}) == "sweep\n");
  const ScenarioFile file(kThreeServers + "variants:\n  - { id: patient, set: { run_for: 3s } }\n");
  CHECK(completed({"run", file.path(), "--variant", ""}) == "patient\n");
  for (const std::string shell : {"bash", "zsh", "fish"})
    CHECK(has(orrery_command({"completion", shell}).out, "complete"));
}

TEST_CASE("a client's types, policies and settings are described and completed") {
  const Outcome kind = orrery_command({"describe", "kv-client"});
  CHECK(kind.exit_code == 0);
  CHECK(has(kind.out, "orrery describe arrivals"));
  CHECK(has(kind.out, "orrery describe call"));
  CHECK(has(orrery_command({"describe", "arrivals"}).out, "poisson: "));
  CHECK(has(orrery_command({"describe", "keys"}).out, "exponent"));
  CHECK(has(orrery_command({"describe", "call"}).out, "retry.backoff"));
  CHECK(has(orrery_command({"describe", "arrivls"}).err, "did you mean 'arrivals'?"));
  const ScenarioFile file(kThreeServers + "  client: { kind: kv-client, calls: { server: { timeout: 1s } } }\n");
  CHECK(has(orrery_command({"complete", "run", file.path(), "--set", "system.client.calls.server.retry."}).out,
            "system.client.calls.server.retry.backoff="));
}
