// That a group tries many of its calls again, and whom it tried before.
#include <string>

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"
#include "run/story_of.h"

namespace orrery {
namespace {

using namespace literals;
using test::HandMadeRun;

std::string narrated(const HandMadeRun& run) { return test::story_of(run, 7); }

// server-1 makes a call every 10 ms, to its backends in turn; where `slow`, those to backend-1 are tried again.
void call(HandMadeRun& run, int from_second, int to_second, bool slow) {
  constexpr std::uint32_t kBackends = 4;
  for (int i = from_second * 100; i < to_second * 100; ++i) {
    const std::uint32_t backend = 1 + static_cast<std::uint32_t>(i) % kBackends;
    run.at(Duration::milliseconds(i * 10)).event(0, "attempted", i, 1, NodeId{backend});
    if (!slow || backend != 1) continue;
    run.at(Duration::milliseconds(i * 10 + 5)).event(0, "attempted", i, 2, NodeId{2});
  }
}

HandMadeRun with_backends() {
  HandMadeRun run(1);
  run.add_group("backend", "service", 4);
  return run;
}

TEST_CASE("that a group tries many calls again is told with whom they were tried at before, and when it is over") {
  HandMadeRun run = with_backends();
  call(run, 0, 2, false);
  call(run, 2, 6, true);
  call(run, 6, 9, false);
  CHECK(narrated(run) ==
        "    3.000 s  server-1   retries: 25 within a second, all of them after backend-1, beside 100 new calls\n"
        "    8.000 s  server-1   hardly has to retry any more\n"
        "   10.000 s  the run ends\n");
}

TEST_CASE("retries that come in bursts are told once") {
  HandMadeRun run = with_backends();
  call(run, 0, 2, false);
  for (int second = 2; second < 6; ++second) call(run, second, second + 1, second % 2 == 0);
  call(run, 6, 9, false);
  CHECK(narrated(run) ==
        "    3.000 s  server-1   retries: 25 within a second, all of them after backend-1, beside 100 new calls\n"
        "    7.000 s  server-1   hardly has to retry any more\n"
        "   10.000 s  the run ends\n");
}

TEST_CASE("a call that is tried again now and then is no turn of the story") {
  HandMadeRun run = with_backends();
  for (int i = 0; i < 900; ++i) {
    run.at(Duration::milliseconds(i * 10)).event(0, "attempted", i, 1, NodeId{1});
    if (i % 20 == 0) run.event(0, "attempted", i, 2, NodeId{2});
  }
  CHECK(narrated(run) == "   10.000 s  the run ends\n");
}

}  // namespace
}  // namespace orrery
