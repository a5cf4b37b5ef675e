#include "run/result.h"

#include <cmath>
#include <limits>
#include <sstream>

#include <catch2/catch.hpp>

#include "run/report.h"
#include "support/golden_text.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::check_golden_text;

namespace {

RunResult a_result() {
  RunResult result;
  result.scenario = "leader-election/leader-crash";
  result.title = "The leader crashes";
  result.variant = "slow-disk";
  result.seed = 18446744073709551615u;
  result.overrides = {{"system.server.count", "7"}, {"run_for", "20s"}};
  result.end = Instant::at(10_s);
  result.planned_end = Instant::at(20_s);
  result.records = 12345;
  result.fingerprint = "00112233445566778899aabbccddeeff";
  result.metrics = {{"leaderless_time", "", "server", 231e6},
                    {"election_time", "p50", "server", 1.5e8},
                    {"election_time", "max", "server", 2.31e8},
                    {"success_rate", "", "client", std::nullopt},
                    {"messages_delivered", "", "", 4242}};
  result.metrics.push_back({"time_to_recover", "", "client", std::numeric_limits<double>::infinity()});
  result.phases = {{"before", Instant::at(0_s), Instant::at(2_s), {{"goodput", "", "client", 9.7}}},
                   {"leader-dies", Instant::at(2_s), Instant::at(10_s), {{"goodput", "", "client", 4.1}}}};
  result.breakers = {{"client-1", "server", Instant::at(2500_ms), "by order", Instant::at(5_s), 2},
                     {"client-2", "server-1", Instant::at(3_s), "", std::nullopt, 0}};
  result.compared = {{40, 9.7, "9.7/s"}, {41, std::nullopt, "nothing was measured"}};
  result.expectations = {
      {"all invariants", 30, {Verdict::held, "3 held"}},
      {"leaderless_time of server from 2 s to 10 s", 31, {Verdict::failed, "231 ms (at most 200 ms)"}},
      {"became_leader of any server", 32, {Verdict::undecided, "the run ended at 10 s, before 20 s"}}};
  result.invariants = {
      {"election-safety", "at most one leader a term", 2, {}, 0},
      {"one-vote-per-term", "one vote a term", 9, {{Instant::at(2_s), "server-1", "votes twice in term 2"}}, 4},
      {"linearizability", "one instant", 40, {}, 0, {{Instant::at(3_s), "client-1", "key 7 is not judged"}}, 1},
      {"election-liveness", "a leader within a bound", 0, {}, 0},
      {"exactly-once", "once", 0, {}, 0}};
  result.story = {{Instant::at(2_s), "fault", Tone::fault, Weight::story, "leader-dies: crash hits server-1"}};
  return result;
}

std::string golden_path(const std::string& name) { return ORRERY_SOURCE_DIR "/tests/run/golden/" + name; }

}  // namespace

TEST_CASE("a result comes back from its JSON as it was") {
  const auto json = to_json(a_result());
  const auto back = result_from_json(nlohmann::ordered_json::parse(json.dump()));
  REQUIRE(back.has_value());
  CHECK(to_json(*back).dump() == json.dump());
  CHECK(back->seed == a_result().seed);
  CHECK(back->end == a_result().end);
  CHECK(back->invariants[1].breaches[0].text == "votes twice in term 2");
  CHECK(std::isinf(back->metrics.back().figure.value()));
  CHECK(back->invariants[2].doubts[0].text == "key 7 is not judged");
}

TEST_CASE("the JSON of a result keeps its keys and their order") {
  check_golden_text(golden_path("result.json"), to_json(a_result()).dump(2) + "\n");
}

TEST_CASE("JSON that is no result is refused with what is wrong") {
  auto json = to_json(a_result());
  json.erase("fingerprint");
  CHECK(result_from_json(json).error().find("fingerprint") != std::string::npos);
  json = to_json(a_result());
  json["expectations"][0]["verdict"] = "perhaps";
  CHECK(result_from_json(json).error().find("perhaps") != std::string::npos);
  CHECK_FALSE(result_from_json(nlohmann::ordered_json::array()).has_value());
}

TEST_CASE("what failed outweighs what is undecided, and that what held") {
  RunResult result = a_result();
  CHECK(verdict_of(result) == Verdict::failed);
  result.expectations[1].finding.verdict = Verdict::held;
  CHECK(verdict_of(result) == Verdict::failed);
  result.invariants[1].breach_count = 0;
  CHECK(verdict_of(result) == Verdict::undecided);
  result.expectations[2].finding.verdict = Verdict::held;
  CHECK(verdict_of(result) == Verdict::undecided);
  result.invariants[2].doubt_count = 0;
  CHECK(verdict_of(result) == Verdict::held);
}

TEST_CASE(
    "the report says each metric, each expectation with its figure, each invariant, the verdict and the fingerprint") {
  check_golden_text(golden_path("report.txt"), report_text(a_result(), Paint()));
}

TEST_CASE("on a narrow terminal findings and the fingerprint go on below themselves") {
  std::istringstream lines(report_text(a_result(), Paint(), {60, true}));
  int broken_lines = 0;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(columns(line) <= 60);
    if (line.starts_with(std::string(13, ' '))) ++broken_lines;
  }
  CHECK(broken_lines >= 3);
}

TEST_CASE("variants stand side by side, a metric that one of them lacks with a dash") {
  RunResult other = a_result();
  other.variant = "fast-disk";
  other.metrics.pop_back();
  other.metrics[0].figure = 97e6;
  other.fingerprint = "ffeeddccbbaa99887766554433221100";
  other.breakers.clear();
  const RunResult results[] = {a_result(), other};
  const ExpectationFinding between[] = {
      {"goodput of client, patient against eager", 40, {Verdict::held, "9.7/s against 4.1/s, 2.4 times as much"}}};
  check_golden_text(golden_path("comparison.txt"), comparison_text(results, between, Paint()));
}
