#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "run/fingerprint.h"
#include "run_file/replay.h"
#include "support/traced_run.h"

using namespace orrery;
using namespace orrery::run_file;
using orrery::test::Directory;
using orrery::test::open_run;
using orrery::test::run_traced;
using orrery::test::scenario_of;

namespace {

// Does something when a Record of that number passes.
class AtRecord final : public Sink {
 public:
  AtRecord(std::uint64_t number, std::function<void()> action) : number_(number), action_(std::move(action)) {}
  void on_batch(const RecordBatch& batch) override {
    for (const Record& record : batch.records)
      if (record.id == RecordId{number_}) action_();
  }

 private:
  std::uint64_t number_;
  std::function<void()> action_;
};

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string fingerprint_of_records(const RunFile& run) {
  Fingerprint fingerprint;
  Sink* const sinks[] = {&fingerprint};
  replay(run, sinks);
  return fingerprint.text();
}

}  // namespace

TEST_CASE("a run file holds every Record of its run, and the run is the same with and without it") {
  const Directory directory;
  for (const char* name : {"leader-election/leader-crash", "circuit-breaker/first-trip", "ambassador/slow-replica"}) {
    INFO(name);
    const Scenario scenario = scenario_of(name);
    const RunResult traced = run_traced(scenario, 3, directory.file("run.orrery"));
    RunRequest request;
    request.seed = 3;
    const auto untraced = launch([&] { return run_scenario(scenario, request); });
    REQUIRE(untraced.has_value());
    CHECK(traced.fingerprint == untraced->fingerprint);

    const RunFile run = open_run(directory.file("run.orrery"));
    CHECK(run.completeness() == Completeness::complete);
    CHECK(run.fingerprint() == traced.fingerprint);
    CHECK(fingerprint_of_records(run) == traced.fingerprint);
    CHECK(run.last() == RecordId{traced.records});
    CHECK(run.reached() == traced.end);
    REQUIRE(run.result().has_value());
    CHECK(to_json(*run.result()) == to_json(traced));
  }
}

TEST_CASE("a run file says what the run was") {
  const Directory directory;
  const Scenario scenario = scenario_of("leader-election/leader-crash", {{"system.server.count", "3"}});
  run_traced(scenario, 7, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  CHECK(run.head().scenario == scenario.name);
  CHECK(run.head().seed == 7);
  CHECK(run.head().source == scenario.source);
  CHECK(run.head().patterns == std::vector<std::string>{"leader-election"});
  REQUIRE(run.head().overrides.size() == 1);
  CHECK(run.head().overrides[0].first == "system.server.count");
  CHECK(run.head().overrides[0].second == "3");
  REQUIRE(run.info().nodes.size() == 6);
  CHECK(run.info().nodes[0].name == "server-1");
  CHECK(run.info().nodes[0].kind == "raft");
  REQUIRE(run.info().faults.size() == 1);
  CHECK(run.info().faults[0].target == "leader of server");
  CHECK(run.hosts().size() == 6);
  CHECK(run.links().size() == 2);
  CHECK_FALSE(run.all_notes(100).empty());
  CHECK_FALSE(run.operations(RecordId{1}, run.last()).empty());
}

TEST_CASE("what the story tells is in the run file, at the event that it is told of") {
  const Directory directory;
  const RunResult result = run_traced(scenario_of("leader-election/leader-crash"), 1, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  const std::vector<Note> notes = run.all_notes(result.story.size());
  REQUIRE(notes.size() == result.story.size());
  for (std::size_t i = 0; i < notes.size(); ++i) {
    CHECK(notes[i].text == result.story[i].text);
    CHECK(notes[i].who == result.story[i].who);
    CHECK(notes[i].time == result.story[i].time);
    CHECK(notes[i].event >= RecordId{1});
    CHECK(notes[i].event <= run.last());
  }
}

TEST_CASE("a run file whose writer is killed opens, says so, and holds what was committed") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  const Scenario scenario = scenario_of("leader-election/leader-crash");
  const auto result = launch([&]() -> tl::expected<RunResult, std::string> {
    auto writer = Writer::create(path, scenario, 1);
    if (!writer) return tl::unexpected(writer.error());
    AtRecord killer(30'000, [] { std::raise(SIGKILL); });
    RunRequest request;
    request.sinks = {writer->get(), &killer};
    return run_scenario(scenario, request);
  });
  REQUIRE_FALSE(result.has_value());
  const RunFile run = open_run(path);
  CHECK(run.completeness() == Completeness::cut_off);
  CHECK(run.last() <= RecordId{30 * 1024});  // the batch in which it was killed, at most
  const std::vector<Event> events = run.events(RecordId{1}, 40'000);
  CHECK(events.size() == static_cast<std::size_t>(run.last()));
  CHECK_FALSE(run.result().has_value());
}

TEST_CASE("a run file can be read while it is written") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  const Scenario scenario = scenario_of("leader-election/leader-crash");
  const auto result = launch([&]() -> tl::expected<RunResult, std::string> {
    auto writer = Writer::create(path, scenario, 1);
    if (!writer) return tl::unexpected(writer.error());
    std::string seen;
    AtRecord reader(30'000, [&] {
      const auto run = RunFile::open(path);
      seen = !run ? run.error() : run->completeness() == Completeness::recording ? "recording" : "something else";
      if (run && run->info().nodes.size() != 8) seen = "without nodes";
    });
    RunRequest request;
    request.sinks = {writer->get(), &reader};
    auto made = run_scenario(scenario, request);
    if (seen != "recording") return tl::unexpected("seen: " + seen);
    if (!(*writer)->conclude(*made)) return tl::unexpected((*writer)->error());
    return made;
  });
  if (!result) FAIL(result.error().text);
  CHECK(open_run(path).completeness() == Completeness::complete);
}

TEST_CASE("a disk that fills up ends the run with an error, and the file opens") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  const Scenario scenario = scenario_of("leader-election/leader-crash");
  const auto result = launch([&]() -> tl::expected<RunResult, std::string> {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1'000'000, 1'000'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto writer = Writer::create(path, scenario, 1);
    if (!writer) return tl::unexpected(writer.error());
    RunRequest request;
    request.sinks.push_back(writer->get());
    const auto made = run_scenario(scenario, request);
    if (!made) return tl::unexpected(made.error());
    if (made->end == made->planned_end) return tl::unexpected(std::string("the run went on"));
    if ((*writer)->conclude(*made)) return tl::unexpected(std::string("the writer believes itself"));
    return tl::unexpected((*writer)->error());
  });
  REQUIRE_FALSE(result.has_value());
  INFO(result.error().text);
  CHECK(result.error().text.find(path) == 0);
  CHECK(result.error().text.find("holds the run up to") != std::string::npos);
  const RunFile run = open_run(path);
  CHECK(run.completeness() != Completeness::complete);
  CHECK(run.completeness() != Completeness::recording);
  CHECK(run.events(RecordId{1}, 100'000).size() == static_cast<std::size_t>(run.last()));
}

TEST_CASE("a run file that is being written is not replaced") {
  const Directory directory;
  const Scenario scenario = scenario_of("leader-election/first-election");
  const std::string path = directory.file("run.orrery");
  {
    const auto first = Writer::create(path, scenario, 1);
    REQUIRE(first.has_value());
    const auto second = Writer::create(path, scenario, 2);
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error() == path + " is being written by another run");
  }
  CHECK(Writer::create(path, scenario, 3).has_value());
}

TEST_CASE("a run file replaces another, and nothing else") {
  const Directory directory;
  const Scenario scenario = scenario_of("leader-election/first-election");
  run_traced(scenario, 1, directory.file("run.orrery"));
  run_traced(scenario, 2, directory.file("run.orrery"));
  CHECK(open_run(directory.file("run.orrery")).head().seed == 2);

  std::ofstream(directory.file("thesis.tex")) << "years of work";
  const auto refused = Writer::create(directory.file("thesis.tex"), scenario, 1);
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error() == directory.file("thesis.tex") + " is there already and is no run file: it is left as it is");
  CHECK(content(directory.file("thesis.tex")) == "years of work");

  const auto nowhere = Writer::create(directory.file("missing/run.orrery"), scenario, 1);
  REQUIRE_FALSE(nowhere.has_value());
  CHECK(nowhere.error().find("there is no directory") != std::string::npos);
}

TEST_CASE("a run that is refused before anything happens leaves no run file") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  const Scenario scenario = scenario_of("leader-election/first-election");
  auto writer = Writer::create(path, scenario, 1);
  REQUIRE(writer.has_value());
  (*writer)->break_off("the platform is wrong");
  CHECK_FALSE(std::filesystem::exists(path));
}
