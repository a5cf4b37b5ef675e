#include "run/metrics.h"

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::HandMadeRun;

namespace {

constexpr Name kLeader{"leader"};
constexpr Name kCandidate{"candidate"};
constexpr Name kFollower{"follower"};

struct Asked {
  std::string_view metric;
  std::string statistic = "";
  Window window = {};
  std::vector<NodeId> nodes = {};  // empty: all
};

std::optional<double> measured(const HandMadeRun& run, Asked asked) {
  if (asked.nodes.empty())
    for (std::uint32_t i = 0; i < run.info.nodes.size(); ++i) asked.nodes.push_back(NodeId{i});
  Metrics metrics(run.info.nodes.size(), {{find_metric(asked.metric), asked.statistic, asked.nodes, asked.window}});
  run.play(metrics);
  return metrics.figure(0);
}

double milliseconds(const HandMadeRun& run, const Asked& asked) { return measured(run, asked).value() / 1e6; }

Window window(Duration begin, Duration end) { return {Instant::at(begin), Instant::at(end)}; }

// server-1 leads from 200 ms to its crash at 2 s, server-2 from 2.3 s on; the run ends at 10 s.
HandMadeRun leader_crash() {
  HandMadeRun run(3);
  run.at(190_ms).role(0, kCandidate);
  run.event(0, "campaign_started", 1);
  run.at(200_ms).role(0, kLeader);
  run.event(0, "became_leader", 1, 2);
  run.at(2_s).add(RecordKind::crashed, 0);
  run.at(2200_ms).role(1, kCandidate);
  run.event(1, "campaign_started", 2);
  run.at(2300_ms).role(1, kLeader);
  run.event(1, "became_leader", 2, 2);
  run.at(5_s).add(RecordKind::restarted, 0, {}, 1);
  run.role(0, kFollower);
  return run;
}

}  // namespace

TEST_CASE("leaderless time counts start-up and the gap after a crash") {
  CHECK(milliseconds(leader_crash(), {"leaderless_time"}) == 500);
  CHECK(milliseconds(leader_crash(), {"leaderless_time", "", window(2_s, 10_s)}) == 300);
  CHECK(milliseconds(leader_crash(), {"leaderless_time", "", window(2100_ms, 2200_ms)}) == 100);
  CHECK(milliseconds(leader_crash(), {"leaderless_time", "", window(3_s, 10_s)}) == 0);
}

TEST_CASE("leaderless time of one node is the time in which that node does not lead") {
  CHECK(milliseconds(leader_crash(), {"leaderless_time", "", {}, {NodeId{1}}}) == 2300);
}

TEST_CASE("a leader of an earlier term that is still up keeps the system from being leaderless") {
  HandMadeRun run(3);
  run.at(1_s).role(0, kLeader);
  run.at(2_s).role(1, kLeader);
  run.at(3_s).role(0, kFollower);
  CHECK(milliseconds(run, {"leaderless_time"}) == 1000);
  CHECK(measured(run, {"elections"}) == 2);
  CHECK(measured(run, {"election_time", "max"}) == 1e9);
}

TEST_CASE("elections and campaigns count at the instant at which they are won and begun") {
  CHECK(measured(leader_crash(), {"elections"}) == 2);
  CHECK(measured(leader_crash(), {"campaigns"}) == 2);
  CHECK(measured(leader_crash(), {"elections", "", window(2200_ms, 2300_ms)}) == 0);
  CHECK(measured(leader_crash(), {"elections", "", window(2300_ms, 2400_ms)}) == 1);
  CHECK(measured(leader_crash(), {"campaigns", "", window(2200_ms, 2300_ms)}) == 1);
}

TEST_CASE("election time runs from the loss of the last leader, the first from the start of the run") {
  CHECK(measured(leader_crash(), {"election_time", "min"}) == 200e6);
  CHECK(measured(leader_crash(), {"election_time", "max"}) == 300e6);
  CHECK_FALSE(measured(leader_crash(), {"election_time", "p50", window(5_s, 10_s)}).has_value());
}

TEST_CASE("a term that several campaigned in and no one won is one split vote, however many campaigned") {
  HandMadeRun run(3);
  run.at(150_ms).event(0, "campaign_started", 1);
  run.at(151_ms).event(1, "campaign_started", 1);
  run.at(300_ms).event(2, "campaign_started", 2);
  run.at(301_ms).event(0, "campaign_started", 2);
  run.at(500_ms).event(2, "campaign_started", 3);
  run.at(510_ms).event(2, "became_leader", 3);
  run.at(800_ms).event(0, "campaign_started", 4);
  CHECK(measured(run, {"split_votes"}) == 2);
  CHECK(measured(run, {"split_votes", "", window(400_ms, 10_s)}) == 1);
}

TEST_CASE("a candidate that nobody stands against and nobody elects splits no vote") {
  HandMadeRun run(3);
  run.at(150_ms).event(0, "campaign_started", 1);
  run.at(300_ms).event(0, "campaign_started", 2);
  run.at(450_ms).event(1, "campaign_started", 3);
  CHECK(measured(run, {"split_votes"}) == 0);
}

TEST_CASE("messages count at their addressee when they arrive") {
  HandMadeRun run(2);
  run.at(1_s).delivered(1, 0, "Ping", 2_ms, 100);
  run.at(2_s).delivered(0, 1, "Pong", 4_ms, 300);
  run.at(3_s).add(RecordKind::dropped, 1, "Ping", 0, 100, static_cast<std::int64_t>(drop_reason::loss.id()), NodeId{0});
  run.at(4_s).add(RecordKind::timer_fired, 0, "tick");
  CHECK(measured(run, {"messages_delivered"}) == 2);
  CHECK(measured(run, {"messages_delivered", "", {}, {NodeId{1}}}) == 1);
  CHECK(measured(run, {"messages_delivered", "", window(1_s, 2_s)}) == 1);
  CHECK(measured(run, {"bytes_delivered"}) == 400);
  CHECK(measured(run, {"messages_dropped", "", {}, {NodeId{1}}}) == 1);
  CHECK(measured(run, {"timers_fired"}) == 1);
  CHECK(measured(run, {"message_delay", "mean"}) == 3e6);
  CHECK(measured(run, {"message_delay", "max"}) == 4e6);
}

TEST_CASE("an operation counts when it ends, and its latency from when it began") {
  HandMadeRun run(2);
  run.at(1_s).add(RecordKind::invoked, 0, "get", 1);
  run.add(RecordKind::invoked, 1, "get", 1);
  run.at(1005_ms).add(RecordKind::ok, 0, "get", 1);
  run.at(2_s).add(RecordKind::failed, 1, "get", 1);
  run.at(3_s).add(RecordKind::invoked, 0, "put", 2);
  run.at(4_s).add(RecordKind::info, 0, "put", 2);
  run.at(5_s).add(RecordKind::invoked, 0, "get", 3);
  run.at(5010_ms).add(RecordKind::ok, 0, "get", 3);
  run.at(9_s).add(RecordKind::invoked, 0, "get", 4);
  CHECK(measured(run, {"operations"}) == 4);
  CHECK(measured(run, {"success_rate"}) == 0.5);
  CHECK(measured(run, {"success_rate", "", window(5_s, 10_s)}) == 1);
  CHECK(measured(run, {"latency", "min"}) == 5e6);
  CHECK(measured(run, {"latency", "max"}) == 10e6);
  CHECK_FALSE(measured(run, {"success_rate", "", window(8_s, 10_s)}).has_value());
}

TEST_CASE("attempts are invocations and retries; redirections are no attempts") {
  HandMadeRun run(2);
  run.at(1_s).add(RecordKind::invoked, 0, "put", 1);
  run.event(0, "redirected", 1, 1, NodeId{1});
  run.at(2_s).event(0, "retried", 1, 2, NodeId{1});
  run.at(3_s).event(0, "retried", 1, 3, NodeId{0});
  run.at(4_s).add(RecordKind::invoked, 1, "put", 2);
  CHECK(measured(run, {"attempts"}) == 4);
  CHECK(measured(run, {"retries"}) == 2);
  CHECK(measured(run, {"redirects"}) == 1);
  CHECK(measured(run, {"attempts", "", window(2_s, 3_s)}) == 1);
  CHECK(measured(run, {"attempts", "", {}, {NodeId{1}}}) == 1);
}

TEST_CASE("throughput and goodput are operations by the length of the window, or of the run") {
  HandMadeRun run(1);
  for (std::int64_t operation = 1; operation <= 4; ++operation) {
    run.at(operation * 1_s).add(RecordKind::invoked, 0, "get", operation);
    run.add(operation == 4 ? RecordKind::failed : RecordKind::ok, 0, "get", operation);
  }
  CHECK(measured(run, {"throughput"}) == 0.4);
  CHECK(measured(run, {"goodput"}) == 0.3);
  CHECK(measured(run, {"throughput", "", window(2_s, 4_s)}) == 1);
  CHECK(measured(run, {"throughput", "", window(8_s, 20_s)}) == 0);
  CHECK_FALSE(measured(run, {"throughput", "", window(10_s, 20_s)}).has_value());
}

TEST_CASE("latency runs from the intended start of an operation that began late") {
  HandMadeRun run(1);
  run.at(3_s).add(RecordKind::invoked, 0, "get", 1);
  run.event(0, "started_late", 1, (2_s).nanoseconds());
  run.at(3010_ms).add(RecordKind::ok, 0, "get", 1);
  CHECK(measured(run, {"latency", "max"}) == 2010e6);
}

TEST_CASE("what is open when its client crashes ends nowhere, and is no operation") {
  HandMadeRun run(2);
  run.at(1_s).add(RecordKind::invoked, 0, "put", 1);
  run.add(RecordKind::invoked, 1, "put", 2);
  run.at(2_s).add(RecordKind::crashed, 0);
  run.at(3_s).add(RecordKind::ok, 1, "put", 2);
  CHECK(measured(run, {"operations"}) == 1);
  CHECK(measured(run, {"success_rate"}) == 1);
}

TEST_CASE("success is full answers and fallbacks together") {
  HandMadeRun run(1);
  for (std::int64_t operation = 1; operation <= 10; ++operation) {
    run.at(operation * 100_ms).add(RecordKind::invoked, 0, "buy", operation);
    run.event(0, "attempted", operation, 1);
    if (operation == 3) run.event(0, "attempted", operation, 2);
    if (operation <= 2) run.event(0, "part_answered", operation, 1);
    run.add(operation <= 7 ? RecordKind::ok : RecordKind::failed, 0, "buy", operation);
  }
  run.at(9_s).add(RecordKind::invoked, 0, "buy", 11);
  CHECK(measured(run, {"success_rate"}) == 0.7);
  CHECK(measured(run, {"full_answer_rate"}) == 0.5);
  CHECK(measured(run, {"fallback_rate"}) == 0.2);
  CHECK(measured(run, {"offered_load"}) == 1.1);
  CHECK(measured(run, {"offered_load", "", window(5_s, 10_s)}) == 0.2);
  CHECK(measured(run, {"attempts_per_operation"}).value() == Approx(12.0 / 11));
  CHECK_FALSE(measured(run, {"fallback_rate", "", window(5_s, 10_s)}).has_value());
}

TEST_CASE("calls are counted where they begin, refused or sent, and their attempts where they are sent") {
  HandMadeRun run(2);
  run.at(1_s).event(0, "attempted", 1, 1);
  run.event(0, "hedged", 1, 1);
  run.event(0, "attempted", 1, 2);
  run.event(0, "gave_up", 1, 2);
  run.event(0, "fell_back", 1, 2);
  run.at(2_s).event(0, "breaker_refused", 2, 1);
  run.event(0, "throttle_refused", 2, 2);
  run.event(0, "gave_up", 2, 2);
  run.at(3_s).event(0, "gave_up", 3, 0);
  run.event(1, "attempted", 3, 1);
  CHECK(measured(run, {"calls"}) == 4);
  CHECK(measured(run, {"calls", "", {}, {NodeId{0}}}) == 3);
  CHECK(measured(run, {"call_attempts"}) == 4);
  CHECK(measured(run, {"attempts_per_call"}) == 1);
  CHECK(measured(run, {"calls_refused"}) == 2);
  CHECK(measured(run, {"calls_given_up"}) == 3);
  CHECK(measured(run, {"fallbacks"}) == 1);
  CHECK(measured(run, {"calls", "", window(0_s, 2_s)}) == 1);
  CHECK_FALSE(measured(run, {"attempts_per_call", "", window(4_s, 5_s)}).has_value());
}

TEST_CASE("requests are the calls that arrive, and what is shed is told by its place") {
  HandMadeRun run(1);
  for (int i = 0; i < 5; ++i) run.at(1_s).delivered(0, 0, "Call", 1_ms);
  run.delivered(0, 0, "Answer", 1_ms);
  run.event(0, "queue_full", 1, 3);
  run.event(0, "codel_dropped", 2, 3);
  run.event(0, "request_expired", 3, 3);
  run.event(0, "error_answered", 4, 0);
  CHECK(measured(run, {"requests"}) == 5);
  CHECK(measured(run, {"arrival_rate"}) == 0.5);
  CHECK(measured(run, {"arrival_rate", "", window(0_s, 2_s)}) == 2.5);
  CHECK(measured(run, {"rejected"}) == 2);
  CHECK(measured(run, {"expired"}) == 1);
  CHECK(measured(run, {"errors"}) == 1);
}

TEST_CASE("an effect is double where its key was applied before, at any instance and at any time of the run") {
  HandMadeRun run(2);
  run.at(1_s).event(0, "effect_applied", 1, 77);
  run.event(0, "effect_applied", 2, 78);
  run.at(5_s).event(1, "effect_applied", 1, 77);
  run.event(1, "effect_known", 2, 78);
  run.at(6_s).event(0, "effect_applied", 1, 77);
  CHECK(measured(run, {"effects"}) == 4);
  CHECK(measured(run, {"double_effects"}) == 2);
  CHECK(measured(run, {"double_effects", "", window(4_s, 6_s)}) == 1);
  CHECK(measured(run, {"double_effects", "", {}, {NodeId{1}}}) == 0);
}

TEST_CASE("what happens at the very end of the run counts where the window is open") {
  HandMadeRun run(1);
  run.at(10_s).delivered(0, 0, "Ping", 1_ms);
  CHECK(measured(run, {"messages_delivered"}) == 1);
  CHECK(measured(run, {"messages_delivered", "", window(0_s, 10_s)}) == 0);
}

TEST_CASE("every metric of the table is computed") {
  const HandMadeRun run = leader_crash();
  for (const MetricDeclaration& metric : metric_table()) {
    INFO(metric.name);
    CHECK_NOTHROW(measured(run, {metric.name, metric.form == MetricForm::histogram ? "p99.9" : ""}));
  }
}

TEST_CASE("figures are shown in the unit that a reader wants") {
  CHECK(figure_text(MetricUnit::duration, 231.4e6) == "231 ms");
  CHECK(figure_text(MetricUnit::count, 12) == "12");
  CHECK(figure_text(MetricUnit::bytes, 999) == "999 B");
  CHECK(figure_text(MetricUnit::bytes, 1'234'567) == "1.23 MB");
  CHECK(figure_text(MetricUnit::percent, 0.999) == "99.90%");
  CHECK(figure_text(MetricUnit::percent, 0.999999) == "99.99%");
  CHECK(figure_text(MetricUnit::percent, 1) == "100.00%");
  CHECK(figure_text(MetricUnit::rate, 299.96) == "300.0/s");
  CHECK(figure_text(MetricUnit::ratio, 1.236) == "1.24");
  CHECK(figure_text(MetricUnit::count, std::nullopt) == "-");
}

TEST_CASE("moved keys are those that another endpoint serves although their own is still called") {
  HandMadeRun run(2);
  run.add_group("backend", "service", 3);
  std::int64_t number = 0;
  // The client server-1 asks for the key, and its proxy server-2 calls that backend.
  const auto ask = [&](std::int64_t key, std::uint32_t backend) {
    run.add(RecordKind::invoked, 0, "request", ++number, key);
    run.add(RecordKind::event, 1, "attempted", number, 1, 0, NodeId{1 + backend});
    run.add(RecordKind::event, 1, "attempted", number, 2, 0, NodeId{1 + backend % 3 + 1});
  };
  run.at(1_s);
  for (std::int64_t key = 1; key <= 6; ++key) ask(key, 1);
  ask(1, 2);
  run.at(2_s);
  ask(4, 3);
  ask(5, 3);
  ask(6, 3);
  run.at(6_s);
  ask(1, 2);
  ask(2, 1);
  ask(3, 2);
  ask(4, 1);
  ask(5, 2);
  ask(7, 2);
  ask(1, 1);
  const std::vector<NodeId> proxy{NodeId{1}};
  // Of 1, 2 and 3 one has moved; 4 and 5 were at the third backend, which nobody calls any more, 6 is not asked again.
  CHECK(measured(run, {"moved_keys", "", window(5_s, 10_s), proxy}).value() == Approx(1.0 / 3));
  CHECK(!measured(run, {"moved_keys", "", {}, proxy}));
  CHECK(!measured(run, {"moved_keys", "", window(7_s, 10_s), proxy}));
}
