// A small message in closed form and the same message as a SimGrid Comm take the same time on a quiet network.
#include <algorithm>
#include <cmath>

#include "platform_fixture.h"

using namespace orrery;
using namespace orrery::testing;

namespace {

constexpr double kSizes[] = {1, 64, 1'500, 65'536, 1e6, 3.7e7, 1e9};

// One after the other, so that the network is quiet for each.
void require_agreement(const PlatformSpec& spec, std::size_t least_pairs) {
  Script script(spec);
  std::vector<std::pair<HostIndex, HostIndex>> pairs;
  for (std::uint32_t a = 0; a < script->host_count(); ++a)
    for (std::uint32_t b = 0; b < script->host_count(); ++b)
      if (script->check_route(HostIndex{a}, HostIndex{b}).empty()) pairs.emplace_back(HostIndex{a}, HostIndex{b});
  REQUIRE(pairs.size() >= least_pairs);

  struct Case {
    HostIndex from, to;
    double size;
    Instant sent;
  };
  std::vector<Case> cases;
  for (const auto& [from, to] : pairs)
    for (const double size : kSizes) cases.push_back({from, to, size, {}});

  std::size_t next = 0;
  const auto send = [&] {
    if (next == cases.size()) return;
    cases[next].sent = script.now();
    script->start_transfer(cases[next].from, cases[next].to, cases[next].size);
    ++next;
  };
  script.on_end = [&](ActivityId, bool done) {
    const Case& sent = cases[next - 1];
    const Platform::Route route = script->route(sent.from, sent.to);
    const double expected = route.latency + sent.size / route.bandwidth;
    const double taken = (script.now() - sent.sent).seconds();
    INFO(script->host_name(sent.from) << " to " << script->host_name(sent.to) << ", " << sent.size
                                      << " bytes: expected " << expected << " s, taken " << taken << " s");
    REQUIRE(done);
    REQUIRE(std::abs(taken - expected) <= std::max(1.5e-9, 1e-6 * expected));
    send();
  };
  script.at(Instant::start(), send);
  script.run(Instant::at(Duration::seconds(1'000'000)));
  REQUIRE(next == cases.size());
  REQUIRE(script.ends.size() == cases.size());
}

}  // namespace

TEST_CASE("closed form and Comm agree on a built platform: one host, one zone, one and two zones apart") {
  in_child([] { require_agreement(three_zones(), 16); });
}

TEST_CASE("closed form and Comm agree on a platform file with routed links") {
  in_child([] { require_agreement(from_file(platform_file("office.xml")), 9); });
}

TEST_CASE("closed form and Comm agree on a platform file with clusters and nested zones") {
  in_child([] { require_agreement(from_file(platform_file("campus.xml")), 121); });
}

TEST_CASE("a shared link that a route crosses twice counts half, a fat pipe whole") {
  in_child([] {
    Script script(from_file(platform_file("office.xml")));
    const Platform::Route route = script->route(script.host("desk"), script.host("door"));
    REQUIRE(route.bandwidth == Approx(12.5e6 / 2));
    REQUIRE(route.latency == Approx(150e-6 + 5e-6 + 150e-6));
  });
}

TEST_CASE("a built route is the sum of its latencies and the least of its bandwidths") {
  in_child([] {
    Script script(three_zones());
    const Platform::Route far = script->route(script.host("b"), script.host("d"));
    REQUIRE(far.latency == Approx(250e-6 + 10e-3 + 30e-3 + 1e-3).epsilon(1e-15));
    REQUIRE(far.bandwidth == 2e7);
    const Platform::Route near = script->route(script.host("a"), script.host("b"));
    REQUIRE(near.latency == Approx(350e-6).epsilon(1e-15));
    REQUIRE(near.bandwidth == 5e7);
    const Platform::Route self = script->route(script.host("a"), script.host("a"));
    REQUIRE(self.latency == 10e-6);
    REQUIRE(self.bandwidth == 5e9);
  });
}

TEST_CASE("hosts keep the order of the file") {
  in_child([] {
    Script script(from_file(platform_file("campus.xml")));
    Log names;
    for (std::uint32_t i = 0; i < script->host_count(); ++i) names.push_back(script->host_name(HostIndex{i}));
    REQUIRE(names == Log{"rack-0", "rack-1", "rack-2", "rack-3", "grid-0", "grid-1", "grid-2", "grid-3", "shelf",
                         "press", "desk"});
  });
}
