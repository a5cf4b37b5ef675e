#include "run/narrator.h"

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
                     std::size_t line_limit = 200) {
  std::string text;
  Narrator narrator(
      least, Paint(colored), [&](std::string_view part) { text += part; }, line_limit);
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
  CHECK_FALSE(Narrator(Weight::story, Paint(), [](std::string_view) {}).wants_descriptions());
  HandMadeRun run(2);
  run.at(1_s).delivered(0, 1, "Ping", 1_ms);
  run.delivered(1, 0, "Pong", 1_ms);
  std::string text;
  Narrator narrator(Weight::detail, Paint(), [&](std::string_view part) { text += part; });
  CHECK(narrator.wants_descriptions());
  RecordBatch::Described described{RecordId{2}, {}};
  described.description.add("hops", std::int64_t{3});
  narrator.on_start(run.info);
  narrator.on_batch({run.records, std::span(&described, 1)});
  CHECK(text.find("Pong hops=3") != std::string::npos);
  CHECK(text.find("Ping hops") == std::string::npos);
}
