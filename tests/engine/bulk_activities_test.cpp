// Bulk activities end exactly once, whatever happens to them, their hosts and their links.
#include <cmath>
#include <random>

#include "platform_fixture.h"

using namespace orrery;
using namespace orrery::testing;
using namespace orrery::literals;

namespace {

Instant at(Duration since_start) { return Instant::at(since_start); }
PlatformSpec churn() { return from_file(platform_file("churn.xml")); }

// One zone of hosts with uplinks of 1 MB/s and 1 ms.
PlatformSpec small_zone() {
  PlatformSpec spec;
  spec.zones = {"lan"};
  for (const char* name : {"a", "b", "c", "d"}) spec.hosts.push_back(host_spec(name, "lan", 1_ms, 1e6));
  return spec;
}

}  // namespace

TEST_CASE("two equal flows share their link equally") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a");
    script.at(at(0_s), [&] {
      script->start_transfer(a, script.host("b"), 1e6);
      script->start_transfer(a, script.host("c"), 1e6);
    });
    script.run(at(10_s));
    REQUIRE(script.log == Log{"2002000000 ns: 1 done", "2002000000 ns: 2 done"});
  });
}

TEST_CASE("two equal flows half a second apart end where theory says") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a");
    script.at(at(0_s), [&] { script->start_transfer(a, script.host("b"), 1e6); });
    script.at(at(500_ms), [&] { script->start_transfer(a, script.host("c"), 1e6); });
    script.run(at(10_s));
    // Alone until 0.502 s, then half: 0.5 MB are left to each half; the second is alone from 1.502 s.
    REQUIRE(script.log == Log{"1502000000 ns: 1 done", "2002000000 ns: 2 done"});
  });
}

TEST_CASE("what ends at one instant is told in the order of the asking, whatever it is") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b");
    script.at(at(0_s), [&] {
      script->start_disk(a, 2e8, true);       // 1 s at 200 MB/s
      script->start_transfer(a, b, 998'000);  // 1 s
      script->start_compute(b, 1e9);          // 1 s
      script->start_disk(b, 2e8, false);
      script->start_compute(a, 1e9);
    });
    script.run(at(10_s));
    REQUIRE(script.log == Log{"1000000000 ns: 1 done", "1000000000 ns: 2 done", "1000000000 ns: 3 done",
                              "1000000000 ns: 4 done", "1000000000 ns: 5 done"});
  });
}

TEST_CASE("a cancelled activity is told once, as not done, and one that is over is not told again") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b");
    std::vector<ActivityId> started;
    script.at(at(0_s), [&] {
      started = {script->start_transfer(a, b, 1e6), script->start_compute(a, 1e9), script->start_disk(a, 1e9, false),
                 script->start_compute(b, 1e6)};
    });
    script.at(at(100_ms), [&] {
      for (const ActivityId activity : started) script->cancel(activity);
      script->cancel(started[0]);
    });
    script.at(at(200_ms), [&] { script->cancel(started[1]); });
    script.at(at(300_ms), [&] { script->cancel(script->start_compute(a, 1e9)); });
    script.run(at(10_s));
    REQUIRE(script.log == Log{"1000000 ns: 4 done", "100000000 ns: 1 failed", "100000000 ns: 2 failed",
                              "100000000 ns: 3 failed", "300000000 ns: 5 failed"});
  });
}

TEST_CASE("turning a host off ends all that it takes part in, an Io too, and nothing else") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b"), c = script.host("c");
    script.at(at(0_s), [&] {
      script->start_disk(a, 2e9, true);
      script->start_transfer(a, b, 1e7);
      script->start_transfer(c, a, 1e7);
      script->start_compute(a, 1e10);
      script->start_transfer(a, a, 5e10);
      script->start_disk(b, 2e8, true);
      script->start_compute(c, 1e9);
    });
    script.at(at(500_ms), [&] { script->turn_off(a); });
    script.at(at(600_ms), [&] { script->turn_on(a); });
    script.at(at(700_ms), [&] { script->start_compute(a, 1e8); });
    script.run(at(60_s));
    REQUIRE(script.log == Log{"500000000 ns: 1 failed", "500000000 ns: 2 failed", "500000000 ns: 3 failed",
                              "500000000 ns: 4 failed", "500000000 ns: 5 failed", "800000000 ns: 8 done",
                              "1000000000 ns: 6 done", "1000000000 ns: 7 done"});
  });
}

TEST_CASE("a profile that turns a host off ends all that it takes part in, an Io too") {
  in_child([] {
    Script script(churn());
    const HostIndex steady = script.host("steady"), flaky = script.host("flaky");
    script.at(at(1'500_ms), [&] {
      script->start_disk(flaky, 1e9, true);
      script->start_transfer(steady, flaky, 1e8);
      script->start_compute(flaky, 1e10);
      script->start_disk(steady, 1e8, true);
    });
    script.run(at(60_s));
    REQUIRE(script.log == Log{"1000000000 ns: late on", "2000000000 ns: flaky off", "2000000000 ns: 1 failed",
                              "2000000000 ns: 2 failed", "2000000000 ns: 3 failed", "2500000000 ns: 4 done",
                              "3500000000 ns: flaky on"});
  });
}

TEST_CASE("an activity on, to or from a host that is off fails at once") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b");
    script.at(at(1_s), [&] {
      script->turn_off(a);
      script->start_transfer(a, b, 1e6);
      script->start_transfer(b, a, 1e6);
      script->start_compute(a, 1e6);
      script->start_disk(a, 1e6, true);
    });
    script.run(at(2_s));
    REQUIRE(script.log == Log{"1000000000 ns: 1 failed", "1000000000 ns: 2 failed", "1000000000 ns: 3 failed",
                              "1000000000 ns: 4 failed"});
  });
}

TEST_CASE("a transfer over a link that is off fails at once, one that a link leaves half way fails then") {
  in_child([] {
    Script script(churn());
    const HostIndex steady = script.host("steady"), flaky = script.host("flaky");
    script.at(at(3'900_ms), [&] { script->start_transfer(steady, flaky, 1e8); });
    script.at(at(4'500_ms), [&] { script->start_transfer(flaky, steady, 1e3); });
    script.at(at(5'500_ms), [&] { script->start_transfer(flaky, steady, 99'990'000); });
    script.run(at(60_s));
    script.log.erase(script.log.begin(), script.log.begin() + 3);
    REQUIRE(script.log == Log{"4000000000 ns: 1 failed", "4500000000 ns: 2 failed", "15500000000 ns: 3 done"});
  });
}

TEST_CASE("nothing to do is done at once; a transfer of nothing still takes its latency") {
  in_child([] {
    PlatformSpec spec = small_zone();
    spec.hosts[1].disk_bandwidth = 0;
    Script script(spec);
    const HostIndex a = script.host("a"), b = script.host("b");
    script.at(at(1_s), [&] {
      script->start_compute(a, 0);
      script->start_disk(a, 0, true);
      script->start_disk(b, 1e9, true);  // no disk
      script->start_transfer(a, b, 0);
    });
    script.run(at(2_s));
    REQUIRE(script.log ==
            Log{"1000000000 ns: 1 done", "1000000000 ns: 2 done", "1000000000 ns: 3 done", "1002000000 ns: 4 done"});
  });
}

TEST_CASE("activities asked for before the run begin with it") {
  in_child([] {
    Script script(small_zone());
    script->start_compute(script.host("a"), 1e6);
    script.run(at(1_s));
    REQUIRE(script.log == Log{"1000000 ns: 1 done"});
  });
}

TEST_CASE("thousands of activities come and go, each told once") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b");
    int left = 3'000;
    const auto next = [&] {
      if (left-- <= 0) return;
      if (left % 3 == 0)
        script->start_transfer(a, b, 1e4);
      else if (left % 3 == 1)
        script->start_compute(a, 1e6);
      else
        script->cancel(script->start_disk(b, 1e6, true));
    };
    script.on_end = [&](ActivityId, bool) { next(); };
    script.at(at(0_s), [&] {
      for (int i = 0; i < 10; ++i) next();
    });
    script.run(at(1'000_s));
    REQUIRE(script.ends.size() == 3'000);
    std::uint64_t expected = 0;
    for (const auto& [activity, when] : script.ends) REQUIRE(static_cast<std::uint64_t>(activity) == ++expected);
  });
}

TEST_CASE("whatever is asked in whatever order, each activity is told exactly once") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed " << seed);
    in_child([seed] {
      const bool built = seed % 2 == 0;
      Script script(built ? small_zone() : churn());
      std::mt19937_64 random(seed);
      const auto draw = [&](std::uint64_t below) { return random() % below; };
      const auto any_host = [&] { return HostIndex{static_cast<std::uint32_t>(draw(script->host_count()))}; };
      std::uint64_t started = 0;
      const auto act = [&] {
        const HostIndex host = any_host();
        const double amount = static_cast<double>(draw(3) * draw(20'000'000));
        switch (draw(8)) {
          case 0:
          case 1: started = static_cast<std::uint64_t>(script->start_transfer(host, any_host(), amount)); break;
          case 2: started = static_cast<std::uint64_t>(script->start_compute(host, amount * 100)); break;
          case 3:
          case 4: started = static_cast<std::uint64_t>(script->start_disk(host, amount * 10, draw(2) == 0)); break;
          case 5: script->cancel(ActivityId{1 + draw(started + 1)}); break;
          case 6: script->turn_off(host); break;
          case 7: script->turn_on(host); break;
        }
      };
      script.on_end = [&](ActivityId, bool) {
        if (draw(4) == 0) act();
      };
      for (int i = 0; i < 400; ++i) script.at(Instant::at(Duration::milliseconds(static_cast<int>(draw(10'000)))), act);
      script.at(at(20_s), [&] {
        for (std::uint32_t i = 0; i < script->host_count(); ++i) script->turn_on(HostIndex{i});
      });
      script.run(at(100'000_s));
      REQUIRE(started > 100);
      REQUIRE(script.ends.size() == started);
      std::uint64_t expected = 0;
      for (const auto& [activity, when] : script.ends) REQUIRE(static_cast<std::uint64_t>(activity) == ++expected);
      REQUIRE(!script->is_loaded());
    });
  }
}
