#include "core/description.h"

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

TEST_CASE("a description shows its values by name, in the order in which they were added") {
  Description description;
  CHECK(description.text().empty());
  description.add("term", std::int64_t{-3});
  description.add("count", std::uint64_t{18446744073709551615u});
  description.add("granted", true);
  description.add("to", "server-1");
  description.add("ttl", 150_ms);
  description.add("until", Instant::at(2_s));
  CHECK(description.text() == "term=-3 count=18446744073709551615 granted=yes to=server-1 ttl=150 ms until=2.000 s");
  CHECK(description.items().size() == 6);
  CHECK(description.items()[3] == Description::Item{"to", "server-1"});
}
