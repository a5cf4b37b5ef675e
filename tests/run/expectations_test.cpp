#include "run/expectations.h"

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"
#include "run/result.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::HandMadeRun;

namespace {

constexpr Name kLeader{"leader"};
constexpr Name kFollower{"follower"};

InstantExpression at(Duration t) { return {"", false, t}; }
WindowExpression during(Duration begin, Duration end) { return {at(begin), at(end)}; }
Selector server(Selector::Pick pick = Selector::Pick::all, std::string role = "") {
  Selector selector;
  selector.group = "server";
  selector.pick = pick;
  selector.role = std::move(role);
  return selector;
}

// Three servers; the fault `leader-dies` strikes at 2 s and ends at 5 s; the run is planned for 10 s.
class Judged {
 public:
  Judged() : run(3) {
    kind_.name = "raft";
    kind_.fields = {{"role", ValueType::name}, {"term", ValueType::integer}};
    Group group;
    group.name = "server";
    group.kind = &kind_;
    group.count = 3;
    scenario_.groups.push_back(group);
    for (const auto& node : run.info.nodes) scenario_.placements.push_back({node.name, node.group, node.host});
    scenario_.run_for = 10_s;
  }

  // The finding of one expectation after a run that ended at `end`.
  Finding find(const Expectation& expectation, Duration end = 10_s,
               const std::vector<InvariantFinding>& invariants = {}) {
    scenario_.expectations = {expectation};
    Expectations expectations(scenario_, [](const InstantExpression& expression) {
      const Duration base = expression.fault.empty() ? 0_s : expression.fault_end ? 5_s : 2_s;
      return Instant::at(base + expression.offset);
    });
    Metrics metrics(run.info.nodes.size(), expectations.queries());
    run.info.end = Instant::at(end);
    run.play(expectations);
    run.play(metrics);
    const auto findings = expectations.findings(metrics, 0, invariants);
    REQUIRE(findings.size() == 1);
    claim = findings[0].claim;
    return findings[0].finding;
  }

  HandMadeRun run;
  std::string claim;  // of the latest finding

 private:
  NodeKind kind_;
  Scenario scenario_;
};

Expectation expect(ExpectationKind kind, const std::string& subject) {
  Expectation expectation;
  expectation.kind = kind;
  expectation.subject = subject;
  return expectation;
}

Expectation role_is(const Selector& of, const std::string& role) {
  Expectation expectation = expect(ExpectationKind::state, "role");
  expectation.of = of;
  expectation.is = role;
  return expectation;
}

}  // namespace

TEST_CASE("a metric is held against its bounds over its window, and the figure is told") {
  Judged judged;
  judged.run.at(1_s).role(0, kLeader);
  judged.run.at(2_s).add(RecordKind::crashed, 0);
  judged.run.at(2231_ms).role(1, kLeader);
  Expectation expectation = expect(ExpectationKind::metric, "leaderless_time");
  expectation.of = server();
  expectation.during = during(2_s, 10_s);
  expectation.at_most = "700ms";
  Finding finding = judged.find(expectation);
  CHECK(finding.verdict == Verdict::held);
  CHECK(finding.figure == "231 ms (at most 700 ms)");
  CHECK(judged.claim == "leaderless_time of server from 2 s to 10 s");

  expectation.at_most = "230ms";
  CHECK(judged.find(expectation).verdict == Verdict::failed);
  expectation.at_most = "231ms";
  CHECK(judged.find(expectation).verdict == Verdict::held);
  expectation.at_least = "232ms";
  CHECK(judged.find(expectation).verdict == Verdict::failed);
}

TEST_CASE("a window that the run did not reach the end of leaves a metric undecided") {
  Judged judged;
  Expectation expectation = expect(ExpectationKind::metric, "elections");
  expectation.at_most = "5";
  const Finding finding = judged.find(expectation, 4_s);
  CHECK(finding.verdict == Verdict::undecided);
  CHECK(finding.figure == "the run ended at 4 s, before 10 s");
  expectation.during = during(0_s, 4_s);
  CHECK(judged.find(expectation, 4_s).verdict == Verdict::held);
}

TEST_CASE("a metric of which nothing was measured is undecided") {
  Judged judged;
  Expectation expectation = expect(ExpectationKind::metric, "success_rate");
  expectation.at_least = "99%";
  CHECK(judged.find(expectation).verdict == Verdict::undecided);
}

TEST_CASE("an event within a time after a fault counts at both ends of that time") {
  Expectation expectation = expect(ExpectationKind::event, "became_leader");
  expectation.of = server(Selector::Pick::any);
  expectation.after = InstantExpression{"leader-dies", false, {}};
  expectation.within = 1_s;
  for (const Duration when : {2_s, 2213_ms, 3_s}) {
    Judged judged;
    judged.run.at(when).event(2, "became_leader", 2);
    const Finding finding = judged.find(expectation);
    CHECK(finding.verdict == Verdict::held);
    CHECK(finding.figure == "after " + exact_text(when - 2_s) + ", at server-3");
    CHECK(judged.claim == "became_leader of any server within 1 s after leader-dies");
  }
  for (const Duration when : {1999_ms, 3001_ms}) {
    Judged judged;
    judged.run.at(when).event(2, "became_leader", 2);
    CHECK(judged.find(expectation).verdict == Verdict::failed);
  }
}

TEST_CASE("an event that has not happened yet is undecided until its window is over") {
  Judged judged;
  Expectation expectation = expect(ExpectationKind::event, "became_leader");
  expectation.of = server(Selector::Pick::any);
  expectation.during = during(0_s, 5_s);
  CHECK(judged.find(expectation, 4_s).verdict == Verdict::undecided);
  CHECK(judged.find(expectation, 5_s).verdict == Verdict::failed);
  judged.run.at(3_s).event(0, "became_leader");
  CHECK(judged.find(expectation, 4_s).verdict == Verdict::held);
}

TEST_CASE("an event of each node must happen at all of them, twice at one is not at two") {
  Judged judged;
  Expectation expectation = expect(ExpectationKind::event, "joined");
  judged.run.at(1_s).event(0, "joined");
  judged.run.at(2_s).event(0, "joined");
  judged.run.at(3_s).event(2, "joined");
  expectation.of = server(Selector::Pick::each);
  CHECK(judged.find(expectation).figure == "it happened at 2 of 3 nodes");
  judged.run.at(4_s).event(1, "joined");
  CHECK(judged.find(expectation).figure == "after 4 s, at server-2 the last");
}

TEST_CASE("an event of a role counts where the node has the role right after it") {
  Judged judged;
  Expectation expectation = expect(ExpectationKind::event, "saved");
  expectation.of = server(Selector::Pick::any, "leader");
  judged.run.at(1_s).role(0, kFollower);
  judged.run.event(0, "saved");
  CHECK(judged.find(expectation).verdict == Verdict::failed);
  judged.run.role(0, kLeader);
  judged.run.event(0, "saved");
  CHECK(judged.find(expectation).verdict == Verdict::held);
}

TEST_CASE("bounds of an event are on how often it happens, and too often is decided at once") {
  Judged judged;
  Expectation expectation = expect(ExpectationKind::event, "tripped");
  expectation.of = server();
  expectation.at_most = "1";
  judged.run.at(1_s).event(0, "tripped");
  CHECK(judged.find(expectation).verdict == Verdict::held);
  CHECK(judged.find(expectation).figure == "1 time (at most 1)");
  CHECK(judged.find(expectation, 4_s).verdict == Verdict::undecided);
  judged.run.at(2_s).event(1, "tripped");
  CHECK(judged.find(expectation, 4_s).verdict == Verdict::failed);
}

TEST_CASE("a state must hold throughout its window, and not a moment of it is left out") {
  Judged judged;
  judged.run.at(1_s).role(0, kLeader);
  judged.run.at(3_s).role(0, kFollower);
  judged.run.at(3001_ms).role(1, kLeader);
  Expectation expectation = role_is(server(Selector::Pick::any), "leader");
  expectation.during = during(1_s, 3_s);
  CHECK(judged.find(expectation).verdict == Verdict::held);
  expectation.during = during(3001_ms, 10_s);
  CHECK(judged.find(expectation).verdict == Verdict::held);
  expectation.during = during(1_s, 10_s);
  const Finding finding = judged.find(expectation);
  CHECK(finding.verdict == Verdict::failed);
  CHECK(finding.figure ==
        "not at 3.000 s: server-1 had role follower since 3.000 s, server-2 was down since 0.000 s, server-3 was down "
        "since "
        "0.000 s");
  CHECK(judged.find(expectation, 4_s).verdict == Verdict::failed);
  expectation.during = during(4_s, 10_s);
  CHECK(judged.find(expectation, 5_s).verdict == Verdict::undecided);
}

TEST_CASE("a state that changes over within one instant has held throughout") {
  Judged judged;
  judged.run.at(1_s).role(0, kLeader);
  judged.run.at(3_s).role(0, kFollower);
  judged.run.role(1, kLeader);
  Expectation expectation = role_is(server(Selector::Pick::any), "leader");
  expectation.during = during(1_s, 10_s);
  CHECK(judged.find(expectation).verdict == Verdict::held);
}

TEST_CASE("a node that is down has no state, so that nothing holds at each") {
  Judged judged;
  for (std::uint32_t node = 0; node < 3; ++node) judged.run.role(node, kFollower);
  Expectation expectation = role_is(server(Selector::Pick::each), "follower");
  CHECK(judged.find(expectation).verdict == Verdict::held);
  judged.run.at(4_s).add(RecordKind::crashed, 1);
  CHECK(judged.find(expectation).figure == "not at 4.000 s: server-2 was down since 4.000 s");
}

TEST_CASE("a state that fails tells what it was and since when, of three nodes at most") {
  Judged judged;
  for (std::uint32_t node = 0; node < 3; ++node) judged.run.add(RecordKind::started, node);
  judged.run.at(500_ms).show(0, "term", 2);
  judged.run.show(1, "term", 1);
  Expectation expectation = expect(ExpectationKind::state, "term");
  expectation.of = server(Selector::Pick::each);
  expectation.at_least = "2";
  expectation.during = during(1_s, 2_s);
  CHECK(judged.find(expectation).figure ==
        "not at 1.000 s: server-2 had term 1 since 0.500 s, server-3 had shown no term since 0.000 s (at least 2)");

  expectation.of = server(Selector::Pick::any, "leader");
  CHECK(judged.find(expectation).figure == "not at 1.000 s: there was no leader of server (at least 2)");
}

TEST_CASE("bounds of a state are on its value") {
  Judged judged;
  judged.run.at(0_s).role(0, kLeader);
  judged.run.show(0, "term", 1);
  judged.run.at(6_s).show(0, "term", 4);
  Expectation expectation = expect(ExpectationKind::state, "term");
  expectation.of = server(Selector::Pick::all, "leader");
  expectation.at_most = "3";
  CHECK(judged.find(expectation).figure == "not at 6.000 s: server-1 had term 4 since 6.000 s (at most 3)");
  expectation.during = during(0_s, 6_s);
  CHECK(judged.find(expectation).verdict == Verdict::held);
}

TEST_CASE("an invariant that was never put to the test is not proven, and all of them say how many were not") {
  Judged judged;
  InvariantFinding safety{"election-safety", "", 4, {}, 0};
  InvariantFinding liveness{"election-liveness", "", 0, {}, 0};
  const Expectation all = expect(ExpectationKind::invariants, "all");
  CHECK(judged.find(all, 10_s, {safety, liveness}).figure == "1 held, 1 never put to the test");
  CHECK(judged.find(all, 10_s, {safety, liveness}).verdict == Verdict::held);
  CHECK(judged.find(expect(ExpectationKind::invariants, "election-liveness"), 10_s, {safety, liveness}).verdict ==
        Verdict::undecided);
  safety.breach_count = 1;
  CHECK(judged.find(all, 10_s, {safety, liveness}).figure == "violated: election-safety");
  CHECK(judged.find(all, 10_s, {safety, liveness}).verdict == Verdict::failed);
  CHECK(judged.find(expect(ExpectationKind::invariants, "election-liveness"), 10_s, {safety, liveness}).verdict ==
        Verdict::undecided);
}

TEST_CASE("an invariant that could not be judged throughout is neither held nor failed") {
  Judged judged;
  InvariantFinding safety{"election-safety", "", 4, {}, 0};
  const InvariantFinding doubtful{"linearizability", "", 4, {}, 0, {}, 1};
  const Expectation all = expect(ExpectationKind::invariants, "all");
  const Finding found = judged.find(all, 10_s, {safety, doubtful});
  CHECK(found.verdict == Verdict::undecided);
  CHECK(found.figure == "could not be judged throughout: linearizability");
  safety.breach_count = 1;
  CHECK(judged.find(all, 10_s, {safety, doubtful}).verdict == Verdict::failed);
}

TEST_CASE("a violation that a scenario is to show must happen, and does not count among all invariants") {
  Judged judged;
  const InvariantFinding safety{"election-safety", "", 4, {}, 0};
  InvariantFinding reads{"linearizability", "", 4, {}, 2, {}, 0, true};
  Expectation violated = expect(ExpectationKind::invariants, "linearizability");
  violated.is = "violated";
  CHECK(judged.find(violated, 10_s, {safety, reads}).verdict == Verdict::held);
  CHECK(judged.find(violated, 10_s, {safety, reads}).figure == "2 times in 4 tests");
  CHECK(judged.claim == "invariant linearizability is violated");
  CHECK(judged.find(expect(ExpectationKind::invariants, "all"), 10_s, {safety, reads}).figure == "1 held");
  RunResult result;
  result.invariants = {safety, reads};
  CHECK(verdict_of(result) == Verdict::held);
  reads.breach_count = 0;
  CHECK(judged.find(violated, 10_s, {safety, reads}).verdict == Verdict::failed);
  reads.exercised = 0;
  CHECK(judged.find(violated, 10_s, {safety, reads}).verdict == Verdict::undecided);
}

TEST_CASE("an expectation of another variant does not count") {
  Scenario scenario;
  scenario.variant = "a";
  scenario.expectations = {expect(ExpectationKind::invariants, "all"), expect(ExpectationKind::invariants, "all")};
  scenario.expectations[0].variant = "a";
  scenario.expectations[1].variant = "b";
  Expectations expectations(scenario, [](const InstantExpression&) { return Instant(); });
  CHECK(expectations.findings(Metrics(0, {}), 0, {}).size() == 1);
}
