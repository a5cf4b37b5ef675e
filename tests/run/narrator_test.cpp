#include "run/narrator.h"

#include <sstream>

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"
#include "support/golden_text.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::check_golden_text;
using orrery::test::HandMadeRun;

namespace {

std::string golden_path(const std::string& name) { return ORRERY_SOURCE_DIR "/tests/run/golden/" + name + ".txt"; }

std::string narrated(const HandMadeRun& run, Weight least = Weight::story, bool colored = false,
                     std::size_t line_limit = 200, const Page& page = {}) {
  std::string text;
  Narrator narrator(
      least, Paint(colored), page, [&](std::string_view part) { text += part; }, line_limit);
  run.play(narrator, 3);
  return text;
}

// A leader is elected, dies with a write not yet on its disk, comes back; another is cut off, hands over, is paused.
HandMadeRun eventful_run() {
  HandMadeRun run(3);
  run.add_group("client", "caller", 1);
  const auto verb = [&](Name name) { return static_cast<std::int64_t>(run.names().intern(name)); };
  for (std::uint32_t node = 0; node < 4; ++node) run.add(RecordKind::started, node);
  run.at(183_ms).add(RecordKind::timer_fired, 2, "election-timeout");
  run.because().event(2, "campaign_started", 1);
  run.role(2, "candidate");
  run.at(187_ms).delivered(2, 1, "RequestVoteReply", 1_ms);
  run.because().role(2, "leader");
  run.event(2, "became_leader", 1, 2);
  run.at(2_s).add(RecordKind::fault_began, 2, "leader-dies", verb("crash"), 1, 0, NodeId{2}).node = kNoNode;
  run.because().add(RecordKind::crashed, 2, {}, 0, 1);
  run.at(2010_ms).add(RecordKind::dropped, 2, "Ping", 2'000'000'000, 64,
                      static_cast<std::int64_t>(run.names().intern(drop_reason::node_down)), NodeId{0});
  run.at(2231_ms).event(0, "campaign_started", 2);
  run.at(2240_ms).role(0, "leader");
  run.event(0, "became_leader", 2, 1);
  run.at(2600_ms).add(RecordKind::paused, 1);
  run.at(2700_ms).add(RecordKind::resumed, 1, {}, 4);
  run.at(3_s).role(0, "follower");
  run.event(0, "stepped_down", 2, 3, NodeId{1});
  run.role(1, "leader");
  run.at(4_s).event(3, "cache_warmed", 1, 2, NodeId{0});
  run.at(5_s).add(RecordKind::fault_ended, 2, "leader-dies", verb("crash"), 1, 0, NodeId{2}).node = kNoNode;
  run.add(RecordKind::restarted, 2, {}, 1);
  run.at(6_s).add(RecordKind::fault_began, 0, "cut", verb("partition"), 3, 0, NodeId{0}).node = kNoNode;
  run.at(7_s).add(RecordKind::invoked, 3, "get", 1, 42);
  run.at(7010_ms).add(RecordKind::ok, 3, "get", 1, 42, 7);
  return run;
}

}  // namespace

TEST_CASE("the story of a run says who led, what broke, who was elected and how long no one led") {
  check_golden_text(golden_path("story"), narrated(eventful_run()));
}

TEST_CASE("the full account tells every message, timer, state and operation") {
  check_golden_text(golden_path("account"), narrated(eventful_run(), Weight::detail));
}

TEST_CASE("colour adds to the words and takes none away") {
  std::string colored = narrated(eventful_run(), Weight::story, true);
  CHECK(colored.find("\033[") != std::string::npos);
  for (std::size_t at; (at = colored.find("\033[")) != std::string::npos;)
    colored.erase(at, colored.find('m', at) - at + 1);
  CHECK(colored == narrated(eventful_run()));
}

TEST_CASE("a leader that hands over within an instant leaves no leaderless moment in the story") {
  const std::string text = narrated(eventful_run());
  CHECK(text.find("2.000 s  server    no one leads") != std::string::npos);
  CHECK(text.find("3.000 s  server    no one leads") == std::string::npos);
}

TEST_CASE("whoever subtracts two instants of the story gets the duration that is told") {
  HandMadeRun run(2);
  run.at(Duration::microseconds(164'791)).add(RecordKind::timer_fired, 0, "election-timeout");
  run.because().event(0, "campaign_started", 1);
  run.at(Duration::microseconds(168'560)).role(0, "leader");
  run.at(Duration::microseconds(2'000'499)).role(0, "follower");
  run.at(Duration::microseconds(2'134'501)).role(1, "leader");
  const std::string text = narrated(run);
  CHECK(text.find("0.165 s  server-1  stands for election in term 1: it waited 165 ms") != std::string::npos);
  CHECK(text.find("0.169 s  server    has its first leader, after 169 ms") != std::string::npos);
  CHECK(text.find("2.000 s  server    no one leads") != std::string::npos);
  CHECK(text.find("2.135 s  server    has a leader again, after 135 ms without") != std::string::npos);
  const std::string account = narrated(run, Weight::detail);
  CHECK(account.find("2.134501 s  server    has a leader again, after 134.002 ms without") != std::string::npos);
}

TEST_CASE("only an operation whose timeout ran out is told to have had no answer") {
  HandMadeRun run(1);
  run.at(150_ms).add(RecordKind::timer_fired, 0, "timeout", (100_ms).nanoseconds());
  run.because().event(0, "gave_up", 7, 2);
  run.at(200_ms).add(RecordKind::timer_fired, 0, "arrival", (100_ms).nanoseconds());
  run.because().event(0, "gave_up", 8, 1);
  const std::string account = narrated(run, Weight::detail);
  CHECK(account.find("gives operation 7 up after 2 attempts; the last was not answered within 50 ms\n") !=
        std::string::npos);
  CHECK(account.find("gives operation 8 up after 1 attempt\n") != std::string::npos);
}

TEST_CASE("a candidate that hears of a leader of its term, or of a later term, is told to give up") {
  HandMadeRun run(3);
  run.at(100_ms).show(1, "term", 4);
  run.role(1, "candidate");
  run.at(110_ms).delivered(1, 2, "AppendEntries", 1_ms);
  run.because().role(1, "follower");
  run.at(200_ms).add(RecordKind::timer_fired, 1, "election-timeout");
  run.because().role(1, "candidate");
  run.show(1, "term", 5);
  run.at(210_ms).delivered(1, 0, "RequestVote", 1_ms);
  run.because().role(1, "follower");
  run.show(1, "term", 6);
  const std::string text = narrated(run);
  CHECK(text.find("0.110 s  server-2  gives up its candidacy in term 4: server-3 leads that term\n") !=
        std::string::npos);
  CHECK(text.find("0.210 s  server-2  gives up its candidacy in term 5: server-1 knows of term 6\n") !=
        std::string::npos);
}

TEST_CASE("a candidate that wins or crashes gives nothing up") {
  HandMadeRun run(2);
  run.at(100_ms).role(0, "candidate");
  run.at(110_ms).role(0, "leader");
  run.at(120_ms).role(1, "candidate");
  run.at(130_ms).add(RecordKind::crashed, 1);
  run.at(140_ms).add(RecordKind::restarted, 1, {}, 1);
  run.role(1, "follower");
  CHECK(narrated(run).find("gives up") == std::string::npos);
}

TEST_CASE("a fault that hits nothing is told at its place with whom it was aimed at, and the run breaks off") {
  HandMadeRun run(1);
  run.info.faults = {{"early", "leader of server", "", ""}, {"cut", "", "server -> client", "by 20 ms"}};
  const auto verb = [&](Name name) { return static_cast<std::int64_t>(run.names().intern(name)); };
  run.at(1_s).add(RecordKind::fault_began, 0, "early", verb("crash")).node = kNoNode;
  run.add(RecordKind::fault_began, 0, "cut", verb("delay")).node = kNoNode;
  std::string text;
  Narrator narrator(Weight::story, Paint(), Page(), [&](std::string_view part) { text += part; });
  narrator.on_start(run.info);
  narrator.on_batch({run.records, {}});
  narrator.on_finish(Instant::at(1_s));
  CHECK(text ==
        "    1.000 s  fault     early: crash aims at leader of server and hits nothing\n"
        "    1.000 s  fault     cut: delay aims at server -> client and hits nothing (by 20 ms)\n"
        "    1.000 s  the run breaks off\n");
}

TEST_CASE("on a terminal no line of the story is wider than it, and no word is lost") {
  const std::string whole = narrated(eventful_run());
  std::istringstream lines(narrated(eventful_run(), Weight::story, false, 200, {60, true}));
  std::string joined;
  for (std::string line; std::getline(lines, line);) {
    INFO(line);
    CHECK(columns(line) <= 60);
    const bool goes_on = line.starts_with(std::string(23, ' '));
    if (!joined.empty()) joined += goes_on ? " " : "\n";
    joined += goes_on ? line.substr(23) : line;
  }
  CHECK(joined + "\n" == whole);
}

TEST_CASE("a story that is too long is cut and says so, the full account is not") {
  HandMadeRun run(1);
  for (int i = 0; i < 50; ++i) run.at(Duration::seconds(i)).add(RecordKind::paused, 0);
  const std::string cut = narrated(run, Weight::story, false, 10);
  CHECK(std::count(cut.begin(), cut.end(), '\n') == 12);
  CHECK(cut.find("40 lines more") != std::string::npos);
  const std::string full = narrated(run, Weight::detail, false, 10);
  CHECK(std::count(full.begin(), full.end(), '\n') == 51);
}

TEST_CASE("descriptions of messages are asked for by the full account only, and told with their message") {
  CHECK_FALSE(Narrator(Weight::story, Paint(), Page(), [](std::string_view) {}).wants_descriptions());
  HandMadeRun run(2);
  run.at(1_s).delivered(0, 1, "Ping", 1_ms);
  run.delivered(1, 0, "Pong", 1_ms);
  std::string text;
  Narrator narrator(Weight::detail, Paint(), Page(), [&](std::string_view part) { text += part; });
  CHECK(narrator.wants_descriptions());
  RecordBatch::Described described{RecordId{2}, {}};
  described.description.add("hops", std::int64_t{3});
  narrator.on_start(run.info);
  narrator.on_batch({run.records, std::span(&described, 1)});
  CHECK(text.find("Pong hops=3") != std::string::npos);
  CHECK(text.find("Ping hops") == std::string::npos);
}

TEST_CASE("the story names the nodes on both sides of a fault on a link, and who of them leads") {
  HandMadeRun run(4);
  run.at(100_ms).role(1, "leader");
  run.info.faults = {{"split", "", "leader of server and any follower of server <-> others of server", ""}};
  const auto verb = static_cast<std::int64_t>(run.names().intern(Name("partition")));
  run.at(1_s).add(RecordKind::fault_began, 1, "split", verb, 4, 0, NodeId{1}).node = kNoNode;
  RecordBatch::Described whom{run.records.back().id, {}};
  for (const std::string node : {"server-2", "server-4"}) whom.description.add("from", node);
  whom.description.add("way", "<->");
  for (const std::string node : {"server-1", "server-3"}) whom.description.add("to", node);
  std::string text;
  Narrator narrator(Weight::story, Paint(), Page(), [&](std::string_view part) { text += part; });
  narrator.on_start(run.info);
  narrator.on_batch({run.records, std::span(&whom, 1)});
  CHECK(text.find("split: partition on {server-2 (leader), server-4} <-> {server-1, server-3}\n") != std::string::npos);
}

TEST_CASE("that a breaker opens is told with the thresholds that were reached, and without where nobody says which") {
  HandMadeRun run(2);
  run.add_group("database", "service", 1);
  const auto reached = [&](std::int64_t rate, std::int64_t calls, std::int64_t threshold) {
    run.add(RecordKind::event, 0, "breaker_reached", rate, calls, threshold, NodeId{2});
  };
  run.at(1_s);
  reached(2, 50, 500'000);
  run.add(RecordKind::event, 0, "breaker_opened", 100, 13, 50, NodeId{2});
  run.add(RecordKind::event, 1, "breaker_opened", 100, 50, 0, NodeId{2});
  run.at(2_s).because();
  reached(1, 20, 333'000);
  reached(2, 26, 500'000);
  run.add(RecordKind::event, 0, "breaker_reopened", 30, 20, 26, NodeId{2});
  CHECK(narrated(run) ==
        "    1.000 s  server-1    opens its breaker on database: of 100 calls 13 failed, 50 were slow; the slow-call "
        "rate, 50%, reached the threshold, 50%\n"
        "    1.000 s  server-2    opens its breaker on database: of 100 calls 50 failed, 0 were slow\n"
        "    2.000 s  server-1    opens its breaker on database again: of 30 calls that ended while it was half-open "
        "20 failed, 26 were slow; the failure rate, 66.7%, reached the threshold, 33.3% and the slow-call rate, 86.7%, "
        "reached the threshold, "
        "50%\n"
        "   10.000 s  the run ends\n");
}
