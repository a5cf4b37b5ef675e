#include "presenters/playback.h"

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

using namespace literals;

// A run and its playback on a clock that only the test moves.
struct Player {
  Player() { playback.setSelfDriven(false); }

  test::MadeRun run{"leader-election/leader-crash", {"--until", "3s"}};
  std::unique_ptr<RunSession> session = run.session();
  Marks marks{session->file()};
  Playback playback{*session, marks};
};

TEST_CASE("simulated time follows wall time at the speed that was chosen, to the nanosecond") {
  Player player;
  player.playback.play();
  for (int i = 0; i < 10; ++i) player.playback.advance(16_ms);
  CHECK(player.session->time() == Instant::at(160_ms));
  player.playback.setSpeedStep(0);
  CHECK(player.playback.rate() == 100);
  for (int i = 0; i < 7; ++i) player.playback.advance(Duration::nanoseconds(16'666'667));
  // 7 times 16.666667 ms at a ten-thousandth.
  CHECK(player.session->time() == Instant::at(160_ms + Duration::nanoseconds(11'666)));
}

TEST_CASE("speeds are steps of 1, 2 and 5 from a ten-thousandth to a hundred times life") {
  const auto rates = Playback::rates();
  REQUIRE(rates.size() == 19);
  CHECK(rates.front() == 100);
  CHECK(rates.back() == 100'000'000);
  CHECK(rates[static_cast<std::size_t>(Playback::stepOfLife())] == 1'000'000);
  for (std::size_t i = 0; i + 3 < rates.size(); ++i) CHECK(rates[i + 3] == 10 * rates[i]);
  Player player;
  for (int i = 0; i < 40; ++i) player.playback.faster();
  CHECK(player.playback.rate() == rates.back());
  for (int i = 0; i < 40; ++i) player.playback.slower();
  CHECK(player.playback.rate() == rates.front());
}

TEST_CASE("playback stops at the end of a run, and starts over from there") {
  Player player;
  player.playback.setSpeedStep(static_cast<int>(Playback::rates().size()) - 1);
  player.playback.play();
  player.playback.advance(1_s);
  CHECK_FALSE(player.playback.isPlaying());
  CHECK(player.session->event() == player.session->last());
  player.playback.play();
  CHECK(player.session->time() == Instant::start());
  CHECK(player.playback.isPlaying());
}

TEST_CASE("stepping pauses, and a step back undoes a step") {
  Player player;
  player.playback.play();
  player.playback.advance(500_ms);
  const RecordId here = player.session->event();
  player.playback.step(1);
  CHECK_FALSE(player.playback.isPlaying());
  CHECK(static_cast<std::uint64_t>(player.session->event()) == static_cast<std::uint64_t>(here) + 1);
  player.playback.step(-1);
  CHECK(player.session->event() == here);
}

TEST_CASE("going from moment to moment visits each instant once, and the way back is the same") {
  Player player;
  std::vector<RecordId> there;
  for (int i = 0; i < 200; ++i) {
    const RecordId before = player.session->event();
    player.playback.toNextMark();
    if (player.session->event() == before) break;
    there.push_back(player.session->event());
  }
  REQUIRE(there.size() > 4);
  REQUIRE(there.size() < 200);
  std::vector<RecordId> back{player.session->event()};
  while (player.session->event() != there.front()) {
    player.playback.toPreviousMark();
    back.push_back(player.session->event());
    REQUIRE(back.size() <= there.size());
  }
  std::reverse(back.begin(), back.end());
  CHECK(back == there);
  player.playback.toPreviousMark();
  CHECK(player.session->event() == RecordId{});
}

TEST_CASE("at what slow motion names simulated time stands still for a while, and animation time goes on") {
  Player player;
  player.playback.setSlowMotion(SlowMotion::of(player.session->file(), {"fault"}));
  player.session->seek(Instant::at(2_s - 1_us));
  player.playback.play();
  while (!player.playback.isHolding()) player.playback.advance(16_ms);
  const RecordId crash = player.session->event();
  CHECK(player.session->file().event(crash)->record.kind == RecordKind::fault_began);
  const Duration animation = player.playback.animationTime();
  player.playback.advance(200_ms);
  CHECK(player.session->event() == crash);
  CHECK(player.playback.animationTime() == animation + 200_ms);
  for (int i = 0; i < 60; ++i) player.playback.advance(16_ms);
  CHECK(player.session->event() > crash);
}

TEST_CASE("playback says what it slows down for, and nothing where it does not") {
  Player player;
  player.playback.setSlowMotion(SlowMotion::of(player.session->file(), {"fault", "became_leader"}));
  player.session->seek(Instant::at(2_s - 1_ms));
  CHECK(player.playback.slowFor() == "leader-dies");
  player.session->seek(Instant::at(2150_ms));
  CHECK(player.playback.slowFor() == "became leader, server-4");
  player.session->seek(Instant::at(1_s));
  CHECK(player.playback.slowFor().isEmpty());
  player.session->seek(Instant::at(2150_ms));
  player.playback.setSlowMotionOn(false);
  CHECK(player.playback.slowFor().isEmpty());
}

TEST_CASE("slow motion can be switched off") {
  Player player;
  player.playback.setSlowMotion(SlowMotion::of(player.session->file(), {"fault"}));
  player.session->seek(Instant::at(2_s - 1_ms));
  CHECK(player.playback.effectiveRate() < player.playback.rate());
  player.playback.setSlowMotionOn(false);
  CHECK(player.playback.effectiveRate() == player.playback.rate());
  player.playback.play();
  player.playback.advance(16_ms);
  CHECK(player.session->time() == Instant::at(2_s + 15_ms));
}

TEST_CASE("nothing moves while playback is paused") {
  Player player;
  player.playback.advance(1_s);
  CHECK(player.session->time() == Instant::start());
  CHECK(player.playback.animationTime() == Duration());
}

}  // namespace
}  // namespace orrery::gui
