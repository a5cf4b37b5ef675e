#include "checkers/breaker_checkers.h"

#include "checkers/breaker_records.h"

namespace orrery {

using What = BreakerFollower::What;
using State = BreakerFollower::State;

void BreakerChecker::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    const BreakerFollower::Step step = follower_.look_at(record);
    if (step.breaker != nullptr) judge(record, step);
    follower_.apply(record, step);
  }
}

std::string BreakerEdges::claim() const {
  return "a breaker goes from closed to open, from open to half-open, and from there to closed or open again";
}

void BreakerEdges::judge(const Record& record, const BreakerFollower::Step& step) {
  const auto from = [&](State state, const char* text) {
    exercise();
    require(step.breaker->state == state, record, text);
  };
  switch (step.what) {
    case What::opened: return from(State::closed, "opened, and was not closed before");
    case What::probing: return from(State::open, "began to probe, and was not open before");
    case What::reopened:
    case What::overdue: return from(State::half_open, "opened again, and was not half-open before");
    case What::closed: return from(State::half_open, "closed, and was not half-open before");
    default: return;
  }
}

std::string BreakerBlocks::claim() const {
  return "no attempt is sent while a breaker is open, none refused while it is closed, in half-open no more than the "
         "permitted probes are out, and no attempt counts twice";
}

void BreakerBlocks::judge(const Record& record, const BreakerFollower::Step& step) {
  const BreakerFollower::Breaker& breaker = *step.breaker;
  const CheckedBreaker& settings = *breaker.settings;
  if (settings.lets_attempts && breaker.heard > breaker.sent)
    require(false, record, "heard of more attempts than were sent");
  if (step.what == What::refused && settings.per != CheckedBreaker::Per::endpoint) {
    exercise();
    require(breaker.state != State::closed, record, "refused an attempt while it was closed");
  }
  if (step.what != What::sent || step.had_waited || breaker.state == State::closed) return;
  exercise();
  require(breaker.state != State::open, record, "is open, and an attempt was sent");
  if (breaker.state == State::half_open)
    require(breaker.permits_taken + 1 - breaker.permits_returned <= settings.half_open_calls, record,
            "is half-open, and more probes are out than it permits: " + std::to_string(settings.half_open_calls));
}

std::string BreakerWindow::claim() const {
  return "a breaker counts what a recount of its calls does, and opens or closes as their rates say, never on fewer "
         "calls than the minimum";
}

// What is judged at intervals counts to an instant that no Record tells.
void BreakerWindow::judge(const Record& record, const BreakerFollower::Step& step) {
  const BreakerFollower::Breaker& breaker = *step.breaker;
  const bool is_verdict = step.what == What::opened || step.what == What::reopened || step.what == What::closed;
  if (!is_verdict || !breaker.settings->judges_calls) return;
  exercise();
  const BreakerFollower::Counts counts = BreakerFollower::recount(breaker);
  const std::int64_t slow = record.c % breaker_records::kEndpointsOwn;
  require(record.a == counts.calls && record.b == counts.failed && slow == counts.slow, record,
          "counts " + std::to_string(record.a) + " calls, " + std::to_string(record.b) + " failed and " +
              std::to_string(slow) + " slow, and a recount " + std::to_string(counts.calls) + ", " +
              std::to_string(counts.failed) + " and " + std::to_string(counts.slow));
  require(counts.calls >= BreakerFollower::calls_min(breaker), record, "came to a verdict on too few calls");
  if (counts.calls == 0) return;
  const bool is_reached = BreakerFollower::reaches_threshold(*breaker.settings, counts);
  require(is_reached == (step.what != What::closed), record, "came to a verdict that its rates do not say");
}

}  // namespace orrery
