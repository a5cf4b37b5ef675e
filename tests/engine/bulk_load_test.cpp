// What bulk flows leave to the small messages that cross their links.
#include <cmath>

#include "platform_fixture.h"

using namespace orrery;
using namespace orrery::testing;
using namespace orrery::literals;

namespace {

Instant at(Duration since_start) { return Instant::at(since_start); }

PlatformSpec small_zone() {
  PlatformSpec spec;
  spec.zones = {"lan"};
  for (const char* name : {"a", "b", "c", "d"}) spec.hosts.push_back(host_spec(name, "lan", 1_ms, 1e6));
  spec.hosts[1].bandwidth = 4e6;
  return spec;
}

}  // namespace

TEST_CASE("one flow that fills a link leaves half of it to a small message, which also waits in its queue") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b"), c = script.host("c"), d = script.host("d");
    script.at(at(0_s), [&] { script->start_transfer(a, c, 1e6); });
    script.at(at(1_ms), [&] { REQUIRE(!script->is_loaded()); });  // the flow's first byte is still on its way
    script.at(at(500_ms), [&] {
      REQUIRE(script->is_loaded());
      // Both its uplink and its downlink are full: each has a queue of 2 ms / sqrt(1).
      const Platform::Route along = script->current_route(a, c);
      REQUIRE(along.bandwidth == Approx(5e5));
      REQUIRE(along.latency == Approx(2e-3 + 2e-3 + 2e-3));
      REQUIRE(script->current_route(a, b).bandwidth == Approx(5e5));
      REQUIRE(script->current_route(a, b).latency == Approx(2e-3 + 2e-3));
      // The other direction and other hosts are not touched.
      REQUIRE(script->current_route(c, a).bandwidth == 1e6);
      REQUIRE(script->current_route(c, a).latency == Approx(2e-3));
      REQUIRE(script->current_route(b, d).latency == Approx(2e-3));
      REQUIRE(script->current_route(a, a).latency == 10e-6);
      // The quiet route stays what it was.
      REQUIRE(script->route(a, c).bandwidth == 1e6);
      REQUIRE(script->route_is_on(a, c));
    });
    script.at(at(1'500_ms), [&] {
      REQUIRE(!script->is_loaded());
      REQUIRE(script->current_route(a, c).bandwidth == 1e6);
      REQUIRE(script->current_route(a, c).latency == Approx(2e-3));
    });
    script.run(at(2_s));
    REQUIRE(script.log == Log{"1002000000 ns: 1 done"});
  });
}

TEST_CASE("a link that flows do not fill leaves what they do not use, without a queue") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b"), c = script.host("c"), d = script.host("d");
    script.at(at(0_s), [&] {
      script->start_transfer(b, a, 1e7);
      script->start_transfer(b, c, 1e7);
    });
    script.at(at(500_ms), [&] {
      // Of b's 4 MB/s two flows use 1 MB/s each; d's downlink has 1 MB/s.
      REQUIRE(script->current_route(b, d).bandwidth == 1e6);
      REQUIRE(script->current_route(b, d).latency == Approx(2e-3));
    });
    script.run(at(1_s));
  });
}

TEST_CASE("n flows leave one more an n-plus-first share, and a shorter queue") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b");
    script.at(at(0_s), [&] {
      for (int i = 0; i < 4; ++i) script->start_transfer(a, b, 1e6);
    });
    script.at(at(500_ms), [&] {
      const Platform::Route route = script->current_route(a, b);
      REQUIRE(route.bandwidth == Approx(1e6 / 5));
      REQUIRE(route.latency == Approx(2e-3 + 2e-3 / 2));
    });
    script.run(at(1_s));
  });
}

TEST_CASE("a cancelled flow gives the link back") {
  in_child([] {
    Script script(small_zone());
    const HostIndex a = script.host("a"), b = script.host("b");
    ActivityId flow{};
    script.at(at(0_s), [&] { flow = script->start_transfer(a, b, 1e9); });
    script.at(at(500_ms), [&] {
      REQUIRE(script->is_loaded());
      script->cancel(flow);
    });
    script.at(at(500_ms + 1_ns), [&] {
      REQUIRE(!script->is_loaded());
      REQUIRE(script->current_route(a, b).bandwidth == 1e6);
    });
    script.run(at(1_s));
  });
}

TEST_CASE("flows over a zone link slow every message between the zones, and a fat pipe is slowed by none") {
  in_child([] {
    Script script(three_zones());
    const HostIndex a = script.host("a"), b = script.host("b"), c = script.host("c"), d = script.host("d");
    script.at(at(0_s), [&] {
      script->start_transfer(a, d, 1e9);
      script->start_transfer(c, c, 5e12);
    });
    script.at(at(1_s), [&] {
      // The link from east to middle has 20 MB/s and is full.
      REQUIRE(script->current_route(b, c).bandwidth == Approx(1e7));
      REQUIRE(script->current_route(b, c).latency == Approx(10.35e-3 + 41.1e-3));
      REQUIRE(script->current_route(c, b).latency == Approx(10.35e-3));
      REQUIRE(script->current_route(c, c).bandwidth == 5e9);
      REQUIRE(script->current_route(c, c).latency == 10e-6);
    });
    script.run(at(2_s));
  });
}

TEST_CASE("flows in a platform file: a shared link crossed twice, and a fat pipe") {
  in_child([] {
    Script script(from_file(platform_file("office.xml")));
    const HostIndex desk = script.host("desk"), door = script.host("door"), attic = script.host("attic");
    script.at(at(0_s), [&] { script->start_transfer(desk, door, 1e9); });
    script.at(at(1_s), [&] {
      REQUIRE(script->is_loaded());
      // The flow crosses the cable twice, as the message does: a message of the same kind would get a quarter.
      REQUIRE(script->current_route(desk, door).bandwidth == Approx(12.5e6 / 4));
      REQUIRE(script->current_route(attic, desk).bandwidth == Approx(12.5e6 / 3));
      REQUIRE(script->current_route(attic, door).latency == Approx(1.5e-3));
    });
    script.run(at(2_s));
  });
}
