#include "faults/fault_times.h"

#include <set>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "faults/make_fault.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::fault;
using orrery::test::valid;

namespace {

Fault crash(std::string id, std::string_view when) { return fault(std::move(id), when, "crash", "any server"); }

// The one error of the list, which is that of the fault at `position`, with or without a seed.
std::string error_of(const std::vector<Fault>& faults, std::size_t position = 0) {
  const auto errors = check_times(faults);
  if (errors.empty()) return "no error";
  CHECK(errors.size() == 1);
  CHECK(errors[0].fault == position);
  const auto resolved = resolve_times(faults, 1);
  CHECK_FALSE(resolved.has_value());
  if (!resolved) CHECK(resolved.error() == "fault '" + faults[position].id + "': " + errors[0].text);
  return errors[0].text;
}

}  // namespace

TEST_CASE("a fault's times come from its schedule") {
  const std::vector<Fault> faults = {crash("a", "at 2s"), crash("b", "at 2s for 3s"), crash("c", "during 4s..9s"),
                                     crash("d", "every 5s for 1s")};
  const auto times = resolve_times(faults, 1);
  REQUIRE(times.has_value());
  CHECK(times->of(0).strike == Instant::at(2_s));
  CHECK_FALSE(times->of(0).end.has_value());
  CHECK(times->of(1).end == Instant::at(5_s));
  CHECK(times->of(2).strike == Instant::at(4_s));
  CHECK(times->of(2).end == Instant::at(9_s));
  CHECK(times->of(3).strike == Instant::at(5_s));
  CHECK_FALSE(times->of(3).end.has_value());
  CHECK(check_times(faults).empty());
}

TEST_CASE("a fault may refer to others, those further down too") {
  const std::vector<Fault> faults = {crash("last", "at middle.end + 1s for 1s"),
                                     crash("middle", "at first + 2s for 3s"), crash("first", "at 10s")};
  const auto times = resolve_times(faults, 1);
  REQUIRE(times.has_value());
  CHECK(times->of(0).strike == Instant::at(16_s));
  CHECK(times->resolve(valid(read_instant("last.end"))) == Instant::at(17_s));
  CHECK(times->resolve(valid(read_instant("first - 500ms"))) == Instant::at(9500_ms));
  CHECK(times->resolve(valid(read_instant("3s"))) == Instant::at(3_s));
}

TEST_CASE("a window draws one instant of it, by seed and id") {
  std::set<Instant> drawn;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Instant strike = resolve_times(std::vector<Fault>{crash("a", "at 1s..2s")}, seed)->of(0).strike;
    REQUIRE(strike >= Instant::at(1_s));
    REQUIRE(strike < Instant::at(2_s));
    drawn.insert(strike);
  }
  CHECK(drawn.size() == 500);
  CHECK(*drawn.begin() < Instant::at(1010_ms));
  CHECK(*drawn.rbegin() > Instant::at(1990_ms));
}

TEST_CASE("one fault more shifts no instant of another") {
  const Fault a = crash("a", "at 1s..2s"), b = crash("b", "at 1s..2s"), c = crash("c", "at 1s..2s");
  const auto two = resolve_times(std::vector<Fault>{a, c}, 9);
  const auto three = resolve_times(std::vector<Fault>{b, c, a}, 9);
  CHECK(two->of(0).strike == three->of(2).strike);
  CHECK(two->of(1).strike == three->of(1).strike);
  CHECK(two->of(0).strike != two->of(1).strike);
}

TEST_CASE("faults that wait for one another are an error that names the circle") {
  CHECK(error_of({crash("a", "at b + 1s"), crash("b", "at c"), crash("c", "at a.end for 1s")}, 2) ==
        "these faults wait for one another: a -> b -> c -> a");
  CHECK(error_of({crash("a", "at a + 1s")}) == "these faults wait for one another: a -> a");
}

TEST_CASE("a reference that means no instant is an error") {
  CHECK(error_of({crash("b", "at leader-dys"), crash("leader-dies", "at 1s")}) ==
        "there is no fault 'leader-dys' (did you mean 'leader-dies'?)");
  CHECK(error_of({crash("b", "at often"), crash("often", "every 1s")}) ==
        "the fault 'often' strikes again and again: it has no one instant");
  CHECK(error_of({crash("b", "at a.end"), crash("a", "at 1s")}) ==
        "the fault 'a' has no 'for' and no 'during', so that 'a.end' means nothing");
}

TEST_CASE("a fault never strikes before the run, nor in a window that is over before it begins") {
  CHECK(error_of({crash("b", "at a - 2s"), crash("a", "at 1s")}) == "'a - 2s' is before the start of the run");
  CHECK(error_of({crash("b", "during a..3s"), crash("a", "at 4s")}) ==
        "the window 'a..3s' ends at 3s, and begins no earlier, at 4s");
}

TEST_CASE("what only some draws of a window would bring about is an error whatever the seed") {
  const std::vector<Fault> faults = {crash("b", "at a - 2s"), crash("a", "at 1s..9s")};
  const auto errors = check_times(faults);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].fault == 0);
  CHECK(errors[0].text == "'a - 2s' is before the start of the run");
}

TEST_CASE("every fault whose times are wrong has its error, and those that only refer to it have none") {
  const std::vector<Fault> faults = {crash("a", "at nowhere"), crash("b", "at a"), crash("c", "at a.end + 1s"),
                                     crash("d", "at often"), crash("often", "every 1s")};
  const auto errors = check_times(faults);
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].fault == 0);
  CHECK(errors[1].fault == 3);
}

TEST_CASE("what would end after all that can be told ends then") {
  const auto times = resolve_times(std::vector<Fault>{crash("a", "at 1s for 9223372036s")}, 1);
  CHECK(times->of(0).end == Instant::max());
  CHECK_FALSE(times->find(valid(read_instant("a.end + 1s"))).has_value());
}

TEST_CASE("an expectation's instant is checked without a seed") {
  const std::vector<Fault> faults = {crash("a", "at 1s..2s for 1s"), crash("often", "every 1s")};
  CHECK_FALSE(check_instant(valid(read_instant("a.end + 1s")), faults).has_value());
  CHECK_FALSE(check_instant(valid(read_instant("5s")), faults).has_value());
  CHECK(check_instant(valid(read_instant("often")), faults).has_value());
  CHECK(check_instant(valid(read_instant("b")), faults).has_value());
}
