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
  return "a breaker goes from closed to open, from open to half-open, and from there to closed or open again, and into "
         "another state by order alone";
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
    case What::set: return from(step.to, "changed as by order, and nobody has ordered it");
    default: return;
  }
}

std::string BreakerBlocks::claim() const {
  return "no attempt is sent while a breaker is open, forced open or not, none refused while it admits all, and no "
         "attempt counts twice";
}

void BreakerBlocks::judge(const Record& record, const BreakerFollower::Step& step) {
  const BreakerFollower::Breaker& breaker = *step.breaker;
  const CheckedBreaker& settings = *breaker.settings;
  if (settings.lets_attempts && breaker.heard > breaker.sent)
    require(false, record, "heard of more attempts than were sent");
  const bool admits_all =
      breaker.state == State::closed || breaker.state == State::disabled || breaker.state == State::metrics_only;
  if (step.what == What::refused && settings.per != CheckedBreaker::Per::endpoint) {
    exercise();
    require(!admits_all, record, "refused an attempt while it was closed, disabled or only measured");
  }
  if (step.what != What::sent || step.had_waited || admits_all) return;
  exercise();
  require(breaker.state != State::open, record, "is open, and an attempt was sent");
  require(breaker.state != State::forced_open, record, "is forced open, and an attempt was sent");
}

std::string HalfOpenPermits::claim() const {
  return "in half-open no more than the permitted probes are out, and none of their permits is lost: where nothing is "
         "under way none of them is refused";
}

// What was let through before half-open may still be under way, and what waits at a gate further in: both excuse it.
void HalfOpenPermits::judge(const Record& record, const BreakerFollower::Step& step) {
  const BreakerFollower::Breaker& breaker = *step.breaker;
  const CheckedBreaker& settings = *breaker.settings;
  if (breaker.state != State::half_open) return;
  if (step.what == What::sent && !step.had_waited) {
    exercise();
    require(breaker.permits_taken + 1 - breaker.permits_returned <= settings.half_open_calls, record,
            "is half-open, and more probes are out than it permits: " + std::to_string(settings.half_open_calls));
  }
  const bool counts_all = settings.lets_attempts && settings.per != CheckedBreaker::Per::endpoint;
  if (step.what != What::refused || !counts_all) return;
  exercise();
  require(breaker.sent > breaker.heard || follower().has_waiting(record.node), record,
          "is half-open and refuses an attempt, and no probe is out");
}

std::string BreakerWindow::claim() const {
  return "a breaker counts what a recount of its calls does, and opens or closes as their rates say, never on fewer "
         "calls than the minimum";
}

// Hystrix opens at a snapshot of its health, and from half-open by one call alone. A snapshot that a pause has delayed
// was judged by what it held at its time.
void BreakerWindow::judge(const Record& record, const BreakerFollower::Step& step) {
  const BreakerFollower::Breaker& breaker = *step.breaker;
  const bool is_verdict = step.what == What::opened || step.what == What::reopened || step.what == What::closed;
  if (!is_verdict) return;
  const auto recounted = follower().recount(breaker, record);
  if (!recounted) return;
  const BreakerFollower::Counts counts = *recounted;
  exercise();
  const std::int64_t slow = record.c % breaker_records::kEndpointsOwn;
  require(record.a == counts.calls && record.b == counts.failed && slow == counts.slow, record,
          "counts " + std::to_string(record.a) + " calls, " + std::to_string(record.b) + " failed and " +
              std::to_string(slow) + " slow, and a recount " + std::to_string(counts.calls) + ", " +
              std::to_string(counts.failed) + " and " + std::to_string(counts.slow));
  const bool is_by_rates = breaker.settings->judges_calls || (step.what == What::opened && !breaker.was_paused);
  if (!is_by_rates) return;
  require(counts.calls >= BreakerFollower::calls_min(breaker), record, "came to a verdict on too few calls");
  if (counts.calls == 0) return;
  const bool is_reached = BreakerFollower::reaches_threshold(*breaker.settings, counts);
  require(is_reached == (step.what != What::closed), record, "came to a verdict that its rates do not say");
}

}  // namespace orrery
