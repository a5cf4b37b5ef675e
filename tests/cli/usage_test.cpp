// The `orrery` command around its scenarios: usage, help, completion, validation, the script.
#include <filesystem>
#include <sstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "cli/cli_fixture.h"
#include "support/golden_text.h"

using orrery::test::check_golden_text;
using orrery::test::golden_path;
using orrery::test::has;
using orrery::test::kThreeServers;
using orrery::test::orrery_command;
using orrery::test::Outcome;
using orrery::test::ScenarioFile;

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
      {{"log", "x.orrery", "--limit", "-1"}, "--limit needs a whole number from 1, found '-1'"},
      {{"log", "x.orrery", "--limit", "0"}, "--limit needs a whole number from 1, found '0'"},
      {{"run", "leader-election/first-election", "--seeds", "1..3", "-v"}, "--seeds and --verbose contradict"},
      {{"run", "leader-election/first-election", "--seeds", "1..3", "--jobs", "0"},
       "--jobs needs a whole number from 1"},
      {{"run", "leader-election/first-election", "--jobs", "2"}, "--jobs makes sense with --seeds alone"},
      {{"run", "leader-election/first-election", "--as", "mine.yaml"}, "orrery run: --as makes sense with - alone"},
      {{"run", "-", "--as", ""}, "orrery run: --as needs a value: --as FILE"},
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

TEST_CASE("the help of list names every topic") {
  const Outcome help = orrery_command({"list", "--help"});
  std::string words = help.out;
  for (const std::string topic :
       {"scenarios", "kinds", "faults", "metrics", "checkers", "events", "types", "language"}) {
    CHECK(has(words, topic));
    CHECK(orrery_command({"list", topic}).exit_code == 0);
  }
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
  CHECK(known == 18);
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

TEST_CASE("validate names every mistake of every file") {
  const ScenarioFile good(kThreeServers);
  const ScenarioFile bad(kThreeServers + "run_four: 3s\nexpect:\n  - { metric: electoins, at_least: 1 }\n");
  const Outcome outcome = orrery_command({"validate", good.path(), bad.path()});
  CHECK(outcome.exit_code == 2);
  CHECK(has(outcome.out, good.path() + ": valid"));
  CHECK(has(outcome.err, "run_four"));
  CHECK(has(outcome.err, "did you mean 'elections'?"));
}

TEST_CASE("validate warns of a knob whose value the scenario would refuse") {
  const ScenarioFile file(kThreeServers + "knobs:\n  - { path: system.server.heartbeat, range: 10ms..1s }\n");
  const Outcome outcome = orrery_command({"validate", file.path()});
  CHECK(outcome.exit_code == 0);
  CHECK(has(outcome.out, file.path() + ": valid"));
  CHECK(has(outcome.err, "warning: the knob 'system.server.heartbeat' offers 1s, which the scenario refuses"));
}

TEST_CASE("validate and run tell what comes after the end of the run, also beside mistakes") {
  const std::string late = kThreeServers + "faults: [{ id: late, at: 9s, crash: server-1 }]\n";
  const std::string warning = ":7:10: warning: fault 'late' never strikes: the run ends at 2s";
  const ScenarioFile file(late), bad(late + "run_four: 3s\n");
  for (const char* command : {"validate", "run"}) {
    const Outcome outcome = orrery_command({command, file.path()});
    CHECK(outcome.exit_code == 0);
    CHECK(has(outcome.err, file.path() + warning));
    const Outcome refused = orrery_command({command, bad.path()});
    CHECK(refused.exit_code == 2);
    CHECK(has(refused.err, "unknown key 'run_four'"));
    CHECK(has(refused.err, bad.path() + warning));
  }
}

TEST_CASE("the schema is one JSON document") {
  const auto json = nlohmann::json::parse(orrery_command({"schema"}).out, nullptr, false);
  REQUIRE(json.is_object());
  CHECK(json.contains("$schema"));
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
