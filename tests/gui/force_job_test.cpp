#include "presenters/force_job.h"

#include <QSignalSpy>

#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

LayoutInput ringOf(std::size_t count) {
  LayoutInput input;
  input.wish = "force";
  for (std::size_t i = 0; i < count; ++i)
    input.nodes.push_back({"n" + std::to_string(i), "g" + std::to_string(i), "", ""});
  for (std::size_t i = 0; i < count; ++i)
    input.links.push_back({"g" + std::to_string(i), "g" + std::to_string((i + 1) % count), false});
  return input;
}

TEST_CASE("the window's thread waits for no force: many nodes stand as they begin until a job has placed them") {
  const LayoutInput input = ringOf(600);
  const StageLayout first = layOut(input);
  REQUIRE(isForcedSlow(first));
  ForceJob job;
  QSignalSpy done(&job, &ForceJob::done);
  job.start(first.at.size(), first.edges);
  REQUIRE(done.wait(60'000));
  CHECK_FALSE(job.isRunning());
  const StageLayout then = layOut(input, &job.places());
  CHECK(then.at != first.at);
  // However the threads ran, the places are the same.
  const std::atomic<bool> never = false;
  CHECK(job.places() == placeByForce(first.at.size(), first.edges, never));
}

TEST_CASE("a force job that is cancelled tells nothing") {
  const StageLayout first = layOut(ringOf(600));
  ForceJob job;
  QSignalSpy done(&job, &ForceJob::done);
  job.start(first.at.size(), first.edges);
  job.cancel();
  CHECK_FALSE(done.wait(100));
  CHECK(job.places().empty());
}

TEST_CASE("few nodes are placed by force at once") { CHECK_FALSE(isForcedSlow(layOut(ringOf(50)))); }

}  // namespace
}  // namespace orrery::gui
