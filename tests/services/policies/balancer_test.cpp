#include "services/policies/balancer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "services/chi_square.h"
#include "services/form.h"

using namespace orrery;
using orrery::test::chi_square_excess;
using orrery::test::form;

namespace {

constexpr const char* kAll[] = {"round-robin",   "weighted-round-robin", "random",
                                "least-request", "ring-hash min=64",     "maglev table=251"};

HostSet hosts(const std::vector<std::int64_t>& weights) {
  HostSet set;
  for (const std::int64_t weight : weights) set.add("server-" + std::to_string(set.members().size() + 1), weight);
  return set;
}

std::unique_ptr<Balancer> balancer(std::string_view text) { return make_balancer(form(balance_forms, text)); }

RandomStream stream() { return RandomStream(5, "client-1", "balance"); }

// The hosts of so many picks, each of a key of its own.
std::vector<std::size_t> picks(Balancer& of, const HostSet& set, std::size_t count, RandomStream random = stream()) {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(index(*of.pick(key_hash(i), set, random)));
  return all;
}

// One of the things that happen to hosts, or nothing; two members stay.
void disturb(HostSet& set, std::uint64_t& added, RandomStream& random) {
  const HostId any{static_cast<std::uint32_t>(random.below(added))};
  switch (random.below(16)) {
    case 0: set.add("server-" + std::to_string(++added), random.between(1, 3)); break;
    case 1:
      if (set.members().size() > 2) set.remove(any);
      break;
    case 2: set.set_weight(any, random.between(1, 3)); break;
    case 3:
    case 4: set.eject(any); break;
    case 5:
    case 6: set.restore(any); break;
    case 7: set.fail_health_check(any); break;
    case 8: set.pass_health_check(any); break;
    default: break;
  }
}

std::vector<std::int64_t> counts(const std::vector<std::size_t>& picked, std::size_t hosts) {
  std::vector<std::int64_t> count(hosts);
  for (const std::size_t host : picked) ++count.at(host);
  return count;
}

}  // namespace

TEST_CASE("every balancer picks only eligible hosts, whatever comes, goes, is ejected or in panic") {
  for (const char* text : kAll) {
    bool was_in_panic = false, had_unequal_weights = false;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      INFO(text << ", seed " << seed);
      RandomStream random(seed, "balancer", "schedule");
      const auto of = balancer(text);
      HostSet set = hosts({1, 1, 1, 1});
      std::uint64_t added = 4;
      std::vector<HostId> calls;
      for (int step = 0; step < 400; ++step) {
        disturb(set, added, random);
        const auto picked = of->pick(random.next(), set, random);
        REQUIRE(picked.has_value());
        REQUIRE(set.is_member(*picked));
        if (set.mode() == SetMode::normal) REQUIRE(set.health(*picked) == HostHealth::healthy);
        was_in_panic |= set.mode() == SetMode::panic;
        had_unequal_weights |= set.weight(*picked) != 1;
        set.on_call_begin(*picked);
        calls.push_back(*picked);
        if (random.chance(0.6)) {
          set.on_call_end(calls.front());
          calls.erase(calls.begin());
        }
      }
    }
    CHECK(was_in_panic);
    CHECK(had_unequal_weights);
  }
}

TEST_CASE("no balancer picks where there is no host, and each picks the only one that there is") {
  for (const char* text : kAll) {
    INFO(text);
    RandomStream random = stream();
    const auto of = balancer(text);
    HostSet set(0);
    CHECK(of->pick(1, set, random) == std::nullopt);
    const HostId only = set.add("server-1");
    CHECK(of->pick(1, set, random) == only);
    set.eject(only);
    CHECK(of->pick(1, set, random) == std::nullopt);
  }
}

TEST_CASE("round robin takes hosts in turn, beginning with any, and skips who is out") {
  std::vector<std::int64_t> begins(4);
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    const auto of = balancer("round-robin");
    const HostSet set = hosts({5, 1, 1, 1});
    const std::vector<std::size_t> all = picks(*of, set, 9, RandomStream(seed, "client-1", "balance"));
    ++begins[all[0]];
    for (std::size_t i = 1; i < all.size(); ++i) REQUIRE(all[i] == (all[i - 1] + 1) % 4);
  }
  CHECK(chi_square_excess(begins, std::vector<double>(4, 0.25)) < 4);
  const auto of = balancer("round-robin");
  HostSet set = hosts({5, 1, 1, 1});
  set.eject(HostId{2});
  CHECK(counts(picks(*of, set, 30), 4) == std::vector<std::int64_t>{10, 10, 0, 10});
}

TEST_CASE("weighted round robin spreads a heavy host's turns, in nginx's order") {
  const std::vector<std::size_t> order{0, 0, 1, 0, 2, 0, 0};
  std::vector<std::int64_t> begins(3);
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto of = balancer("weighted-round-robin");
    const std::vector<std::size_t> all = picks(*of, hosts({5, 1, 1}), 14, RandomStream(seed, "client-1", "balance"));
    std::size_t begin = 0;
    while (begin < 3 &&
           !std::equal(order.begin(), order.end(), all.begin() + static_cast<std::ptrdiff_t>((7 - begin) % 7)))
      ++begin;
    ++begins.at(begin);
  }
  CHECK(chi_square_excess(begins, std::vector<double>(3, 1.0 / 3)) < 4);
}

TEST_CASE("balancers in turn draw once") {
  for (const char* text : {"round-robin", "weighted-round-robin"}) {
    const auto of = balancer(text);
    HostSet set = hosts({2, 1, 1});
    RandomStream random = stream(), same = stream();
    for (int i = 0; i < 10; ++i) {
      of->pick(0, set, random);
      if (i == 5) set.eject(HostId{1});
    }
    same.next();
    CHECK(random.next() == same.next());
  }
}

TEST_CASE("a further try goes to another host where a few more picks find one") {
  for (const char* text : kAll) {
    INFO(text);
    const auto of = balancer(text);
    HostSet set = hosts({1, 1, 1, 1});
    RandomStream random = stream();
    int again = 0;
    for (std::uint64_t call = 0; call < 1000; ++call) {
      const HostId first = *of->pick(key_hash(call), set, random);
      set.on_call_begin(first);
      again += *pick_other(*of, key_hash(call), set, random, std::span(&first, 1)) == first ? 1 : 0;
      set.on_call_end(first);
    }
    // By chance alone one in four, three times: one in 64.
    CHECK(again < 50);
    HostSet one(0);
    CHECK(pick_other(*of, 0, one, random, {}) == std::nullopt);
    const HostId only = one.add("server-1");
    CHECK(pick_other(*of, 0, one, random, std::span(&only, 1)) == only);
  }
}

TEST_CASE("weighted round robin: in any round of turns each host has exactly its weight, spread over the round") {
  RandomStream random(3, "balancer", "weights");
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<std::int64_t> weights;
    std::int64_t sum = 0;
    const std::int64_t size = random.between(1, 8);
    for (std::int64_t i = 0; i < size; ++i) sum += weights.emplace_back(random.between(1, 20));
    const auto of = balancer("weighted-round-robin");
    const std::vector<std::size_t> all = picks(*of, hosts(weights), static_cast<std::size_t>(3 * sum));
    const auto begin = all.begin();
    for (std::int64_t round = 0; round <= 2 * sum; ++round)
      REQUIRE(counts({begin + round, begin + round + sum}, weights.size()) == weights);
    // Between two turns of a host lie no more than its share and a few: it does not have all of them at once.
    for (std::size_t host = 0; host < weights.size(); ++host) {
      std::int64_t last = -1;
      for (std::int64_t turn = 0; turn < 3 * sum; ++turn) {
        if (begin[turn] != host) continue;
        if (last >= 0) REQUIRE(turn - last <= (sum + weights[host] - 1) / weights[host] + size - 1);
        last = turn;
      }
    }
  }
}

TEST_CASE("random picks any host as likely as any other, with one draw each") {
  const auto of = balancer("random");
  CHECK(chi_square_excess(counts(picks(*of, hosts({9, 1, 1, 1}), 40'000), 4), std::vector<double>(4, 0.25)) < 4);
  RandomStream random = stream(), same = stream();
  const HostSet set = hosts({1, 1, 1, 1});
  for (int i = 0; i < 10; ++i) {
    of->pick(0, set, random);
    same.next();
  }
  CHECK(random.next() == same.next());
}

TEST_CASE("least request picks the one with fewer calls of two that are drawn") {
  const auto of = balancer("least-request choices=2");
  HostSet set = hosts({1, 1, 1, 1});
  for (int call = 0; call < 5; ++call) set.on_call_begin(HostId{3});
  // The busy host is picked only where both draws are of it.
  CHECK(chi_square_excess(counts(picks(*of, set, 40'000), 4), std::vector<double>{0.3125, 0.3125, 0.3125, 0.0625}) < 4);
}

TEST_CASE("least request with one choice is random, with many the least busy of all") {
  HostSet set = hosts({1, 1, 1});
  set.on_call_begin(HostId{0});
  set.on_call_begin(HostId{2});
  const auto one = balancer("least-request choices=1");
  CHECK(chi_square_excess(counts(picks(*one, set, 30'000), 3), std::vector<double>(3, 1.0 / 3)) < 4);
  const auto many = balancer("least-request choices=100");
  CHECK(counts(picks(*many, set, 200), 3) == std::vector<std::int64_t>{0, 200, 0});
}

TEST_CASE("least request with unequal weights shares by weight, less where calls are under way") {
  HostSet set = hosts({1, 2, 3});
  const auto idle = balancer("least-request");
  const auto even = counts(picks(*idle, set, 6000), 3);
  for (const std::size_t host : {0u, 1u, 2u})
    CHECK(std::abs(even[host] - 1000 * static_cast<std::int64_t>(host + 1)) <= 1);
  set.on_call_begin(HostId{2});
  set.on_call_begin(HostId{2});  // weight 3 / (2 + 1)^bias
  const auto busy = counts(picks(*balancer("least-request bias=1"), set, 4000), 3);
  CHECK(std::abs(busy[2] - 1000) <= 1);
  CHECK(std::abs(busy[1] - 2000) <= 1);
  const auto unbiased = counts(picks(*balancer("least-request bias=0"), set, 6000), 3);
  CHECK(std::abs(unbiased[2] - 3000) <= 1);
  const auto squared = counts(picks(*balancer("least-request bias=2"), set, 10'000), 3);
  CHECK(std::abs(squared[2] - 1000) <= 1);
}

TEST_CASE("a key stays with its host while no host comes or goes, and hash balancers draw nothing") {
  for (const char* text : {"ring-hash", "maglev"}) {
    const auto of = balancer(text);
    HostSet set = hosts({1, 1, 1, 1, 1});
    RandomStream random = stream();
    std::map<std::uint64_t, HostId> at;
    for (std::uint64_t key = 0; key < 500; ++key) at[key] = *of->pick(key_hash(key), set, random);
    for (std::uint64_t key = 0; key < 500; ++key) CHECK(of->pick(key_hash(key), set, random) == at[key]);
    CHECK(random.next() == stream().next());
    // The keys of an ejected host go to the others, and back when it is.
    set.eject(HostId{2});
    int moved = 0;
    for (std::uint64_t key = 0; key < 500; ++key) moved += *of->pick(key_hash(key), set, random) != at[key] ? 1 : 0;
    CHECK(moved >= 50);
    CHECK(moved <= 180);
    set.restore(HostId{2});
    for (std::uint64_t key = 0; key < 500; ++key) CHECK(of->pick(key_hash(key), set, random) == at[key]);
  }
}

TEST_CASE("keys are hashed with XXH64, whose published values they have") {
  CHECK(key_hash("") == 0xef46db3751d8e999u);
  CHECK(key_hash("abc") == 0x44bc2cf5ad770999u);
  CHECK(key_hash(std::uint64_t{0x636261}) == key_hash(std::string_view("abc\0\0\0\0\0", 8)));
}

TEST_CASE("picks have the same bits everywhere") {
  const HostSet set = hosts({1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  const auto first = [&](std::string_view text) { return picks(*balancer(text), set, 8); };
  CHECK(first("random") == std::vector<std::size_t>{5, 6, 7, 3, 1, 6, 8, 1});
  CHECK(first("least-request") == std::vector<std::size_t>{5, 7, 1, 8, 9, 0, 7, 6});
  HostSet weighted = hosts({1, 2, 3, 4});
  weighted.on_call_begin(HostId{3});
  CHECK(picks(*balancer("least-request bias=1.5"), weighted, 8) == std::vector<std::size_t>{2, 1, 2, 3, 2, 0, 1, 2});
  CHECK(first("ring-hash") == std::vector<std::size_t>{4, 4, 3, 1, 9, 1, 8, 9});
  CHECK(first("maglev") == std::vector<std::size_t>{9, 1, 1, 6, 6, 8, 5, 1});
}

TEST_CASE("what a balance cannot be is refused with what it can") {
  const auto error = [](std::string_view text) {
    const auto value = read_form(balance_forms, text);
    return value ? std::string() : value.error().text;
  };
  CHECK(error("maglev table=65536") == "table must be a prime number, found 65536; the next is 65537");
  CHECK(error("ring-hash min=2048 max=1024") == "min (2048) must not be above max (1024)");
  CHECK(error("least-requests").find("did you mean 'least-request'?") != std::string::npos);
  CHECK_FALSE(error("least-request choices=0").empty());
}
