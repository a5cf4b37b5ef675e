// When the story says that a group of clients is not served, and when it is again.
#include <string>

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"
#include "run/story_of.h"

namespace orrery {
namespace {

using namespace literals;
using test::HandMadeRun;

std::string narrated(const HandMadeRun& run) { return test::story_of(run, 3); }

// Operations of client-1 that take `takes`, one every 20 ms from `from` to before `to`; every `nth` fails, none where
// 0.
void operate(HandMadeRun& run, Duration from, Duration to, int nth, Duration takes = Duration::milliseconds(1)) {
  int count = 0;
  for (Duration at = from; at < to; at = at + 20_ms) {
    ++count;
    run.at(at).add(RecordKind::invoked, 1, "get", count);
    const bool fails = nth != 0 && count % nth == 0;
    run.at(at + takes).add(fails ? RecordKind::failed : RecordKind::ok, 1, "get", count);
  }
}

HandMadeRun with_clients() {
  HandMadeRun run(1);
  run.add_group("client", "caller", 2);
  return run;
}

TEST_CASE("that a group's operations find no answer for long is told, and when one does again") {
  HandMadeRun run = with_clients();
  run.at(1_s).add(RecordKind::invoked, 1, "get", 1);
  run.at(1200_ms).add(RecordKind::ok, 1, "get", 1);
  run.at(2_s).add(RecordKind::invoked, 1, "get", 2);
  run.at(2100_ms).add(RecordKind::invoked, 2, "get", 1);
  run.at(2300_ms).add(RecordKind::failed, 1, "get", 2);
  run.at(2301_ms).add(RecordKind::invoked, 1, "get", 3);
  run.at(4_s).add(RecordKind::ok, 2, "get", 1);
  run.at(4100_ms).add(RecordKind::ok, 1, "get", 3);
  run.at(9_s).add(RecordKind::invoked, 1, "get", 4);
  CHECK(narrated(run) ==
        "    2.300 s  client    waits: no answer since 2.000 s\n"
        "    4.000 s  client    is served again, after 2 s without a success\n"
        "    9.300 s  client    waits: no answer since 9.000 s\n"
        "   10.000 s  the run ends\n");
}

TEST_CASE("that most operations of a group fail is told once that lasts, and so is that they are answered again") {
  HandMadeRun run = with_clients();
  operate(run, 0_s, 2_s, 0);
  operate(run, 2_s, 4_s, 1);  // none is answered
  operate(run, 4_s, 6_s, 2);  // each other one
  operate(run, 6_s, 9_s, 0);
  operate(run, 9_s, 10_s, 1);
  CHECK(narrated(run) ==
        "    2.300 s  client    is not served: no operation has succeeded since 2.000 s, and 15 failed\n"
        "    4.501 s  client    is hardly served: of 46 operations in the last second 33 failed\n"
        "    6.581 s  client    is served again: of 50 operations in the last second 10 failed\n"
        "    9.300 s  client    is not served: no operation has succeeded since 9.000 s, and 15 failed\n"
        "   10.000 s  the run ends\n");
}

TEST_CASE("answers among many failures do not make a group served, and few failures do not make it lost") {
  HandMadeRun run = with_clients();
  operate(run, 0_s, 2_s, 3);
  operate(run, 2_s, 5_s, 2);
  operate(run, 5_s, 10_s, 10);
  CHECK(narrated(run) ==
        "    3.401 s  client    is hardly served any more: of 46 operations in the last second 23 failed\n"
        "    5.701 s  client    is served again: of 46 operations in the last second 8 failed\n"
        "   10.000 s  the run ends\n");
}

TEST_CASE("a failure or two of a group that hardly asks are no outage") {
  HandMadeRun run = with_clients();
  for (int at = 0; at < 9; ++at) {
    run.at(Duration::seconds(at)).add(RecordKind::invoked, 1, "get", at);
    run.at(Duration::seconds(at) + 1_ms).add(RecordKind::failed, 1, "get", at);
    run.at(Duration::seconds(at) + 2_ms).add(RecordKind::invoked, 1, "get", at + 100);
    run.at(Duration::seconds(at) + 3_ms).add(RecordKind::ok, 1, "get", at + 100);
  }
  CHECK(narrated(run) == "   10.000 s  the run ends\n");
}

TEST_CASE("a service that is slow all the time is told as such once, and again where it becomes twice as slow") {
  HandMadeRun run = with_clients();
  const auto one_after_another = [&](Duration from, Duration to, Duration takes) {
    for (Duration at = from; at + takes < to; at = at + takes) {
      run.at(at).add(RecordKind::invoked, 1, "get", 1);
      run.at(at + takes).add(RecordKind::ok, 1, "get", 1);
    }
  };
  one_after_another(0_s, 3_s, 400_ms);
  one_after_another(3_s, 5_s, 900_ms);
  one_after_another(9500_ms, 10_s, 400_ms);
  CHECK(narrated(run) ==
        "    0.300 s  client    waits: no answer since 0.000 s\n"
        "    0.400 s  client    is served again, after 400 ms without an answer\n"
        "    3.800 s  client    waits: no answer since 3.000 s\n"
        "    3.900 s  client    is served again, after 900 ms without an answer\n"
        "    9.800 s  client    waits: no answer since 9.500 s\n"
        "    9.900 s  client    is served again, after 400 ms without an answer\n"
        "   10.000 s  the run ends\n");
}

}  // namespace
}  // namespace orrery
