// Published results on balancing: two random choices, imbalance of rings, Maglev's disruption.
#include <cmath>
#include <deque>
#include <limits>
#include <queue>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/distribution.h"
#include "services/form.h"
#include "services/policies/balancer.h"
#include "services/policies/hash_ring.h"
#include "services/policies/maglev_table.h"

using namespace orrery;
using orrery::test::form;

namespace {

HostSet hosts(int count, const std::string& name = "server-") {
  HostSet set;
  for (int i = 1; i <= count; ++i) set.add(name + std::to_string(i));
  return set;
}

// Mean time in the system of customers that come at 0.9 a server to `servers` with a queue each and service times of
// mean 1, both exponential (Mitzenmacher's supermarket model), after a time in which it settles.
double mean_time(std::string_view balance, int servers, double settles, double lasts) {
  const auto balancer = make_balancer(form(balance_forms, balance));
  HostSet set = hosts(servers);
  RandomStream arrivals(7, "model", "arrivals"), services(7, "model", "services"), choices(7, "model", "choices");
  const Distribution gap = Distribution::exponential(1.0 / (0.9 * servers)), service = Distribution::exponential(1.0);
  struct Departure {
    double at;
    HostId host;
    bool operator<(const Departure& other) const { return at > other.at; }
  };
  std::priority_queue<Departure> departures;
  std::vector<std::deque<double>> queues(static_cast<std::size_t>(servers));
  const double ends = settles + lasts;
  // Whoever comes until the end is waited for: to leave out those still there would leave out the slow ones.
  constexpr double kPatience = 150;
  double sum = 0, count = 0;
  for (double now = gap.sample(arrivals); now < ends + kPatience; now += gap.sample(arrivals)) {
    while (!departures.empty() && departures.top().at <= now) {
      const Departure done = departures.top();
      departures.pop();
      auto& queue = queues[index(done.host)];
      if (queue.front() >= settles && queue.front() < ends) {
        sum += done.at - queue.front();
        ++count;
      }
      queue.pop_front();
      set.on_call_end(done.host);
      if (!queue.empty()) departures.push({done.at + service.sample(services), done.host});
    }
    const HostId host = *balancer->pick(0, set, choices);
    set.on_call_begin(host);
    auto& queue = queues[index(host)];
    queue.push_back(now);
    if (queue.size() == 1) departures.push({now + service.sample(services), host});
  }
  return sum / count;
}

// Standard deviation of the buckets' shares of the ring, in means of them.
double ring_imbalance(int points, int trials) {
  constexpr int kBuckets = 1000;
  double sum = 0;
  for (int trial = 0; trial < trials; ++trial) {
    HashRing ring(kBuckets * points, kBuckets * points);
    ring.build(hosts(kBuckets, "trial-" + std::to_string(trial) + "-bucket-"));
    std::vector<double> share(kBuckets);
    std::uint64_t last = ring.points().back().hash;
    for (const HashRing::Point& point : ring.points()) {
      share[index(point.host)] += static_cast<double>(point.hash - last) * 0x1p-64 * kBuckets;
      last = point.hash;
    }
    for (const double one : share) sum += (one - 1) * (one - 1) / kBuckets / trials;
  }
  return std::sqrt(sum);
}

}  // namespace

TEST_CASE("published: with one random choice at a load of 0.9 a customer takes 10 service times") {
  CHECK(mean_time("random", 500, 800, 3000) == Approx(10.0).epsilon(0.03));
}

TEST_CASE("published: with two random choices at a load of 0.9 a customer takes 2.614 service times") {
  CHECK(mean_time("least-request choices=2", 500, 200, 3000) == Approx(2.614).epsilon(0.03));
}

TEST_CASE("published: the standard error of a ring's buckets falls with the points of each") {
  CHECK(ring_imbalance(1, 40) == Approx(0.998).epsilon(0.03));
  CHECK(ring_imbalance(10, 10) == Approx(0.315).epsilon(0.03));
  CHECK(ring_imbalance(100, 4) == Approx(0.0997).epsilon(0.03));
}

TEST_CASE("a ring has as many points as it may and must, and hosts have theirs by weight") {
  const auto points = [](const std::vector<std::int64_t>& weights, std::int64_t least, std::int64_t most) {
    HostSet set;
    for (const std::int64_t weight : weights) set.add("server-" + std::to_string(set.members().size() + 1), weight);
    HashRing ring(least, most);
    ring.build(set);
    std::vector<std::int64_t> count(weights.size());
    for (const HashRing::Point& point : ring.points()) ++count[index(point.host)];
    return count;
  };
  CHECK(points({1, 1, 1}, 1024, 8'388'608) == std::vector<std::int64_t>{342, 342, 342});
  CHECK(points({1, 2, 5}, 1024, 8'388'608) == std::vector<std::int64_t>{128, 256, 640});
  CHECK(points({1, 1}, 3, 3) == std::vector<std::int64_t>{2, 1});
  CHECK(points({1, 999}, 1024, 2000) == std::vector<std::int64_t>{2, 1998});
}

TEST_CASE("a key belongs to the next point on the ring, and past the last one to the first") {
  HashRing ring(16, 16);
  ring.build(hosts(4));
  const auto points = ring.points();
  for (std::size_t i = 0; i < points.size(); ++i) {
    CHECK(ring.at(points[i].hash) == points[i].host);
    CHECK(ring.at(points[i].hash + 1) == points[(i + 1) % points.size()].host);
  }
  CHECK(ring.at(std::numeric_limits<std::uint64_t>::max()) == points.front().host);
}

TEST_CASE("published: of 100 hosts each has 655 or 656 of Maglev's 65537 entries") {
  MaglevTable table(65'537);
  table.build(hosts(100));
  std::vector<int> count(100);
  for (const HostId host : table.entries()) ++count[index(host)];
  for (const int entries : count) {
    CHECK(entries >= 655);
    CHECK(entries <= 656);
  }
}

TEST_CASE("published: when one of 100 hosts goes, 0.60 % of Maglev's other entries move") {
  HostSet set = hosts(100);
  MaglevTable before(65'537);
  before.build(set);
  for (const unsigned gone : {0u, 41u, 99u}) {
    set.eject(HostId{gone});
    MaglevTable after(65'537);
    after.build(set);
    double moved = 0;
    for (std::size_t i = 0; i < before.entries().size(); ++i) {
      const HostId owner = before.entries()[i];
      REQUIRE(after.entries()[i] != HostId{gone});
      if (owner != HostId{gone} && after.entries()[i] != owner) ++moved;
    }
    CHECK(100 * moved / 65'537 == Approx(0.60).margin(0.2));
    set.restore(HostId{gone});
  }
}

TEST_CASE("Maglev's entries follow the weights to within an entry or two") {
  HostSet set;
  for (const std::int64_t weight : {1, 2, 7}) set.add("server-" + std::to_string(weight), weight);
  MaglevTable table(10'007);
  table.build(set);
  std::vector<double> count(3);
  for (const HostId host : table.entries()) ++count[index(host)];
  CHECK(count[0] == Approx(1000.7).margin(2));
  CHECK(count[1] == Approx(2001.4).margin(2));
  CHECK(count[2] == Approx(7004.9).margin(3));
}
