#include "run/launch.h"

#include <csignal>
#include <cstdlib>

#include <catch2/catch.hpp>

#include "core/check.h"

using namespace orrery;

namespace {

RunResult named(const std::string& scenario) {
  RunResult result;
  result.scenario = scenario;
  return result;
}

}  // namespace

TEST_CASE("a result comes out of the child as it was, however long it is") {
  const auto result = launch([] {
    RunResult large = named("large");
    large.story.assign(20'000, {Instant(), "server-1", Tone::plain, Weight::story, "a line as long as any other"});
    return tl::expected<RunResult, std::string>(large);
  });
  REQUIRE(result.has_value());
  CHECK(result->scenario == "large");
  CHECK(result->story.size() == 20'000);
}

TEST_CASE("what the child does to its memory is not seen by the parent, run after run") {
  int count = 0;
  for (int i = 0; i < 3; ++i) {
    const auto result = launch([&] { return tl::expected<RunResult, std::string>(named(std::to_string(++count))); });
    REQUIRE(result.has_value());
    CHECK(result->scenario == "1");
  }
  CHECK(count == 0);
}

TEST_CASE("a mistake of the user's comes out as its text") {
  const auto result = launch([] { return tl::expected<RunResult, std::string>(tl::unexpect, "no such host"); });
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == RunError::Kind::input);
  CHECK(result.error().text == "no such host");
}

TEST_CASE("a child that is killed or breaks off is told apart from one that ended") {
  const auto killed = launch([]() -> tl::expected<RunResult, std::string> {
    std::raise(SIGKILL);
    return tl::unexpected(std::string("not reached"));
  });
  REQUIRE_FALSE(killed.has_value());
  CHECK(killed.error().kind == RunError::Kind::died);
  CHECK(killed.error().text == "the run was killed by signal 9 (Killed)");

  const auto left = launch([]() -> tl::expected<RunResult, std::string> { std::_Exit(3); });
  REQUIRE_FALSE(left.has_value());
  CHECK(left.error().kind == RunError::Kind::died);
  CHECK(left.error().text == "the run broke off with exit code 3");
}

TEST_CASE("a child whose output nobody reads any more is no bug") {
  const auto result = launch([]() -> tl::expected<RunResult, std::string> {
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
    return tl::unexpected(std::string("not reached"));
  });
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().kind == RunError::Kind::output_closed);
}
