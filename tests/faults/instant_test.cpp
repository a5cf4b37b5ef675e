#include "faults/instant.h"

#include <string>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

std::string error_of(std::string_view text) {
  const auto read = read_instant(text);
  return read ? "no error" : read.error().text;
}

}  // namespace

TEST_CASE("an instant counts from the start of the run, from a fault or from its end") {
  CHECK(*read_instant("2s") == InstantExpression{"", false, 2_s});
  CHECK(*read_instant("2s + 500ms") == InstantExpression{"", false, 2500_ms});
  CHECK(*read_instant("2s - 500ms") == InstantExpression{"", false, 1500_ms});
  CHECK(*read_instant("leader-dies") == InstantExpression{"leader-dies", false, Duration()});
  CHECK(*read_instant("leader-dies.end") == InstantExpression{"leader-dies", true, Duration()});
  CHECK(*read_instant("leader-dies.end + 500ms") == InstantExpression{"leader-dies", true, 500_ms});
  CHECK(*read_instant("leader-dies+500ms") == InstantExpression{"leader-dies", false, 500_ms});
  CHECK(*read_instant("fault-1 - 2s") == InstantExpression{"fault-1", false, -2_s});
}

TEST_CASE("an instant that is read is written as it was") {
  for (const char* text : {"2s", "leader-dies", "leader-dies.end + 500ms", "fault-1 - 2s", "1.5ms"})
    CHECK(read_instant(text)->text() == text);
  for (const char* text : {"12s..30s", "leader-dies..leader-dies.end + 2s", "1s..leader-dies"})
    CHECK(read_window(text)->text() == text);
}

TEST_CASE("what is no instant is refused with a reason") {
  CHECK(error_of("2") == "expected a duration such as 150ms, found '2' (a unit is missing: ns, us, ms, s, min, h)");
  CHECK(error_of("leader-dies + 5") ==
        "expected a duration such as 150ms, found '5' (a unit is missing: ns, us, ms, s, min, h)");
  CHECK(error_of("leader-dies.begin") ==
        "expected an instant such as 2s or leader-dies.end + 500ms, found 'leader-dies.begin' (behind a fault's id "
        "stands nothing or .end, not '.begin')");
  CHECK(error_of("1s - 2s") ==
        "expected an instant such as 2s or leader-dies.end + 500ms, found '1s - 2s' (the run begins at 0s)");
  for (const char* text : {"", " ", "-1s", "+ 1s", "a +", "a + b", "a + -1s", "Leader", "a b", ".end", "a - ",
                           "a + 9000000000s + 1s", "2562047h + 2562047h"}) {
    INFO(text);
    CHECK_FALSE(read_instant(text).has_value());
  }
}

TEST_CASE("a window has two instants in order") {
  CHECK(read_window("12s..30s")->end.offset == 30_s);
  CHECK(read_window("leader-dies - 1s..leader-dies + 1s").has_value());
  for (const char* text : {"12s", "30s..12s", "12s..12s", "a.end..a.end - 1s", "..3s", "3s..", "1s..2s..3s"}) {
    INFO(text);
    CHECK_FALSE(read_window(text).has_value());
  }
}
