#include "run/fingerprint.h"

#include <catch2/catch.hpp>

#include "run/hand_made_run.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::HandMadeRun;

namespace {

std::string fingerprint_of(const HandMadeRun& run, std::size_t batch_size = 1000) {
  Fingerprint fingerprint;
  run.play(fingerprint, batch_size);
  return fingerprint.text();
}

HandMadeRun some_run() {
  HandMadeRun run(3);
  for (int i = 0; i < 5000; ++i)
    run.at(Duration::microseconds(i)).delivered(static_cast<std::uint32_t>(i % 3), 0, "Ping", 10_us);
  return run;
}

}  // namespace

TEST_CASE("a fingerprint does not depend on how the Records were batched") {
  const HandMadeRun run = some_run();
  CHECK(fingerprint_of(run, 1) == fingerprint_of(run, 10'000));
  CHECK(fingerprint_of(run, 7) == fingerprint_of(run, 1024));
}

TEST_CASE("one bit of one Record changes the fingerprint") {
  HandMadeRun run = some_run();
  const std::string before = fingerprint_of(run);
  run.records[2500].c ^= 1;
  CHECK(fingerprint_of(run) != before);
}

TEST_CASE("the fingerprint of no Records is XXH3's of no bytes, most significant digit first") {
  CHECK(Fingerprint().text() == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("the fingerprint of given Records is the same on every machine") {
  CHECK(fingerprint_of(some_run()) == "b8b6685e03e488556a158086ae995c7c");
}
