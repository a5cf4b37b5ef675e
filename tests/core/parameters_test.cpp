#include "core/parameters.h"

#include <string>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

const Parameters kDeclared{{"pre_vote", ParameterType::boolean, "false", "", "ask first"},
                           {"count", ParameterType::integer, "5", "1..100", "how many"},
                           {"share", ParameterType::percent, "50%", "10%..90%", "how much"},
                           {"heartbeat", ParameterType::duration, "50ms", "1ms..1h", "how often"},
                           {"election_timeout", ParameterType::duration_range, "150ms..300ms", "1ms..10s", "how long"},
                           {"rate", ParameterType::rate, "5/s", "..100/s", "how fast"},
                           {"limit", ParameterType::size, "16KiB", "1B..", "how large"},
                           {"bandwidth", ParameterType::bandwidth, "10Gbit/s", "1B/s..", "how wide"},
                           {"transport", ParameterType::choice, "stream", "stream|datagram", "how"},
                           {"target", ParameterType::name, "server", "", "whom"},
                           {"note", ParameterType::text, "", "", "why"},
                           {"disk.sync", ParameterType::distribution, "uniform 1ms..3ms", "0ns..1s", "how slow"},
                           {"factor", ParameterType::number, "", "0.5..2", "how many times"}};

std::string error_of(std::string_view path, std::string_view text) {
  ParameterValues values(kDeclared);
  const auto done = values.set(path, text);
  return done ? "no error" : done.error().text;
}

}  // namespace

TEST_CASE("what is not given has its default") {
  const ParameterValues values(kDeclared);
  CHECK(values.boolean("pre_vote") == false);
  CHECK(values.integer("count") == 5);
  CHECK(values.number("share") == 0.5);
  CHECK(values.duration("heartbeat") == 50_ms);
  CHECK(values.duration_range("election_timeout") == DurationRange{150_ms, 300_ms});
  CHECK(values.number("rate") == 5.0);
  CHECK(values.size("limit") == 16384);
  CHECK(values.number("bandwidth") == 1.25e9);
  CHECK(values.word("transport") == "stream");
  CHECK(values.word("target") == "server");
  CHECK(values.distribution("disk.sync").mean() == Approx(0.002));
  CHECK(values.text("heartbeat") == "50ms");
}

TEST_CASE("what must be given and is not is missing") {
  ParameterValues values(kDeclared);
  CHECK(values.missing() == std::vector<std::string_view>{"note", "factor"});
  CHECK_FALSE(values.has("factor"));
  CHECK(values.set("factor", "1.5").has_value());
  CHECK(values.set("note", "").has_value());
  CHECK(values.missing().empty());
  CHECK(values.number("factor") == 1.5);
}

TEST_CASE("a value that is given replaces the default, and keeps its text") {
  ParameterValues values(kDeclared, {{"heartbeat", "0.01s"}, {"transport", "datagram"}});
  CHECK(values.duration("heartbeat") == 10_ms);
  CHECK(values.text("heartbeat") == "0.01s");
  CHECK(values.word("transport") == "datagram");
}

TEST_CASE("a value that is refused leaves the one before") {
  ParameterValues values(kDeclared);
  CHECK_FALSE(values.set("heartbeat", "soon").has_value());
  CHECK(values.duration("heartbeat") == 50_ms);
}

TEST_CASE("values keep to the declared range, both ends included") {
  CHECK(error_of("heartbeat", "1ms") == "no error");
  CHECK(error_of("heartbeat", "1h") == "no error");
  CHECK(error_of("heartbeat", "0ms") == "must be at least 1ms, found 0ms");
  CHECK(error_of("heartbeat", "3601s") == "must be at most 1h, found 3601s");
  CHECK(error_of("count", "0") == "must be at least 1, found 0");
  CHECK(error_of("count", "101") == "must be at most 100, found 101");
  CHECK(error_of("share", "95%") == "must be at most 90%, found 95%");
  CHECK(error_of("rate", "100.5/s") == "must be at most 100/s, found 100.5/s");
  CHECK(error_of("rate", "0/s") == "no error");
  CHECK(error_of("limit", "0B") == "must be at least 1B, found 0B");
  CHECK(error_of("bandwidth", "0.5B/s") == "must be at least 1B/s, found 0.5B/s");
  CHECK(error_of("factor", "0.25") == "must be at least 0.5, found 0.25");
}

TEST_CASE("the range bounds both ends of a duration range") {
  CHECK(error_of("election_timeout", "1us..1s") == "its low end must be at least 1ms, found 1us..1s");
  CHECK(error_of("election_timeout", "1s..11s") == "its high end must be at most 10s, found 1s..11s");
}

TEST_CASE("the range bounds a distribution's least value and its mean") {
  CHECK(error_of("disk.sync", "exponential mean=2s") == "its mean must be at most 1s, found exponential mean=2s");
  CHECK(error_of("disk.sync", "pareto scale=1ms shape=1") ==
        "its mean must be at most 1s, found pareto scale=1ms shape=1");
  CHECK(error_of("disk.sync", "2s") == "its least value must be at most 1s, found 2s");
  // What a normal distribution gives below 0 becomes the duration 0, which is in range.
  CHECK(error_of("disk.sync", "normal mean=5ms deviation=1ms") == "no error");
  const Parameter above_zero{"delay", ParameterType::distribution, "", "1us..", ""};
  CHECK(read_parameter(above_zero, "normal mean=5ms deviation=1ms").error().text ==
        "its least value must be at least 1us, found normal mean=5ms deviation=1ms");
}

TEST_CASE("a choice is one of its words") {
  CHECK(error_of("transport", "datagramm") ==
        "expected one of stream, datagram, found 'datagramm' (did you mean 'datagram'?)");
  CHECK(error_of("transport", "tcp") == "expected one of stream, datagram, found 'tcp'");
  CHECK(choice_words(*kDeclared.find("transport")) == std::vector<std::string_view>{"stream", "datagram"});
}

TEST_CASE("a parameter that was not declared is refused, with the nearest that was") {
  CHECK(error_of("heart_beat", "1ms") == "no parameter 'heart_beat' (did you mean 'heartbeat'?)");
  CHECK(error_of("bogus", "1ms") == "no parameter 'bogus'");
  CHECK(kDeclared.find("bogus") == nullptr);
}

TEST_CASE("the declared type decides how a text is read") {
  CHECK(error_of("count", "5ms") == "expected a whole number such as 5, found '5ms' ('ms' follows the number)");
  CHECK(error_of("pre_vote", "yes") == "expected true or false, found 'yes'");
  CHECK(error_of("note", "5ms") == "no error");
}

TEST_CASE("a value without text, such as a mixture, keeps to the range too") {
  ParameterValues values(kDeclared);
  const Distribution slow = Distribution::mixture({{1, Distribution::constant(0.001)}, {1, Distribution::constant(9)}});
  const auto done = values.set_value("disk.sync", slow, "a mixture");
  REQUIRE_FALSE(done.has_value());
  CHECK(done.error().text == "its mean must be at most 1s, found a mixture");
  CHECK(values.set_value("disk.sync", Distribution::constant(0.5), "a mixture").has_value());
  CHECK(values.distribution("disk.sync").mean() == 0.5);
  CHECK(values.text("disk.sync") == "a mixture");
}

namespace {

const Parameters kWithSection{{"deadline", ParameterType::duration, "none", "1ms..", "how long"},
                              {"retry", ParameterType::section, "none", "", "again"},
                              {"retry.attempts", ParameterType::integer, "3", "1..", "how often"},
                              {"retry.pause", ParameterType::duration, "", "", "how long between"}};

}  // namespace

TEST_CASE("what is none by default is unset until it is given, and none unsets it") {
  ParameterValues values(kWithSection);
  CHECK_FALSE(values.has("deadline"));
  CHECK(values.set("deadline", "5ms").has_value());
  CHECK(values.duration("deadline") == 5_ms);
  CHECK(values.set("deadline", "none").has_value());
  CHECK_FALSE(values.has("deadline"));
  CHECK(values.set("deadline", "0ms").error().text == "must be at least 1ms, found 0ms");
}

TEST_CASE("nothing of a section is missing until something of it is given") {
  ParameterValues values(kWithSection);
  CHECK_FALSE(values.has("retry"));
  CHECK(values.missing().empty());
  values.include("retry");
  CHECK(values.has("retry"));
  CHECK(values.missing() == std::vector<std::string_view>{"retry.pause"});
  CHECK(ParameterValues(kWithSection, {{"retry.pause", "1ms"}}).has("retry"));
  CHECK(ParameterValues(kWithSection, {{"retry.pause", "1ms"}}).integer("retry.attempts") == 3);
}
