// `orrery run` as a user meets it: what it prints, and when it fails.
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/cli_fixture.h"
#include "support/golden_text.h"
#include "support/traced_run.h"

using orrery::test::check_golden_text;
using orrery::test::Environment;
using orrery::test::folded;
using orrery::test::golden_path;
using orrery::test::has;
using orrery::test::kThreeServers;
using orrery::test::orrery_command;
using orrery::test::Outcome;
using orrery::test::run_on_terminal;
using orrery::test::ScenarioFile;

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

TEST_CASE("a scenario from standard input runs as if it stood in the file that it is said to be") {
  const auto piped = [](const std::string& text, const std::string& options) {
    const ScenarioFile file(text);
    return orrery::test::run_command(
        "/bin/sh", {"-c", "'" ORRERY_PROGRAM "' run - --json " + options + " < '" + file.path() + "'"});
  };
  const ScenarioFile named(kThreeServers);
  const Outcome direct = orrery_command({"run", named.path(), "--json"});
  const Outcome same = piped(kThreeServers, "--as '" + named.path() + "'");
  CHECK(same.exit_code == 0);
  CHECK(same.out == direct.out);
  CHECK(piped(kThreeServers, "").exit_code == 0);

  // Relative names start where that file would be, whether it is there or not.
  const orrery::test::Directory folder;
  std::ofstream(folder.file("syncs.csv")) << "1ms\n2ms\n";
  std::string text = kThreeServers;
  text.replace(text.find("count: 3"), 8, "count: 3, disk: { sync: empirical file=syncs.csv }");
  CHECK(piped(text, "--as '" + folder.file("draft.yaml") + "'").exit_code == 0);
  CHECK(piped(text, "").exit_code == 2);

  const Outcome wrong = piped("orrery: 1\nrun_for: 5\n", "--as drafts/mine.yaml");
  CHECK(wrong.exit_code == 2);
  CHECK(has(wrong.err, "drafts/mine.yaml:2:10: error: "));
  CHECK(has(piped("orrery: \x01", "").err, "standard input:1:9: error: not a text file"));
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

TEST_CASE("what is expected between two variants is judged where both are run, at one seed and at many") {
  const auto expecting = [](const std::string& factor) {
    return kThreeServers +
           "variants:\n  - { id: patient, set: { system.server.election_timeout: 300ms..400ms } }\n"
           "  - { id: hasty, set: { system.server.election_timeout: 100ms..120ms } }\n"
           "expect:\n  - { metric: leaderless_time, variant: hasty, at_most: " +
           factor + " times patient }\n";
  };
  const ScenarioFile sound(expecting("0.5"));
  const Outcome both = orrery_command({"run", sound.path(), "--quiet"});
  CHECK(both.exit_code == 0);
  CHECK(has(both.out, "Between the variants\n  held       leaderless_time, hasty against patient: "));
  CHECK(orrery_command({"run", sound.path(), "--variant", "hasty"}).exit_code == 0);

  const ScenarioFile wrong(expecting("0.01"));
  CHECK(orrery_command({"run", wrong.path(), "--quiet"}).exit_code == 1);
  const auto json = nlohmann::json::parse(orrery_command({"run", wrong.path(), "--json"}).out);
  CHECK(json["verdict"] == "failed");
  CHECK(json["comparisons"][0]["verdict"] == "failed");
  const Outcome seeds = orrery_command({"run", wrong.path(), "--seeds", "1..3"});
  CHECK(seeds.exit_code == 1);
  CHECK(has(seeds.out, "Between the variants\n  held 0 of 3         leaderless_time, hasty against patient\n"));
  CHECK(has(seeds.out, "  again: orrery run " + wrong.path() + " --seed 1\n"));
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

TEST_CASE("many seeds as JSON are a document a line, in order, whatever the jobs") {
  const ScenarioFile file(kThreeServers +
                          "variants:\n  - { id: short, set: { run_for: 2s } }\n  - { id: long, set: { run_for: 3s } }\n"
                          "expect:\n  - { metric: timers_fired, variant: long, at_least: 1 times short }\n");
  const Outcome outcome = orrery_command({"run", file.path(), "--seeds", "4..5", "--json", "--jobs", "2"});
  CHECK(outcome.exit_code == 0);
  CHECK(outcome.out == orrery_command({"run", file.path(), "--seeds", "4..5", "--json", "--jobs", "1"}).out);
  std::istringstream lines(outcome.out);
  std::vector<nlohmann::json> documents;
  for (std::string line; std::getline(lines, line);) documents.push_back(nlohmann::json::parse(line));
  REQUIRE(documents.size() == 6);
  const auto alone = nlohmann::json::parse(
      orrery_command({"run", file.path(), "--seed", "5", "--variant", "short", "--json"}).out)["runs"][0];
  CHECK(documents[3]["fingerprint"] == alone["fingerprint"]);
  CHECK(documents[3]["metrics"] == alone["metrics"]);
  CHECK(documents[4]["variant"] == "long");
  CHECK(documents[5]["seed"] == 5);
  CHECK(documents[5]["comparisons"][0]["verdict"] == "held");
}

TEST_CASE("of a seed that broke off the JSON has the error") {
  const ScenarioFile file(kThreeServers + "faults:\n  - { id: early, at: 170ms, crash: leader of server }\n");
  const Outcome outcome = orrery_command({"run", file.path(), "--seeds", "1..12", "--json"});
  CHECK(outcome.exit_code == 2);
  CHECK(has(outcome.out, "\"error\":\""));
}

TEST_CASE("a seed at which a fault hits nothing is told among the others, and is bad input") {
  const ScenarioFile file(kThreeServers + "faults:\n  - { id: early, at: 170ms, crash: leader of server }\n");
  const Outcome outcome = orrery_command({"run", file.path(), "--seeds", "1..12"});
  CHECK(outcome.exit_code == 2);
  CHECK(has(folded(outcome.out), "the fault 'early' at 170 ms: 'leader of server' matches no node"));
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
