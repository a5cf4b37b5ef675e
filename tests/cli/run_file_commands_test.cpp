// The commands that write and ask run files, as a user types them.
#include <fstream>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "support/command.h"
#include "support/golden_text.h"
#include "support/traced_run.h"

using orrery::test::Directory;
using orrery::test::Outcome;

namespace {

Outcome orrery_command(const std::vector<std::string>& arguments) {
  return orrery::test::run_command(ORRERY_PROGRAM, arguments);
}

std::string golden(const std::string& name) { return std::string(ORRERY_SOURCE_DIR) + "/tests/cli/golden/" + name; }

// A directory with the run file of leader-crash, as every question here is asked of it.
struct LeaderCrash {
  Directory directory;
  std::string run = directory.file("run.orrery");
  LeaderCrash() {
    const Outcome made = orrery_command({"run", "leader-election/leader-crash", "--quiet", "--trace", run});
    REQUIRE(made.exit_code == 0);
    REQUIRE(made.out.find("Run file     " + run) != std::string::npos);
  }
  Outcome ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin() + 1, run);
    return orrery_command(arguments);
  }
};

}  // namespace

TEST_CASE("why, state and log answer in words that a student can follow", "[run-file]") {
  const LeaderCrash crash;
  std::string text;
  const std::vector<std::vector<std::string>> questions = {{"why", "became_leader"},
                                                           {"why", "became_leader@server-2"},
                                                           {"state", "server-4", "--at", "2.1s"},
                                                           {"log", "--from", "1.9s", "--to", "2.4s"},
                                                           {"log", "--all", "--from", "2.156s", "--limit", "9"},
                                                           {"log", "--node", "server-2", "--kind", "restarted"}};
  for (const auto& question : questions) {
    text += "$ orrery";
    for (const std::string& word : question) text += " " + word;
    const Outcome answer = crash.ask(question);
    CHECK(answer.exit_code == 0);
    text += "\n" + answer.out + "\n";
  }
  orrery::test::check_golden_text(golden("run-file-questions.txt"), text);
}

TEST_CASE("diff says where two runs part, what followed, and which figures differ", "[run-file]") {
  const LeaderCrash crash;
  const std::string later = crash.directory.file("later.orrery");
  REQUIRE(orrery_command(
              {"run", "leader-election/leader-crash", "-q", "--set", "faults.leader-dies.at=2.5s", "--trace", later})
              .exit_code == 0);
  const Outcome differs = orrery_command({"diff", crash.run, later});
  CHECK(differs.exit_code == 1);
  // The first lines name the files, which are elsewhere each time.
  orrery::test::check_golden_text(golden("run-file-diff.txt"), differs.out.substr(differs.out.find("\n\n") + 2));
  const Outcome same = orrery_command({"diff", crash.run, crash.run});
  CHECK(same.exit_code == 0);
  CHECK(same.out.find("The runs are the same, event for event") != std::string::npos);
}

TEST_CASE("state and log speak JSON to programs", "[run-file]") {
  const LeaderCrash crash;
  const auto state = nlohmann::json::parse(crash.ask({"state", "--at", "3s", "--json"}).out);
  CHECK(state.at("time_ns") == 3'000'000'000);
  REQUIRE(state.at("nodes").size() == 8);
  CHECK(state.at("nodes")[1].at("standing") == "down");
  CHECK(state.at("nodes")[3].at("fields").at("role").at("value") == "leader");
  const Outcome log = crash.ask({"log", "--json", "--name", "became_leader"});
  const auto first = nlohmann::json::parse(log.out.substr(0, log.out.find('\n')));
  CHECK(first.at("node") == "server-2");
  CHECK(first.at("text").get<std::string>().find("becomes leader of term 1") == 0);
}

TEST_CASE("what is asked wrongly of a run file is answered with what was meant", "[run-file]") {
  const LeaderCrash crash;
  const auto check = [&](const std::vector<std::string>& question, const std::string& expected) {
    const Outcome answer = crash.ask(question);
    CHECK(answer.exit_code == 2);
    CHECK(answer.out.empty());
    CHECK_THAT(answer.err, Catch::Contains(expected));
  };
  check({"why", "became_leder"}, "there is no event 'became_leder' (did you mean 'became_leader'?)");
  check({"why", "became_leader@servr-2"}, "the run has no node 'servr-2' (did you mean 'server-");
  check({"why", "999999999"}, "the run has events 1 to 52122, not 999999999");
  check({"why", "0"}, "the run has events 1 to 52122, not 0");
  check({"why", "became_leader", "--at", "10ms"}, "there is no event 'became_leader' up to 0.010 s");
  check({"state", "server-9"}, "the run has no node 'server-9'");
  check({"state", "--at", "11s"}, "--at 11s is after what the file holds: 10.000 s");
  check({"state", "--at", "soon"}, "--at needs a time of the run such as 2.5s, found 'soon'");
  check({"log", "--kind", "delivred"}, "(did you mean 'delivered'?)");
  check({"log", "--from", "3s", "--to", "2s"}, "--to is before --from");
  check({"export", "--to", "shivi"}, "(did you mean 'shiviz'?)");
  check({"export", "--to", "csv", "--since", "11s"}, "there are no events in that time");
  for (const char* command : {"log", "state"}) {
    const Outcome missing = orrery_command({command, "nowhere.orrery"});
    CHECK(missing.exit_code == 2);
    CHECK_THAT(missing.err, Catch::Contains("nowhere.orrery: there is no such file"));
  }
  const Outcome scenario =
      orrery_command({"log", std::string(ORRERY_SOURCE_DIR) + "/scenarios/leader-election/leader-crash.yaml"});
  CHECK(scenario.exit_code == 2);
  CHECK_THAT(scenario.err, Catch::Contains("is no run file"));
}

TEST_CASE("each variant has a run file of its own, and many seeds have none", "[run-file]") {
  const Directory directory;
  const Outcome both = orrery_command(
      {"run", "leader-election/flapping-rejoiner", "-q", "--until", "200ms", "--trace", directory.file("run.orrery")});
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory.file(""))) {
    CHECK(entry.path().filename().string().starts_with("run-"));
    CHECK(entry.path().extension() == ".orrery");
    ++files;
  }
  CHECK(files == 2);
  const Outcome many = orrery_command(
      {"run", "leader-election/leader-crash", "--seeds", "1..2", "--trace", directory.file("many.orrery")});
  CHECK(many.exit_code == 2);
  CHECK_THAT(many.err, Catch::Contains("--seeds and --trace contradict each other"));
}

TEST_CASE("a run file that cannot be written is said before anything runs", "[run-file]") {
  const Outcome nowhere =
      orrery_command({"run", "leader-election/first-election", "--trace", "/nowhere/at/all/run.orrery"});
  CHECK(nowhere.exit_code == 2);
  CHECK(nowhere.out.empty());
  CHECK_THAT(nowhere.err, Catch::Contains("there is no directory /nowhere/at/all"));
}

TEST_CASE("the tables of the run file are described, and the example queries are right", "[run-file]") {
  const LeaderCrash crash;
  const Outcome page = orrery_command({"describe", "run-file"});
  CHECK(page.exit_code == 0);
  CHECK_THAT(page.out, Catch::Contains("events: everything that happened, in order"));
  CHECK_THAT(page.out, Catch::Contains("Who became leader, and when?"));
}
