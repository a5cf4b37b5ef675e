#include "services/policies/breaker_invariants.h"

#include <functional>
#include <memory>
#include <set>
#include <string>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::test;

namespace {

constexpr std::uint64_t kSeeds = 300;

using MakeSubject = std::function<std::unique_ptr<BreakerSubject>(const BreakerSettings&)>;

template <class Subject>
std::unique_ptr<BreakerSubject> make(const BreakerSettings& settings) {
  return std::make_unique<Subject>(settings);
}

std::string broken_at(std::uint64_t seed, BreakerLike like, const MakeSubject& make_subject, BreakerReached& reached) {
  RandomStream random(seed, "breaker", "settings");
  const BreakerSettings settings = drawn_settings(random, like);
  const auto subject = make_subject(settings);
  return broken_invariant(seed, settings, *subject, reached);
}

// Every invariant that breaks first at one of the seeds.
std::set<std::string> all_broken(const MakeSubject& make_subject, BreakerLike like = BreakerLike::resilience4j) {
  std::set<std::string> all;
  BreakerReached reached;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const std::string broken = broken_at(seed, like, make_subject, reached);
    if (!broken.empty()) all.insert(broken);
  }
  return all;
}

BreakerReached check_all_hold(BreakerLike like) {
  BreakerReached reached;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    INFO("seed " << seed);
    CHECK(broken_at(seed, like, make<BreakerSubject>, reached) == "");
  }
  return reached;
}

struct OpensBelowTheMinimum : BreakerSubject {
  explicit OpensBelowTheMinimum(const BreakerSettings& settings) : BreakerSubject(changed(settings)) {}
  static BreakerSettings changed(BreakerSettings settings) {
    settings.calls_min = 1;
    return settings;
  }
};

struct OpensOnlyAboveTheThreshold : BreakerSubject {
  explicit OpensOnlyAboveTheThreshold(const BreakerSettings& settings) : BreakerSubject(changed(settings)) {}
  static BreakerSettings changed(BreakerSettings settings) {
    settings.failure_rate += 0.001;
    return settings;
  }
};

struct ProbesTooSoon : BreakerSubject {
  explicit ProbesTooSoon(const BreakerSettings& settings) : BreakerSubject(changed(settings)) {}
  static BreakerSettings changed(BreakerSettings settings) {
    settings.wait_open = settings.wait_open / 2;
    return settings;
  }
};

struct WaitsNoLongerEachTime : BreakerSubject {
  explicit WaitsNoLongerEachTime(const BreakerSettings& settings) : BreakerSubject(changed(settings)) {}
  static BreakerSettings changed(BreakerSettings settings) {
    settings.wait_open_factor = 1;
    return settings;
  }
};

struct AdmitsInOpen : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  bool try_acquire(Instant now) override {
    return BreakerSubject::try_acquire(now) || breaker().state() == BreakerState::open;
  }
};

struct AdmitsWhenForcedOpen : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  bool try_acquire(Instant now) override {
    return BreakerSubject::try_acquire(now) || breaker().state() == BreakerState::forced_open;
  }
};

struct CountsNoPermits : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  bool try_acquire(Instant now) override {
    const bool permitted = BreakerSubject::try_acquire(now);
    return permitted || breaker().state() == BreakerState::half_open;
  }
};

struct KeepsTheReleasedPermit : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  void release(Instant now) override { breaker().on_timer(now); }
};

struct FreesThePermitOfAResult : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  void on_success(Instant now, Duration took) override {
    BreakerSubject::on_success(now, took);
    release(now);
  }
};

struct DropsLateResults : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  void on_error(Instant now, Duration took) override {
    breaker().on_timer(now);
    if (breaker().state() != BreakerState::open) BreakerSubject::on_error(now, took);
  }
};

struct ClosesOnALateSuccess : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  void on_success(Instant now, Duration took) override {
    BreakerSubject::on_success(now, took);
    if (breaker().state() == BreakerState::open) breaker().reset(now);
  }
};

struct TellsNothing : BreakerSubject {
  using BreakerSubject::BreakerSubject;
  void observe(BreakerObserver) override {}
};

}  // namespace

TEST_CASE("the invariants of a breaker hold throughout schedules drawn at random, and every rare path is taken") {
  const BreakerReached reached = check_all_hold(BreakerLike::resilience4j);
  CHECK(reached.opened > 0);
  CHECK(reached.reopened_by_probes > 0);
  CHECK(reached.reopened_by_wait > 0);
  CHECK(reached.closed_by_probes > 0);
  CHECK(reached.late_in_open > 0);
  CHECK(reached.late_in_half_open > 0);
  CHECK(reached.refused_in_half_open > 0);
  CHECK(reached.released_in_half_open > 0);
}

TEST_CASE("the invariants of a Hystrix breaker hold throughout schedules drawn at random") {
  const BreakerReached reached = check_all_hold(BreakerLike::hystrix);
  CHECK(reached.opened > 0);
  CHECK(reached.reopened_by_probes > 0);
  CHECK(reached.closed_by_probes > 0);
  CHECK(reached.late_in_open > 0);
  CHECK(reached.late_in_half_open > 0);
  CHECK(reached.refused_in_half_open > 0);
}

TEST_CASE("a breaker with a planted bug breaks the invariant that is about it") {
  CHECK(all_broken(make<OpensBelowTheMinimum>).count("no verdict below the minimum of calls") == 1);
  CHECK(all_broken(make<OpensOnlyAboveTheThreshold>).count("a rate that reaches its threshold opens the breaker") == 1);
  CHECK(all_broken(make<ProbesTooSoon>).count("open lasts as long as its wait") == 1);
  CHECK(all_broken(make<WaitsNoLongerEachTime>).count("open lasts as long as its wait") == 1);
  CHECK(all_broken(make<AdmitsInOpen>).count("no call is let through while open") == 1);
  CHECK(all_broken(make<AdmitsWhenForcedOpen>).count("no call is let through while open") == 1);
  CHECK(all_broken(make<CountsNoPermits>).count("at most the permitted calls are out in half-open") == 1);
  CHECK(all_broken(make<KeepsTheReleasedPermit>).count("permits are conserved") == 1);
  CHECK(all_broken(make<FreesThePermitOfAResult>).count("permits are conserved") == 1);
  CHECK(all_broken(make<DropsLateResults>).count("the window counts what a recount does") == 1);
  CHECK(all_broken(make<ClosesOnALateSuccess>).count("nothing is done by order that was not ordered") == 1);
  CHECK(all_broken(make<TellsNothing>).count("no state changes without being told") == 1);
}

TEST_CASE("a Hystrix breaker with a planted bug breaks the invariant that is about it") {
  const auto broken = [](const MakeSubject& make_subject) { return all_broken(make_subject, BreakerLike::hystrix); };
  CHECK(broken(make<OpensBelowTheMinimum>).count("no verdict below the minimum of calls") == 1);
  CHECK(broken(make<ProbesTooSoon>).count("open lasts as long as its wait") == 1);
  CHECK(broken(make<AdmitsInOpen>).count("no call is let through while open") == 1);
  CHECK(broken(make<CountsNoPermits>).count("at most the permitted calls are out in half-open") == 1);
  CHECK(broken(make<DropsLateResults>).count("the window counts what a recount does") == 1);
}
