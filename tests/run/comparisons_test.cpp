// What is expected between two variants.
#include "run/comparisons.h"

#include <limits>

#include <catch2/catch.hpp>

using namespace orrery;

namespace {

// Two variants, slow and fast, of which the first's figure is held against the second's.
struct Pair {
  explicit Pair(Expectation bounds) : scenarios(2) {
    bounds.kind = ExpectationKind::metric;
    bounds.subject = "goodput";
    bounds.line = 7;
    bounds.variant = "fast";
    bounds.than = "slow";
    scenarios[0].variant = "slow";
    scenarios[1].variant = "fast";
    for (Scenario& scenario : scenarios) scenario.expectations = {bounds};
  }
  Finding found(std::optional<double> fast, std::optional<double> slow) const {
    std::vector<RunResult> results(2);
    results[0].variant = "slow";
    results[0].compared = {{7, slow, slow ? "slow's" : "nothing was measured"}};
    results[1].variant = "fast";
    results[1].compared = {{7, fast, fast ? "fast's" : "nothing was measured"}};
    const auto findings = find_comparisons(scenarios, results);
    REQUIRE(findings.size() == 1);
    return findings[0].finding;
  }
  std::vector<Scenario> scenarios;
};

Pair at_least(const char* factor) {
  Expectation expectation;
  expectation.at_least = factor;
  return Pair(std::move(expectation));
}
Pair at_most(const char* factor) {
  Expectation expectation;
  expectation.at_most = factor;
  return Pair(std::move(expectation));
}
constexpr double kNeverComes = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("a multiple of another variant's figure holds from the bound itself on") {
  CHECK(at_least("3").found(30, 10).verdict == Verdict::held);
  CHECK(at_least("3").found(29.9, 10).verdict == Verdict::failed);
  CHECK(at_most("0.1").found(1, 10).verdict == Verdict::held);
  CHECK(at_most("0.1").found(1.1, 10).verdict == Verdict::failed);
}

TEST_CASE("both figures and what one is of the other are told") {
  CHECK(at_least("3").found(40, 10).figure == "fast's against slow's, 4.0 times as much (at least 3 times slow)");
  CHECK(at_most("0.5").found(1, 10).figure == "fast's against slow's, 10.0% of that (at most 0.5 times slow)");
}

TEST_CASE("whatever there is, is any multiple of nothing; nothing of nothing is undecided") {
  CHECK(at_least("3").found(1, 0).verdict == Verdict::held);
  CHECK(at_most("3").found(1, 0).verdict == Verdict::failed);
  CHECK(at_least("3").found(0, 0).verdict == Verdict::undecided);
  CHECK(at_least("3").found(0, 1).verdict == Verdict::failed);
}

TEST_CASE("what never comes takes longer than any multiple of what does") {
  CHECK(at_least("100").found(kNeverComes, 5).verdict == Verdict::held);
  CHECK(at_most("100").found(kNeverComes, 5).verdict == Verdict::failed);
  CHECK(at_most("0.5").found(5, kNeverComes).verdict == Verdict::held);
}

TEST_CASE("a figure that is missing, or a variant that was not run, leaves it undecided") {
  CHECK(at_least("3").found({}, 10).verdict == Verdict::undecided);
  CHECK(at_least("3").found(10, {}).verdict == Verdict::undecided);
  const Pair pair = at_least("3");
  std::vector<RunResult> alone(1);
  alone[0].variant = "fast";
  alone[0].compared = {{7, 10.0, "10"}};
  CHECK(find_comparisons(pair.scenarios, alone)[0].finding.verdict == Verdict::undecided);
}
