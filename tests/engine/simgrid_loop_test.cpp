// Orrery's events inside SimGrid's loop: the clock, profile events, the end of the run.
#include "platform_fixture.h"

using namespace orrery;
using namespace orrery::testing;
using namespace orrery::literals;

namespace {

Instant at(Duration since_start) { return Instant::at(since_start); }
PlatformSpec churn() { return from_file(platform_file("churn.xml")); }

}  // namespace

TEST_CASE("events run in order up to the end, those at the end included, and nothing after") {
  in_child([] {
    Script script(three_zones());
    for (const Duration when : {0_ns, 1_ns, 999'999'999_ns, 1'000'000'000_ns, 1'000'000'001_ns})
      script.at(at(when), [&] { script.note("event"); });
    script.run(at(1_s));
    REQUIRE(script.log == Log{"0 ns: event", "1 ns: event", "999999999 ns: event", "1000000000 ns: event"});
    REQUIRE(script.now() == at(1_s));
  });
}

TEST_CASE("a run of no length handles what is at its start") {
  in_child([] {
    Script script(three_zones());
    script.at(Instant::start(), [&] { script->start_compute(script.host("a"), 0); });
    script.at(at(1_ns), [&] { script.note("too late"); });
    script.run(Instant::start());
    REQUIRE(script.log == Log{"0 ns: 1 done"});
  });
}

TEST_CASE("profile events fire on time in an otherwise idle engine") {
  in_child([] {
    Script script(churn());
    script.run(at(10_s));
    REQUIRE(script.log == Log{"1000000000 ns: late on", "2000000000 ns: flaky off", "3500000000 ns: flaky on"});
    REQUIRE(script.now() == at(10_s));
  });
}

TEST_CASE("a host that a profile turns off at the start is off before the run, and nobody is told") {
  in_child([] {
    Script script(churn());
    REQUIRE(!script->is_on(script.host("late")));
    REQUIRE(script->is_on(script.host("flaky")));
    script.run(at(500_ms));
    REQUIRE(script.log.empty());
  });
}

TEST_CASE("a profile's change of a host is told at its instant, after the events of that nanosecond that were there") {
  in_child([] {
    Script script(churn());
    script.at(at(2_s), [&] { script.note("before"); });
    script.at(at(2_s + 1_ns), [&] { script.note("after"); });
    script.on_state = [&](HostIndex, bool on) {
      if (on) return;
      REQUIRE(script.now() == at(2_s));
      script.at(at(2_s), [&] { script.note("caused"); });
    };
    script.run(at(3_s));
    REQUIRE(script.log == Log{"1000000000 ns: late on", "2000000000 ns: before", "2000000000 ns: flaky off",
                              "2000000000 ns: caused", "2000000001 ns: after"});
  });
}

TEST_CASE("our own turning off and on is told to nobody, and a profile finds the host as we left it") {
  in_child([] {
    Script script(churn());
    const HostIndex flaky = script.host("flaky");
    script.at(at(1'500_ms), [&] {
      script->turn_off(flaky);
      REQUIRE(!script->is_on(flaky));
    });
    script.at(at(3_s), [&] { REQUIRE(!script->is_on(flaky)); });
    script.at(at(4_s), [&] { script->turn_off(flaky); });
    script.at(at(5_s), [&] { script->turn_on(flaky); });
    script.at(at(6_s), [&] { REQUIRE(script->is_on(flaky)); });
    script.run(at(10_s));
    // At 2 s the profile turns off what is off; at 3.5 s it turns on what we turned off.
    REQUIRE(script.log == Log{"1000000000 ns: late on", "3500000000 ns: flaky on"});
  });
}

TEST_CASE("requests of an event are carried out at its very nanosecond") {
  in_child([] {
    Script script(three_zones());
    const HostIndex a = script.host("a");
    for (const Duration when : {1_ns, 123'456'789_ns, 86'400'000'000'007_ns})
      script.at(at(when), [&] { script->start_compute(a, 1e3); });  // 1 us at 1 Gflop/s
    script.run(at(90'000_s));
    REQUIRE(script.log == Log{"1001 ns: 1 done", "123457789 ns: 2 done", "86400000001007 ns: 3 done"});
  });
}

TEST_CASE("a run can be stopped at the instant of an event, and what is under way is told to nobody") {
  in_child([] {
    Script script(churn());
    script.at(at(1'200_ms), [&] { script->start_transfer(script.host("steady"), script.host("late"), 1e9); });
    script.at(at(1'300_ms), [&] {
      script.note("stop");
      script->stop();
    });
    script.at(at(1'300_ms), [&] { script.note("not reached"); });
    script.run(at(10_s));
    REQUIRE(script.log == Log{"1000000000 ns: late on", "1300000000 ns: stop"});
    REQUIRE(script.now() == at(1'300_ms));
  });
}

TEST_CASE("what ends at the end of the run is told, and may still cause events; what is under way is not") {
  in_child([] {
    Script script(three_zones());
    const HostIndex a = script.host("a");
    script.at(at(0_s), [&] {
      script->start_compute(a, 5e8);     // half of the processor until 1 s
      script->start_compute(a, 1e9);     // until 1.5 s
      script->start_disk(a, 2e9, true);  // until 10 s
    });
    script.on_end = [&](ActivityId, bool) {
      script.at(script.now(), [&] {
        script.note("caused");
        if (script.log.size() == 2) script->start_compute(script.host("b"), 0);
      });
    };
    script.run(at(1_s));
    REQUIRE(script.log ==
            Log{"1000000000 ns: 1 done", "1000000000 ns: caused", "1000000000 ns: 4 done", "1000000000 ns: caused"});
  });
}

TEST_CASE("a flow that would take for ever does not keep the run from its end") {
  in_child([] {
    PlatformSpec spec = three_zones();
    spec.hosts[0].bandwidth = 1e-3;
    Script script(spec);
    script.at(at(0_s), [&] { script->start_transfer(script.host("a"), script.host("b"), 1e15); });
    script.run(at(1_s));
    REQUIRE(script.log.empty());
    REQUIRE(script.now() == at(1_s));
  });
}

TEST_CASE("a link that a profile changes makes the routes over it other than quiet, and back") {
  in_child([] {
    Script script(churn());
    const HostIndex steady = script.host("steady"), flaky = script.host("flaky"), late = script.host("late");
    const auto look = [&] {
      const Platform::Route cut = script->current_route(steady, flaky);
      const Platform::Route narrowed = script->current_route(steady, late);
      const Platform::Route stretched = script->current_route(late, flaky);
      script.note(fmt::format("{} {} {} {} {}", script->is_loaded() ? "loaded" : "quiet",
                              script->route_is_on(steady, flaky) ? "on" : "cut", narrowed.bandwidth, stretched.latency,
                              cut.bandwidth));
    };
    for (const Duration when : {3'600_ms, 4'500_ms, 5'500_ms, 6'500_ms, 7'500_ms, 8'500_ms, 9'500_ms})
      script.at(at(when), look);
    script.run(at(10_s));
    script.log.erase(script.log.begin(), script.log.begin() + 3);  // the hosts' own changes
    REQUIRE(script.log ==
            Log{"3600000000 ns: quiet on 10000000 0.001 10000000", "4500000000 ns: loaded cut 10000000 0.001 10000000",
                "5500000000 ns: quiet on 10000000 0.001 10000000", "6500000000 ns: loaded on 1000000 0.001 10000000",
                "7500000000 ns: quiet on 10000000 0.001 10000000", "8500000000 ns: loaded on 10000000 0.25 10000000",
                "9500000000 ns: quiet on 10000000 0.001 10000000"});
  });
}

TEST_CASE("a route first asked for while a profile holds is still told as it is when quiet") {
  in_child([] {
    Script script(churn());
    script.at(at(8'500_ms), [&] {
      const Platform::Route quiet = script->route(script.host("late"), script.host("flaky"));
      REQUIRE(quiet.latency == Approx(0.001));
      REQUIRE(script->current_route(script.host("late"), script.host("flaky")).latency == Approx(0.25));
    });
    script.run(at(10_s));
  });
}
