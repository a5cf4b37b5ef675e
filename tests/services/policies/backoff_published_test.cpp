// Published: the model of Brooker's "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015). Clients contend for
// one versioned row; each reads it and writes on the condition that nobody wrote in between, until it succeeds.
#include <queue>
#include <vector>

#include <catch2/catch.hpp>

#include "core/distribution.h"
#include "services/retry.h"

using namespace orrery;
using namespace orrery::literals;

namespace {

struct Outcome {
  double calls = 0;  // writes, those that failed too
  double ends = 0;   // when the last client is done, ms
};

struct Row {
  std::int64_t version = 0;
};

struct Step {
  enum Kind { read, read_answer, write, write_answer } kind;
  Instant at;
  std::uint64_t order;
  std::size_t client;
  std::int64_t version;  // read, or that a write is conditional on
  bool succeeded;
  bool operator<(const Step& other) const { return at != other.at ? at > other.at : order > other.order; }
};

class Contention {
 public:
  Contention(std::size_t clients, RetryPolicy policy, std::uint64_t seed)
      : policy_(policy),
        backoffs_(clients),
        pauses_(seed, "model", "backoff"),
        delays_(seed, "model", "network"),
        delay_(Distribution::normal(0.010, 0.002)) {
    for (std::size_t client = 0; client < clients; ++client) send(Step::read, Instant(), client, 0);
  }

  Outcome run() {
    Outcome outcome;
    for (; !steps_.empty();) {
      const Step step = steps_.top();
      steps_.pop();
      switch (step.kind) {
        case Step::read: send(Step::read_answer, step.at, step.client, row_.version); break;
        case Step::read_answer: send(Step::write, step.at, step.client, step.version); break;
        case Step::write: {
          ++outcome.calls;
          const bool succeeds = step.version == row_.version;
          if (succeeds) ++row_.version;
          send(Step::write_answer, step.at, step.client, step.version, succeeds);
          break;
        }
        case Step::write_answer:
          outcome.ends = step.at.seconds() * 1e3;
          if (!step.succeeded)
            send(Step::read, step.at + backoffs_[step.client].next(policy_, pauses_), step.client, 0);
      }
    }
    return outcome;
  }

 private:
  void send(Step::Kind kind, Instant now, std::size_t client, std::int64_t version, bool succeeded = false) {
    const double drawn = delay_.sample(delays_);
    const Duration delay = Duration::from_seconds(drawn < 0 ? -drawn : drawn);
    steps_.push({kind, now + delay, order_++, client, version, succeeded});
  }

  RetryPolicy policy_;
  std::vector<Backoff> backoffs_;
  RandomStream pauses_, delays_;
  Distribution delay_;
  Row row_;
  std::uint64_t order_ = 0;
  std::priority_queue<Step> steps_;
};

// The mean of many runs of fifty clients.
Outcome mean_outcome(Jitter jitter, DurationRange backoff, std::uint64_t runs = 200) {
  Outcome mean;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    const Outcome one = Contention(50, {1'000'000, backoff, jitter}, seed).run();
    mean.calls += one.calls / static_cast<double>(runs);
    mean.ends += one.ends / static_cast<double>(runs);
  }
  return mean;
}

void check(const Outcome& outcome, double calls, double ends) {
  CHECK(outcome.calls == Approx(calls).epsilon(0.02));
  CHECK(outcome.ends == Approx(ends).epsilon(0.04));
}

}  // namespace

// The model counts attempts from 1, so that its pause before the first retry is twice its base of 5 ms.

TEST_CASE("published: fifty clients without backoff need 690 calls and 1140 ms") {
  check(mean_outcome(Jitter::none, {0_ms, 0_ms}), 690, 1140);
}

TEST_CASE("published: exponential backoff without jitter needs 622 calls and 36278 ms") {
  check(mean_outcome(Jitter::none, {10_ms, 2_s}), 622, 36'278);
}

TEST_CASE("published: equal jitter needs 348 calls and 4263 ms") {
  check(mean_outcome(Jitter::equal, {10_ms, 2_s}), 348, 4263);
}

TEST_CASE("published: full jitter needs 332 calls and 2805 ms") {
  // The last client's time has a standard deviation of 544 ms: the published mean of a hundred runs may be 2 % off by
  // chance (ours of 5000 is 2884 ms), so that this one must leave less to it.
  check(mean_outcome(Jitter::full, {10_ms, 2_s}, 2000), 332, 2805);
}

TEST_CASE("published: decorrelated jitter needs 375 calls and 2168 ms") {
  check(mean_outcome(Jitter::decorrelated, {5_ms, 2_s}), 375, 2168);
}
