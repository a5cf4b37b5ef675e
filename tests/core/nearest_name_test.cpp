#include <string>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "core/value_text.h"
#include "support/property.h"

using namespace orrery;
using orrery::test::holds;

TEST_CASE("a misspelt name is known again") {
  const std::vector<std::string_view> names = {"election_timeout", "heartbeat", "pre_vote", "transport"};
  CHECK(nearest_name("electon_timeout", names) == "election_timeout");  // one left out
  CHECK(nearest_name("heartbaet", names) == "heartbeat");               // two swapped
  CHECK(nearest_name("prevote", names) == "pre_vote");                  // one missing
  CHECK(nearest_name("Heart_Beat", names) == "heartbeat");              // case and one more
  CHECK(nearest_name("transprot", names) == "transport");
  CHECK(nearest_name("election-timeout", names) == "election_timeout");
}

TEST_CASE("what is near to nothing gets no suggestion") {
  const std::vector<std::string_view> names = {"election_timeout", "heartbeat", "h"};
  CHECK(nearest_name("bandwidth", names).empty());
  CHECK(nearest_name("timeout", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("s", names).empty());
  CHECK(nearest_name("heartbeat", {}).empty());
  CHECK(nearest_name(std::string(100'000, 'h'), names).empty());
}

TEST_CASE("a swap of neighbours is one edit") {
  CHECK(nearest_name("sm", {"ms"}).empty() == false);
  CHECK(nearest_name("lna", {"lan", "wan"}) == "lan");
}

TEST_CASE("of equally near names the first is taken") {
  CHECK(nearest_name("xan", {"wan", "lan"}) == "wan");
  CHECK(nearest_name("xan", {"lan", "wan"}) == "lan");
}

TEST_CASE("nearness goes both ways, and a name is near to itself and to any one edit of it") {
  holds([](const std::string& a, const std::string& b) {
    RC_ASSERT(nearest_name(a, {b}).empty() == (b.empty() || nearest_name(b, {a}).empty() || a.empty()));
  });
  holds([](const std::string& text, char extra) {
    RC_PRE(!text.empty());
    RC_ASSERT(nearest_name(text, {text}) == text);
    const std::string longer = text + extra;
    RC_ASSERT(nearest_name(text, {longer}) == longer);
  });
}

TEST_CASE("a suggestion is a phrase or nothing") {
  CHECK(suggestion("heartbaet", {"heartbeat"}) == " (did you mean 'heartbeat'?)");
  CHECK(suggestion("bandwidth", {"heartbeat"}).empty());
}
