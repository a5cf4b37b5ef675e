#include "run/phrases.h"

#include <algorithm>

namespace orrery {

namespace {

// The events of a pattern stand together, under the name of its node kind.
// Where a number is an enumeration's, its choices stand in the order of that.
constexpr Phrase kPhrases[] = {
    // raft: elections
    {"pre_vote_started", Tone::undecided, Weight::detail, "asks whether it could win term {a}"},
    {"campaign_started", Tone::undecided, Weight::story,
     "stands for election in term {a}[: it waited {waited} and heard no leader]"},
    {"campaign_timed_out", Tone::undecided, Weight::story,
     "did not win term {a}[ within {waited}]: {b} vote{s}, no majority"},
    {"vote_granted", Tone::plain, Weight::detail, "votes for {peer} in term {a}"},
    {"became_leader", Tone::in_charge, Weight::story,
     "becomes leader of term {a} with {b} vote{s}[; the last to come was {from}'s]"},
    {"stepped_down", Tone::serving, Weight::story, "steps down from term {a}: {peer} knows of term {b}"},
    {"quorum_lost", Tone::serving, Weight::story,
     "steps down from term {a}: it hears only {b} member{s}, itself included"},
    {"left_cluster", Tone::serving, Weight::story, "steps down from term {a}: it is no member any more"},
    {"transfer_started", Tone::undecided, Weight::story, "hands the leadership of term {a} over to {peer}"},
    {"transfer_aborted", Tone::in_charge, Weight::story, "keeps the leadership: {peer} did not take it"},
    // raft: log
    {"entry_appended", Tone::plain, Weight::detail, "appends entry {a} of term {b}"},
    {"log_truncated", Tone::plain, Weight::detail, "drops the entries after {a}: a leader's are others"},
    {"log_recalled", Tone::plain, Weight::detail,
     "finds the log up to entry {a} on its disk, and a snapshot up to {b}"},
    {"entry_recalled", Tone::plain, Weight::detail, "finds entry {a} of term {b} the last on its disk"},
    {"entries_committed", Tone::plain, Weight::detail, "has committed the entries up to {a}"},
    {"entry_applied", Tone::plain, Weight::detail, "applies entry {a}"},
    {"duplicate_skipped", Tone::plain, Weight::detail, "skips entry {a}: {peer}'s request {b} has taken effect before"},
    // raft: snapshots and members
    {"snapshot_taken", Tone::plain, Weight::detail, "has a snapshot up to entry {a} and discards the log before it"},
    {"snapshot_sent", Tone::plain, Weight::story, "sends {peer} a snapshot up to entry {b}: {c} bytes"},
    {"snapshot_installed", Tone::plain, Weight::story, "takes over a snapshot up to entry {a}"},
    {"configuration_adopted", Tone::plain, Weight::detail, "goes by the configuration of entry {a}"},
    {"caught_up", Tone::plain, Weight::story, "finds {peer} caught up after {b} round{s}"},
    {"change_committed", Tone::plain, Weight::story, "has committed the change of membership: {peer}"},
    {"change_aborted", Tone::plain, Weight::story, "gives up the change of membership: {peer} after {b} round{s}"},
    {"order_refused", Tone::plain, Weight::story, "cannot do as it is told"},
    // kv-client
    {"retried", Tone::undecided, Weight::detail, "tries operation {a} again at {peer}[ after {waited}]: attempt {b}"},
    {"redirected", Tone::plain, Weight::detail, "asks {peer} for operation {a}[: {from} does not lead]"},
    {"gave_up", Tone::failing, Weight::detail,
     "gives operation {a} up after {b} attempt{s}[; the last was not answered within {unanswered}]"},
    // client and service: calls; gave_up as above
    {"attempted", Tone::plain, Weight::detail, "asks {peer} for operation {a}: attempt {b}"},
    {"hedged", Tone::undecided, Weight::detail, "asks {peer} for operation {a} as well: attempt {b} has no answer yet"},
    {"fell_back", Tone::undecided, Weight::detail, "falls back for operation {a} after {b} attempt{s}"},
    {"part_answered", Tone::undecided, Weight::detail, "has an answer to operation {a} that is not full"},
    // client and service: what their own policies do to calls
    {"breaker_refused", Tone::failing, Weight::detail, "keeps attempt {b} for operation {a} back: its breaker refuses"},
    {"throttle_refused", Tone::failing, Weight::detail,
     "keeps attempt {b} for operation {a} back: it throttles itself"},
    {"rate_limit_refused", Tone::failing, Weight::detail,
     "keeps attempt {b} for operation {a} back: it is beyond its rate limit"},
    {"bulkhead_refused", Tone::failing, Weight::detail,
     "keeps attempt {b} for operation {a} back: its bulkhead has no place in time"},
    {"limit_refused", Tone::failing, Weight::detail,
     "keeps attempt {b} for operation {a} back: its limits have no place in time"},
    {"no_host", Tone::failing, Weight::detail, "has nobody to send attempt {b} for operation {a} to"},
    {"queued", Tone::plain, Weight::detail, "has attempt {b} for operation {a} wait for its turn"},
    {"retry_admitted", Tone::plain, Weight::detail, "is to retry operation {a}: it is within its retry budget"},
    {"budget_refused", Tone::failing, Weight::detail, "does not retry operation {a}: its retry budget is used up"},
    {"cache_hit", Tone::plain, Weight::detail, "knows the answer to operation {a} already"},
    {"breaker_reached", Tone::failing, Weight::detail, "finds a threshold of its breaker[ on {on}] reached"},
    {"breaker_opened", Tone::failing, Weight::story,
     "opens its breaker[ on {on}]: of {a} call{s} {b} failed, {slow} were slow[; {reached}]"},
    {"breaker_probing", Tone::undecided, Weight::story, "probes[ {on}]: its breaker is half-open"},
    {"breaker_reopened", Tone::failing, Weight::story,
     "opens its breaker[ on {on}] again: of {a} call{s} that ended while it was half-open {b} failed, {slow} were "
     "slow[; {reached}]"},
    {"breaker_overdue", Tone::failing, Weight::story,
     "opens its breaker[ on {on}] again: only {a} probe{s} came back in time"},
    {"breaker_closed", Tone::serving, Weight::story,
     "closes its breaker[ on {on}]: of {a} call{s} that ended while it was half-open {b} failed, {slow} were slow"},
    {"breaker_forced_open", Tone::failing, Weight::story, "holds its breaker[ on {on}] open, by order"},
    {"breaker_disabled", Tone::plain, Weight::story, "takes its breaker[ on {on}] out of use, by order"},
    {"breaker_metrics_only", Tone::plain, Weight::story, "lets its breaker[ on {on}] count and never open, by order"},
    {"breaker_reset", Tone::serving, Weight::story, "closes its breaker[ on {on}], by order"},
    {"breaker_heard", Tone::plain, Weight::detail, "tells its breaker[ on {on}] how a call ended"},
    {"breaker_released", Tone::plain, Weight::detail, "tells its breaker[ on {on}] that a call says nothing"},
    {"host_ejected", Tone::failing, Weight::story,
     "ejects {peer}[: {a|it failed too often in a row|it succeeds far less often than the others|too many of its "
     "requests "
     "fail}]"},
    {"host_restored", Tone::serving, Weight::story,
     "takes {peer} back[: {a||||its time away is over|a health check found it well}]"},
    {"panic_began", Tone::failing, Weight::story, "goes into panic mode: with only {a} of {b} healthy it asks all"},
    {"panic_ended", Tone::serving, Weight::story, "leaves panic mode: {a} of {b} are healthy"},
    // service: requests
    {"queue_full", Tone::failing, Weight::detail, "rejects {peer}'s request for operation {a}: {b} wait already"},
    {"codel_dropped", Tone::failing, Weight::detail,
     "rejects {peer}'s request for operation {a}: requests have waited too long for too long"},
    {"request_expired", Tone::failing, Weight::detail,
     "throws {peer}'s request for operation {a} away: nobody waits for the answer"},
    {"error_answered", Tone::failing, Weight::detail, "fails {peer}'s request for operation {a}"},
    {"effect_applied", Tone::plain, Weight::detail, "has carried out operation {a} for {peer}"},
    {"effect_known", Tone::plain, Weight::detail, "has carried out operation {a} before, and tells {peer} so"},
    // ambassador
    {"accepted", Tone::plain, Weight::detail, "takes {peer}'s request for operation {a}"},
    {"forwarded", Tone::plain, Weight::detail, "gives {peer}'s request for operation {a} on"},
    {"proxy_answered", Tone::plain, Weight::detail, "answers operation {a} after {b} attempt{s}"},
    {"proxy_failed", Tone::failing, Weight::detail, "fails operation {a} after {b} attempt{s}"},
    {"proxy_timed_out", Tone::failing, Weight::detail, "fails operation {a}: no answer in time in {b} attempt{s}"},
    {"proxy_overflowed", Tone::failing, Weight::detail, "turns operation {a} away: a limit is reached"},
    {"policies_set", Tone::plain, Weight::detail, "goes by its policies: at most {b} attempt{s} a request"},
    {"policies_refused", Tone::plain, Weight::story,
     "keeps its policies: those that it is given contradict one another"},
    {"health_check_failed", Tone::down, Weight::story, "finds {peer} down, and sends it nothing more"},
    {"health_check_passed", Tone::serving, Weight::story, "finds {peer} up again"},
    {"endpoint_added", Tone::serving, Weight::story, "has {peer} among its endpoints again"},
    {"endpoint_removed", Tone::plain, Weight::story, "has {peer} among its endpoints no longer"},
    // versioned-row
    {"write_conflicted", Tone::failing, Weight::detail, "refuses {peer}'s write: it expected version {a}, not {b}"},
    {"started_late", Tone::paused, Weight::detail, "begins operation {a} late: it was held up"},
};

}  // namespace

std::span<const Phrase> phrases() { return kPhrases; }

const Phrase* find_phrase(NameId event) {
  const auto* found = std::find_if(std::begin(kPhrases), std::end(kPhrases),
                                   [&](const Phrase& phrase) { return phrase.event.id() == event; });
  return found == std::end(kPhrases) ? nullptr : found;
}

}  // namespace orrery
