#include "scenario/loader.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "scenario/knob_check.h"
#include "scenario/library.h"
#include "scenario/load.h"

namespace orrery {
namespace {

using test::kHead;
using test::kServers;
using test::load;
using test::try_load;
using namespace literals;

const std::filesystem::path kTests = std::filesystem::path(ORRERY_SOURCE_DIR) / "tests/scenario";

std::vector<std::string> texts_of(const Diagnostics& diagnostics) {
  std::vector<std::string> texts;
  for (const Diagnostic& diagnostic : diagnostics) texts.push_back(diagnostic.text);
  return texts;
}

TEST_CASE("a group takes its kind's defaults, and what the file says instead") {
  const Scenario scenario = load(kHead + kServers + "    heartbeat: 20ms\n    disk: { sync: exponential mean=2ms }\n");
  REQUIRE(scenario.groups.size() == 1);
  const Group& group = scenario.groups[0];
  CHECK(group.kind == find_node_kind("raft"));
  CHECK(group.count == 5);
  CHECK(group.values.duration("heartbeat") == 20_ms);
  CHECK(group.values.duration_range("election_timeout") == DurationRange{150_ms, 300_ms});
  CHECK(group.values.distribution("disk.sync").mean() == Approx(0.002));
  CHECK(scenario.run_for == 10_s);
  CHECK(scenario.placements.size() == 5);
}

TEST_CASE("a distribution may be a mixture") {
  const Scenario scenario =
      load(kHead + kServers +
           "    disk: { sync: { mixture: [{ weight: 90%, of: 1ms }, { weight: 10%, of: uniform 10ms..30ms }] } }\n");
  CHECK(scenario.groups[0].values.distribution("disk.sync").mean() == Approx(0.0029));
}

TEST_CASE("a fault has its schedule, its verb, whom it hits and its options") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: leader-dies, at: 2s, crash: leader of server, for: 3s, disk: lose }
  - { at: 1s..2s, pause: { group: server, role: follower, pick: 2 }, for: 10ms, optional: true }
  - { every: 500ms, crash: any server, for: 100ms }
  - { during: leader-dies..leader-dies.end + 1s, partition: server-1 -> server-2 }
)");
  REQUIRE(scenario.faults.size() == 4);
  const Fault& crash = scenario.faults[0];
  CHECK(crash.id == "leader-dies");
  CHECK(crash.verb == find_fault_verb("crash"));
  CHECK(crash.schedule.kind == FaultSchedule::Kind::at);
  CHECK(crash.schedule.when.begin.offset == 2_s);
  CHECK(crash.schedule.lasts == 3_s);
  CHECK(std::get<Selector>(crash.target).text() == "leader of server");
  CHECK(crash.options.word("disk") == "lose");

  const Fault& pause = scenario.faults[1];
  CHECK(pause.id == "fault-2");
  CHECK(pause.schedule.kind == FaultSchedule::Kind::at_window);
  CHECK(std::get<Selector>(pause.target) == read_selector("2 follower of server").value());
  CHECK(pause.optional);

  CHECK(scenario.faults[2].schedule.kind == FaultSchedule::Kind::every);
  CHECK(scenario.faults[2].schedule.every == 500_ms);

  const Fault& partition = scenario.faults[3];
  CHECK(partition.schedule.kind == FaultSchedule::Kind::during);
  CHECK(partition.schedule.when.end == read_instant("leader-dies.end + 1s").value());
  CHECK(!std::get<LinkSelector>(partition.target).both_ways);
}

TEST_CASE("an order that names a second node has it as a selector, and none where it leaves the choice open") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { at: 2s, transfer: leader of server, to: any follower of server }
  - { at: 3s, transfer: leader of server, to: none }
  - { at: 4s, transfer: leader of server }
)");
  REQUIRE(scenario.faults[0].to);
  CHECK(*scenario.faults[0].to == read_selector("any follower of server").value());
  CHECK_FALSE(scenario.faults[1].to);
  CHECK_FALSE(scenario.faults[2].to);
}

TEST_CASE("every order that a verb gives is one that some kind of node carries out") {
  const auto is_known = [](std::string_view order) {
    return std::any_of(node_kinds().begin(), node_kinds().end(), [&](const NodeKind& kind) {
      return std::find(kind.orders.begin(), kind.orders.end(), order) != kind.orders.end();
    });
  };
  for (const FaultVerb& verb : fault_verbs()) CHECK((verb.order == Name() || is_known(verb.order.text())));
}

TEST_CASE("expectations are read with their bounds, windows and lines") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: strike, at: 2s, crash: leader of server }
expect:
  - { invariants: election-safety }
  - { metric: message_delay, stat: p99, of: server, during: 2s..10s, at_most: 2ms }
  - { event: became_leader, of: any server, after: strike, within: 1s }
  - { state: voted_for, of: each server, during: 8s..9s, is: server-2 }
  - { state: role, of: any server, during: 8s..9s, is: leader }
  - { state: voted_for, of: server-1, during: 0s..1ms, is: none }
  - { state: term, of: each server, at_least: 0, at_most: 100 }
)");
  REQUIRE(scenario.expectations.size() == 7);
  CHECK(scenario.expectations[5].is == "none");
  CHECK(scenario.expectations[6].at_most == "100");
  CHECK(scenario.expectations[0].subject == "election-safety");
  CHECK(scenario.expectations[0].line == 11);
  CHECK(scenario.expectations[1].statistic == "p99");
  CHECK(scenario.expectations[1].at_most == "2ms");
  CHECK(scenario.expectations[1].during->text() == "2s..10s");
  CHECK(scenario.expectations[2].after->fault == "strike");
  CHECK(scenario.expectations[2].within == 1_s);
  CHECK(scenario.expectations[3].is == "server-2");
  CHECK(scenario.expectations[4].text == "{ state: role, of: any server, during: 8s..9s, is: leader }");
}

TEST_CASE("knobs and show are kept as the window needs them") {
  const Scenario scenario = load(kHead + kServers + R"(knobs:
  - { path: system.server.count, label: Servers, values: [3, 5, 7] }
  - { path: system.server.heartbeat, range: 10ms..100ms }
  - { path: network.latency, range: 10us..1ms }
show: { layout: ring, hide: [heartbeat], slow_motion: [fault, became_leader] }
)");
  REQUIRE(scenario.knobs.size() == 3);
  CHECK(scenario.knobs[0].label == "Servers");
  CHECK(scenario.knobs[0].values == std::vector<std::string>{"3", "5", "7"});
  CHECK(scenario.knobs[1].label == "system.server.heartbeat");
  CHECK(scenario.knobs[1].low == "10ms");
  CHECK(scenario.knobs[1].high == "100ms");
  CHECK(scenario.show.layout == "ring");
  CHECK(scenario.show.slow_motion == std::vector<std::string>{"fault", "became_leader"});
}

TEST_CASE("overrides are applied in order, and remembered") {
  const std::string text = kHead + kServers + "faults:\n  - { id: strike, at: 2s, crash: any server }\n";
  const LoadOptions options{"",
                            {{"system.server.count", "7"},
                             {"system.server.disk.sync", "5ms"},
                             {"run_for", "1min"},
                             {"network.preset", "wan"},
                             {"network.regions", "[us-east, australia]"},
                             {"faults.strike.at", "3s"},
                             {"faults.strike.for", "1s"},
                             {"system.server.count", "9"}}};
  const Scenario scenario = load(text, options);
  CHECK(scenario.groups[0].count == 9);
  CHECK(scenario.groups[0].values.distribution("disk.sync").mean() == Approx(0.005));
  CHECK(scenario.run_for == 60_s);
  CHECK(scenario.platform.zones == std::vector<std::string>{"us-east", "australia"});
  CHECK(scenario.faults[0].schedule.when.begin.offset == 3_s);
  CHECK(scenario.faults[0].schedule.lasts == 1_s);
  CHECK(scenario.overrides == options.overrides);
}

TEST_CASE("a setting adds a fault, last, under the name that its path gives it") {
  const std::string text = kHead + kServers + "faults:\n  - { at: 2s, crash: any server }\n";
  const Scenario more = load(text, {"",
                                    {{"faults.break-1", "{ at: 3.000000001s, crash: server-2, for: 1s }"},
                                     {"faults.break-1.for", "500ms"},
                                     {"faults.later", "{ id: later, at: break-1.end, pause: server-1, for: 1s }"}}});
  REQUIRE(more.faults.size() == 3);
  CHECK(more.faults[0].id == "fault-1");
  CHECK(more.faults[1].id == "break-1");
  CHECK(more.faults[1].schedule.when.begin.offset == 3_s + 1_ns);
  CHECK(more.faults[1].schedule.lasts == 500_ms);
  CHECK(more.faults[2].id == "later");
  const Scenario first = load(kHead + kServers, {"", {{"faults.only", "{ at: 2s, crash: server-2 }"}}});
  REQUIRE(first.faults.size() == 1);
  CHECK(first.faults[0].id == "only");
}

TEST_CASE("what adds no fault by a setting is told at its place") {
  const std::string text = kHead + kServers + "faults:\n  - { id: strike, at: 2s, crash: any server }\n";
  const auto error_of = [&](const std::string& path, const std::string& value) {
    const auto wrong = try_load(text, {"", {{path, value}}});
    REQUIRE(!wrong);
    return wrong.error().front().str();
  };
  CHECK_THAT(error_of("faults.strke", "none"), Catch::Contains("has no fault 'strke'"));
  CHECK_THAT(error_of("faults.more", "{ id: other, at: 2s, crash: server-1 }"),
             Catch::Contains("'more' here, and 'other' by its own id"));
  CHECK_THAT(error_of("faults.more", "{ at: 2s, crash: server-9 }"), Catch::Contains("server-9"));
  CHECK_THAT(error_of("faults.more", "{ at: 2s }"), Catch::Contains("--set"));
}

TEST_CASE("none takes an optional part away, and is a wrong value for anything else") {
  const std::string text =
      kHead + kServers + "faults:\n  - { at: 2s, crash: any server, for: 1s }\n  - { at: 3s, crash: any server }\n";
  const Scenario without = load(text, {"", {{"faults.fault-1", "none"}}});
  REQUIRE(without.faults.size() == 1);
  CHECK(without.faults[0].id == "fault-2");
  CHECK(!load(text, {"", {{"faults.fault-1.for", "none"}}}).faults[0].schedule.lasts);
  const auto wrong = try_load(text, {"", {{"system.server.heartbeat", "none"}}});
  REQUIRE(!wrong);
  CHECK(wrong.error().front().file == "--set");
}

const std::string kVariants = kHead + kServers + R"(variants:
  - { id: patient, title: With patience, set: { system.server.election_timeout: 1s..2s } }
  - { id: hasty, set: { system.server.election_timeout: 60ms..90ms, system.server.heartbeat: 10ms } }
expect:
  - { invariants: all }
  - { metric: elections, at_least: 2, variant: hasty }
)";

TEST_CASE("a variant changes what it sets and nothing else, and an override goes before it") {
  CHECK(load(kVariants).groups[0].values.duration_range("election_timeout").low == 150_ms);
  const Scenario hasty = load(kVariants, {"hasty", {}});
  CHECK(hasty.variant == "hasty");
  CHECK(hasty.groups[0].values.duration_range("election_timeout").low == 60_ms);
  CHECK(hasty.groups[0].values.duration("heartbeat") == 10_ms);
  CHECK(hasty.expectations.size() == 2);
  const Scenario patient = load(kVariants, {"patient", {{"system.server.election_timeout", "2s..3s"}}});
  CHECK(patient.groups[0].values.duration_range("election_timeout").low == 2_s);
  CHECK(patient.expectations.size() == 1);
  REQUIRE(patient.variants.size() == 2);
  CHECK(patient.variants[0].title == "With patience");
  CHECK(patient.variants[1].set.size() == 2);
}

TEST_CASE("a mistake in a variant is found whichever variant is asked for") {
  std::string text = kVariants;
  text.replace(text.find("10ms }"), 4, "10mss");
  for (const char* variant : {"", "patient", "hasty"}) {
    const auto scenario = try_load(text, {variant, {}});
    REQUIRE(!scenario);
    CHECK(scenario.error().size() == 1);
  }
}

TEST_CASE("an expectation of another variant may name what this one takes away") {
  const std::string text = kHead + kServers + R"(faults:
  - { id: strike, at: 2s, crash: leader of server }
variants:
  - { id: calm, set: { faults.strike: none } }
  - { id: rough, set: {} }
expect:
  - { event: became_leader, of: any server, after: strike, within: 1s, variant: rough }
)";
  CHECK(load(text, {"calm", {}}).faults.empty());
  CHECK(load(text, {"rough", {}}).expectations.size() == 1);
}

TEST_CASE("what is allowed but hardly meant is a warning") {
  const Scenario scenario = load(kHead + kServers + R"(faults:
  - { id: late, at: 20s, crash: any server }
expect:
  - { metric: elections, during: 11s..12s, at_least: 1 }
)");
  REQUIRE(scenario.warnings.size() == 2);
  CHECK(scenario.warnings.front().str() ==
        "test.yaml:9:5: warning: fault 'late' never strikes: the run ends at 10s\n"
        "    - { id: late, at: 20s, crash: any server }\n"
        "      ^\n");
}

TEST_CASE("a fault that strikes or ends after the run has a warning, however its time is said") {
  const auto warnings = [](const std::string& faults) {
    return texts_of(load(kHead + kServers + "faults:\n" + faults).warnings);
  };
  using Texts = std::vector<std::string>;
  const std::string early = "  - { id: early, at: 4s, crash: server-1, for: 1s }\n";
  CHECK(warnings(early).empty());
  CHECK(warnings(early + "  - { id: a, at: early.end + 6s, crash: server-2 }\n") ==
        Texts{"fault 'a' never strikes: the run ends at 10s"});
  CHECK(warnings("  - { id: a, every: 11s, crash: server-2, for: 1s }\n") ==
        Texts{"fault 'a' never strikes: the run ends at 10s"});
  CHECK(warnings("  - { id: a, during: 11s..12s, crash: server-2 }\n") ==
        Texts{"fault 'a' never strikes: the run ends at 10s"});
  CHECK(warnings("  - { id: a, at: 8s..12s, crash: server-2 }\n") ==
        Texts{"fault 'a' may be drawn to strike after the run, and then never does: the run ends at 10s"});
  CHECK(warnings("  - { id: a, during: 8s..12s, crash: server-2 }\n") ==
        Texts{"fault 'a' is not undone at 12s: the run ends at 10s"});
  CHECK(warnings(early + "  - { id: a, during: early..early.end + 7s, crash: server-2 }\n") ==
        Texts{"fault 'a' is not undone at 12s: the run ends at 10s"});
  CHECK(warnings("  - { id: a, during: 8s..10s, crash: server-2 }\n").empty());
}

TEST_CASE("an expectation whose window leaves the run has a warning") {
  const auto warnings = [](const std::string& expectation) {
    return texts_of(load(kHead + kServers + "faults: [{ id: a, at: 8s, crash: server-1, for: 1s }]\nexpect: [" +
                         expectation + "]\n")
                        .warnings);
  };
  using Texts = std::vector<std::string>;
  CHECK(warnings("{ metric: elections, during: a.end + 1s..a.end + 2s, at_least: 1 }") ==
        Texts{"this expectation is about a time after the end of the run (10s)"});
  CHECK(warnings("{ metric: elections, during: 2s..11s, at_least: 1 }") ==
        Texts{"this expectation may stay undecided: its window goes on after the end of the run (10s)"});
  CHECK(warnings("{ event: became_leader, of: any server, after: a, within: 3s }") ==
        Texts{"this expectation may stay undecided: its window goes on after the end of the run (10s)"});
  CHECK(warnings("{ metric: elections, during: 2s..10s, at_least: 1 }").empty());
  CHECK(warnings("{ event: became_leader, of: any server, after: a, within: 2s }").empty());
}

TEST_CASE("strikes that pile up have a warning") {
  const auto warnings = [](const std::string& fault) {
    return texts_of(load(kHead + kServers + "faults: [" + fault + "]\n").warnings);
  };
  CHECK(
      warnings("{ every: 2s, crash: any server, optional: true }") ==
      std::vector<std::string>{"fault 'fault-1' strikes again every 2s and is never undone: without 'for' the strikes "
                               "pile up"});
  CHECK(warnings("{ every: 2s, crash: any server, for: 1s }").empty());
  CHECK(warnings("{ every: 2s, restart: server }").empty());
  CHECK(warnings("{ every: 9s, rolling-restart: server }").empty());
  CHECK(warnings("{ every: 5s, rolling-restart: server }") ==
        std::vector<std::string>{"fault 'fault-1' strikes again every 5s, and one strike takes 9s: they overlap"});
}

TEST_CASE("a fault's name may end in a number, given or made up, and can be referred to and set") {
  const std::string text = kHead + kServers + R"(faults:
  - { id: rolling-1, at: 2s, crash: server-1, for: 1s }
  - { at: rolling-1.end + 500ms, crash: server-2, for: 1s }
  - { during: fault-2 - 100ms..fault-2.end, pause: server-3 }
)";
  const Scenario scenario = load(text, {"", {{"faults.rolling-1.at", "3s"}}});
  CHECK(scenario.faults[0].id == "rolling-1");
  CHECK(scenario.faults[0].schedule.when.begin.offset == 3_s);
  CHECK(scenario.faults[1].id == "fault-2");
  CHECK(scenario.faults[2].schedule.when.begin == read_instant("fault-2 - 100ms").value());
}

TEST_CASE("a client has its workload, and calls a group with the policies that the file gives") {
  const Scenario scenario = load_scenario((kTests / "examples/leader-crash.yaml").string()).value();
  REQUIRE(scenario.groups.size() == 2);
  const ParameterValues& client = scenario.groups[1].values;
  CHECK(client.form("arrivals").name == "poisson");
  CHECK(client.form("arrivals").arguments->number("rate") == 100.0);
  CHECK(client.form("keys").arguments->integer("items") == 1000);
  CHECK(client.shares("mix") == Shares{{"get", 0.8}, {"put", 0.2}, {"add", 0.0}});
  REQUIRE(client.calls().size() == 1);
  CHECK(client.calls()[0].target == "server");
  const ParameterValues& policies = client.calls()[0].policies;
  CHECK(policies.duration("timeout") == 500_ms);
  CHECK(policies.has("retry"));
  CHECK(policies.integer("retry.max_attempts") == 5);
  CHECK(policies.duration_range("retry.backoff") == DurationRange{20_ms, 1_s});
  CHECK(!policies.has("deadline"));
}

const std::string kClients = kServers + R"(  client:
    kind: kv-client
    arrivals: closed think=lognormal median=5ms sigma=0.3 outstanding=4
    calls: { server: { timeout: 500ms, retry: { jitter: equal } } }
)";

TEST_CASE("policies are set, turned and taken away by their paths") {
  const auto policies = [](const std::string& path, const std::string& value) {
    return load(kHead + kClients, {"", {{"system.client." + path, value}}}).groups[1].values.calls()[0].policies;
  };
  CHECK(policies("calls.server.timeout", "1s").duration("timeout") == 1_s);
  CHECK(policies("calls.server.deadline", "2s").duration("deadline") == 2_s);
  CHECK(policies("calls.server.retry.backoff", "1ms..2ms").duration_range("retry.backoff").high == 2_ms);
  CHECK(policies("calls.server.retry.backoff", "1ms..2ms").word("retry.jitter") == "equal");
  CHECK(!policies("calls.server.retry", "none").has("retry"));
  CHECK(policies("calls.server.retry", "{ max_attempts: 9 }").integer("retry.max_attempts") == 9);
  CHECK(policies("calls", "{ server: { timeout: 9ms } }").duration("timeout") == 9_ms);
  const LoadOptions calm{"calm", {}};
  const Scenario turned = load(kHead + kClients + R"(variants:
  - { id: calm, set: { system.client.calls.server.retry: none, system.client.mix: { get: 100% } } }
knobs:
  - { path: system.client.calls.server.timeout, range: 100ms..1s }
  - { path: system.client.calls.server.retry.jitter, values: [none, full] }
  - { path: system.client.keys, values: [uniform items=10, zipf items=10 exponent=1] }
  - { path: system.client.mix, values: [{ get: 100% }, { get: 50%, add: 50% }] }
)",
                               calm);
  CHECK(!turned.groups[1].values.calls()[0].policies.has("retry"));
  CHECK(turned.groups[1].values.shares("mix")[0].second == 1.0);
  CHECK(turned.knobs.size() == 4);
}

TEST_CASE("a file with kinds that do not exist yet has one error for each of their groups") {
  const auto loaded = try_load(kHead + "system:\n  a: { kind: mill }\n  b: { kind: loom, calls: { a: {} } }\n");
  REQUIRE(!loaded);
  const std::string kinds = "; kinds are: raft, kv-client, client, service, ambassador, versioned-row or row-writer";
  CHECK(texts_of(loaded.error()) ==
        std::vector<std::string>{"unknown node kind 'mill'" + kinds, "unknown node kind 'loom'" + kinds});
}

TEST_CASE("every scenario of the library is valid in all its variants, without warnings") {
  const auto entries = library_entries(std::string(ORRERY_SOURCE_DIR) + "/scenarios");
  REQUIRE(!entries.empty());
  for (const LibraryEntry& entry : entries) {
    const auto scenario = load_scenario(entry.path);
    INFO((scenario ? scenario->warnings.str() : scenario.error().str()));
    REQUIRE(scenario);
    CHECK(scenario->warnings.empty());
    CHECK(entry.title == scenario->title);
  }
}

TEST_CASE("every scenario of the library takes whatever its knobs offer") {
  for (const LibraryEntry& entry : library_entries(std::string(ORRERY_SOURCE_DIR) + "/scenarios")) {
    const auto text = read_scenario_text(entry.path);
    REQUIRE(text);
    const auto scenario = load_scenario_text(*text);
    REQUIRE(scenario);
    CHECK(find_refused_knob_values(*text, *scenario).str() == "");
  }
}

TEST_CASE("a knob that offers what contradicts another setting is found, with the reason") {
  ScenarioText text;
  text.shown_name = "test.yaml";
  text.text = kHead + kServers +
              "knobs:\n"
              "  - { path: system.server.heartbeat, range: 10ms..1s }\n"
              "  - { path: system.server.count, values: [3, 5] }\n";
  const auto scenario = load_scenario_text(text);
  REQUIRE(scenario);
  const Diagnostics refused = find_refused_knob_values(text, *scenario);
  REQUIRE(refused.size() == 1);
  CHECK(refused.front().severity == Diagnostic::Severity::warning);
  CHECK(refused.front().line == 9);
  CHECK(refused.front().text == "the knob 'system.server.heartbeat' offers 1s, which the scenario refuses");
  CHECK_THAT(refused.front().note, Catch::Contains("heartbeat (1s) must be shorter"));
}

TEST_CASE("a name finds its file in the library, and a misspelt one the nearest") {
  namespace fs = std::filesystem;
  const fs::path library = fs::temp_directory_path() / "orrery-scenario-library-test";
  fs::remove_all(library);
  for (const char* folder : {"leader-election", "circuit-breaker", "platforms"})
    fs::create_directories(library / folder);
  for (const char* file : {"leader-election/first-election.yaml", "circuit-breaker/first-trip.yaml",
                           "platforms/no-scenario.yaml", "leader-election/readme.txt"})
    std::ofstream(library / file) << kHead << "patterns: [one, two]\n" << kServers;

  const auto entries = library_entries(library.string());
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].name == "circuit-breaker/first-trip");
  CHECK(entries[0].title == "A test");
  CHECK(entries[1].patterns == std::vector<std::string>{"one", "two"});

  for (const char* name : {"leader-election/first-election", "leader-election/first-election.yaml"})
    CHECK(find_scenario(name, library.string())->name == "leader-election/first-election");
  const std::string path = (library / "leader-election/first-election.yaml").string();
  CHECK(find_scenario(path, library.string())->name == "leader-election/first-election");
  CHECK(find_scenario(path, "/nowhere")->name == path);
  for (const char* name : {"leader-election/frist-election", "first-election", "raft/first-election"})
    CHECK(find_scenario(name, library.string()).error().note ==
          "did you mean 'leader-election/first-election'?\n`orrery list scenarios` shows every one");
  CHECK(find_scenario("circuit-breaker/nope", library.string()).error().note ==
        "this pattern has circuit-breaker/first-trip\n`orrery list scenarios` shows every one");
  CHECK(find_scenario("something/else-entirely", library.string()).error().note ==
        "`orrery list scenarios` shows every one");
  CHECK(find_scenario("something/else-entirely.yaml", library.string()).error().note.empty());
  fs::remove_all(library);
}

}  // namespace
}  // namespace orrery
