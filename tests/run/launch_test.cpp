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

TEST_CASE("many runs are told in the order of their numbers, whichever of them is over first") {
  for (const unsigned jobs : {1u, 3u, 20u}) {
    std::vector<std::string> told;
    launch_all(
        10, jobs,
        [](std::size_t number) {
          return [number]() -> tl::expected<RunResult, std::string> {
            RunResult result = named(std::to_string(number));
            // The early ones have the most to hand over.
            result.story.assign(20'000 / (number + 1), {Instant(), "a", Tone::plain, Weight::story, "a line"});
            if (number == 4) return tl::unexpected(std::string("no such host"));
            return result;
          };
        },
        [&](std::size_t number, const tl::expected<RunResult, RunError>& result) {
          CHECK(number == told.size());
          told.push_back(result ? result->scenario : result.error().text);
          return true;
        });
    CHECK(told == std::vector<std::string>{"0", "1", "2", "3", "no such host", "5", "6", "7", "8", "9"});
  }
}

TEST_CASE("of many runs one that dies takes no other with it, and whoever has heard enough hears no more") {
  std::vector<bool> told;
  launch_all(
      100, 4,
      [](std::size_t number) {
        return [number]() -> tl::expected<RunResult, std::string> {
          if (number == 1) std::raise(SIGKILL);
          return named("a run");
        };
      },
      [&](std::size_t, const tl::expected<RunResult, RunError>& result) {
        told.push_back(result.has_value());
        return told.size() < 3;
      });
  CHECK(told == std::vector<bool>{true, false, true});
}
