#include "services/policies/host_set.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

using namespace orrery;

namespace {

HostSet hosts(int count, double panic = 0.5) {
  HostSet set(panic);
  for (int i = 1; i <= count; ++i) set.add("server-" + std::to_string(i));
  return set;
}

std::vector<std::size_t> eligible(const HostSet& set) {
  std::vector<std::size_t> all;
  for (const HostId host : set.eligible()) {
    CHECK(set.is_eligible(host));
    all.push_back(index(host));
  }
  return all;
}

}  // namespace

TEST_CASE("an ejected host and one that failed its health check get no calls") {
  HostSet set = hosts(4);
  set.eject(HostId{1});
  set.fail_health_check(HostId{2});
  CHECK(eligible(set) == std::vector<std::size_t>{0, 3});
  CHECK_FALSE(set.is_eligible(HostId{1}));
  CHECK_FALSE(set.is_eligible(HostId{2}));
  CHECK(set.health(HostId{1}) == HostHealth::ejected);
  CHECK(set.health(HostId{2}) == HostHealth::failed_health_check);
  CHECK(set.mode() == SetMode::normal);
  set.restore(HostId{1});
  set.pass_health_check(HostId{2});
  CHECK(eligible(set) == std::vector<std::size_t>{0, 1, 2, 3});
}

TEST_CASE("a host that is ejected and failed is healthy only when neither holds any more") {
  HostSet set = hosts(3);
  set.eject(HostId{0});
  set.fail_health_check(HostId{0});
  CHECK(set.health(HostId{0}) == HostHealth::failed_health_check);
  CHECK(set.is_ejected(HostId{0}));
  set.pass_health_check(HostId{0});
  CHECK(set.health(HostId{0}) == HostHealth::ejected);
  set.restore(HostId{0});
  CHECK(set.health(HostId{0}) == HostHealth::healthy);
}

TEST_CASE("below the panic threshold all hosts are called, at it only the healthy ones") {
  HostSet set = hosts(4);
  set.eject(HostId{0});
  set.fail_health_check(HostId{1});
  CHECK(set.mode() == SetMode::normal);
  CHECK(eligible(set) == std::vector<std::size_t>{2, 3});
  set.eject(HostId{2});
  CHECK(set.mode() == SetMode::panic);
  CHECK(eligible(set) == std::vector<std::size_t>{0, 1, 2, 3});
  set.restore(HostId{0});
  CHECK(set.mode() == SetMode::normal);
  CHECK(eligible(set) == std::vector<std::size_t>{0, 3});
}

TEST_CASE("with a panic threshold of 0 there is no panic, even where nobody is healthy") {
  HostSet set = hosts(2, 0);
  set.eject(HostId{0});
  set.eject(HostId{1});
  CHECK(set.mode() == SetMode::normal);
  CHECK(eligible(set).empty());
}

TEST_CASE("the threshold is exact: seven of ten healthy hosts are no panic at 70 %") {
  HostSet set = hosts(10, 0.7);
  for (const unsigned i : {0u, 1u, 2u}) set.eject(HostId{i});
  CHECK(set.mode() == SetMode::normal);
  set.eject(HostId{3});
  CHECK(set.mode() == SetMode::panic);
}

TEST_CASE("a removed host is gone for good, and counts neither as a host nor as an ejected one") {
  HostSet set = hosts(3);
  set.eject(HostId{0});
  CHECK(set.ejected_count() == 1);
  set.on_call_begin(HostId{0});
  set.remove(HostId{0});
  CHECK(set.ejected_count() == 0);
  CHECK(set.members().size() == 2);
  set.on_call_end(HostId{0});
  set.restore(HostId{0});
  CHECK_FALSE(set.is_member(HostId{0}));
  CHECK(eligible(set) == std::vector<std::size_t>{1, 2});
  CHECK(index(set.add("server-4")) == 3);
}

TEST_CASE("the version changes with the hosts, their weights and their health, and with nothing else") {
  HostSet set = hosts(3);
  std::uint64_t last = set.version();
  const auto changed = [&] {
    const bool did = set.version() != last;
    last = set.version();
    return did;
  };
  set.on_call_begin(HostId{0});
  set.on_call_end(HostId{0});
  set.restore(HostId{0});
  CHECK_FALSE(changed());
  set.eject(HostId{0});
  CHECK(changed());
  set.eject(HostId{0});
  CHECK_FALSE(changed());
  set.set_weight(HostId{1}, 5);
  CHECK(changed());
  set.add("server-4");
  CHECK(changed());
  set.remove(HostId{2});
  CHECK(changed());
}
