// `orrery describe` and `orrery list` as a user meets them.
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "cli/cli_fixture.h"

using orrery::test::folded;
using orrery::test::has;
using orrery::test::kThreeServers;
using orrery::test::orrery_command;
using orrery::test::Outcome;
using orrery::test::ScenarioFile;

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
        "  service: { kind: service }\n"
        "  payments: { kind: service, calls: { database: { timeout: 1s, breaker: { slow_rate: 50% } } } }\n"
        "  database: { kind: service }\nfaults:\n" +
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
