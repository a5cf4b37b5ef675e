// The metrics that a run can be asked for, each with its exact definition: one declaration for validation, `describe`,
// the schema and the sink that computes them. All are computed from Records alone. Without a window they cover the
// whole run, start-up included; with one, [begin, end). `of` narrows them to the nodes of a group or to one instance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace orrery {

enum class MetricUnit : std::uint8_t { count, duration, bytes, percent, rate, ratio };

// What a figure without its unit counts, in results for programs.
constexpr std::string_view base_unit_text(MetricUnit unit) {
  switch (unit) {
    case MetricUnit::count: return "count";
    case MetricUnit::duration: return "ns";
    case MetricUnit::bytes: return "bytes";
    case MetricUnit::percent: return "fraction";
    case MetricUnit::rate: return "per second";
    case MetricUnit::ratio: return "ratio";
  }
  return "?";
}

// figure: one number. histogram: many samples, of which a statistic (kMetricStatistics) is asked for.
enum class MetricForm : std::uint8_t { figure, histogram };

// What nodes must have for the metric to say anything of them: messages and timers, the role leader, operations of
// clients, calls to services under policies, requests that they serve as services, or requests that they pass on.
enum class MetricSource : std::uint8_t { traffic, leaders, operations, calls, requests, proxies };
constexpr std::string_view text_of(MetricSource source) {
  switch (source) {
    case MetricSource::traffic: return "messages";
    case MetricSource::leaders: return "the role leader";
    case MetricSource::operations: return "operations of clients";
    case MetricSource::calls: return "calls to services";
    case MetricSource::requests: return "requests to serve";
    case MetricSource::proxies: return "requests to pass on";
  }
  return "?";
}

struct MetricDeclaration {
  std::string_view name;  // "leaderless_time"
  MetricUnit unit;
  MetricForm form;
  MetricSource source;
  std::string_view help;  // the exact definition: what counts, from when, of which nodes
};

inline constexpr MetricDeclaration kMetrics[] = {
    {"leaderless_time", MetricUnit::duration, MetricForm::figure, MetricSource::leaders,
     "time during which no node that is up has the role leader, summed over the window; with start-up, so that the run "
     "begins leaderless; a leader that is cut off or paused counts as a leader until its role changes or it crashes"},
    {"elections", MetricUnit::count, MetricForm::figure, MetricSource::leaders,
     "elections won: how often a node became leader, the first election of the run included"},
    {"campaigns", MetricUnit::count, MetricForm::figure, MetricSource::leaders,
     "elections begun: how often a node became a candidate, whether or not it won"},
    {"split_votes", MetricUnit::count, MetricForm::figure, MetricSource::leaders,
     "terms in which two nodes or more campaigned and none won before a campaign of a later term began; it counts at "
     "the "
     "instant of that later campaign"},
    {"election_time", MetricUnit::duration, MetricForm::histogram, MetricSource::leaders,
     "from the loss of the last leader (its crash or its stepping down) to the next leader; one sample for each "
     "election that ended a time without leader, at "
     "the instant it is won; the first election of the run is measured from the start of the run"},
    {"messages_delivered", MetricUnit::count, MetricForm::figure, MetricSource::traffic,
     "messages that reached the handler of their addressee; counted at the addressee, at the instant of delivery"},
    {"messages_dropped", MetricUnit::count, MetricForm::figure, MetricSource::traffic,
     "messages that never reached their addressee, whatever the reason; counted at the addressee, at the instant of "
     "the "
     "drop"},
    {"bytes_delivered", MetricUnit::bytes, MetricForm::figure, MetricSource::traffic,
     "the size on the wire of all messages_delivered"},
    {"message_delay", MetricUnit::duration, MetricForm::histogram, MetricSource::traffic,
     "from send to delivery of each message delivered, by the run's own clock; retransmissions and stalls of a stream "
     "included; counted at the addressee, at the instant of delivery"},
    {"timers_fired", MetricUnit::count, MetricForm::figure, MetricSource::traffic,
     "timers that came due and were handled"},
    {"operations", MetricUnit::count, MetricForm::figure, MetricSource::operations,
     "client operations that ended (ok, failed or info) in the window, whenever they began, from the start of the run "
     "on; one that is still open at the end of the run, or when its client crashes, is not counted"},
    {"success_rate", MetricUnit::percent, MetricForm::figure, MetricSource::operations,
     "of all operations that ended in the window, the share that ended ok; undefined where none ended, and then no "
     "bound "
     "holds"},
    {"latency", MetricUnit::duration, MetricForm::histogram, MetricSource::operations,
     "from the intended start of a client operation to its end, pauses and all attempts included, of operations that "
     "ended ok; counted at the client, at the instant of the end. The intended start is the invocation, or earlier by "
     "as much as the client was late because it was paused"},
    {"attempts", MetricUnit::count, MetricForm::figure, MetricSource::operations,
     "requests that clients made for their operations: the first attempt of each and every retry; that a server sent "
     "the client on to another is no attempt of its own"},
    {"retries", MetricUnit::count, MetricForm::figure, MetricSource::operations,
     "attempts that were not the first of their operation"},
    {"redirects", MetricUnit::count, MetricForm::figure, MetricSource::operations,
     "how often a client asked another server because the one that it had asked named that one"},
    {"throughput", MetricUnit::rate, MetricForm::figure, MetricSource::operations,
     "operations by the length of the window, start-up included where the window has it; of the whole run, by its "
     "length; undefined for a window of no length"},
    {"goodput", MetricUnit::rate, MetricForm::figure, MetricSource::operations,
     "as throughput, of the operations that ended ok alone"},
    {"offered_load", MetricUnit::rate, MetricForm::figure, MetricSource::operations,
     "operations that began in the window, however they ended, by its length"},
    {"full_answer_rate", MetricUnit::percent, MetricForm::figure, MetricSource::operations,
     "of all operations that ended in the window, the share that ended ok with an answer of which no fallback made any "
     "part; undefined where none ended"},
    {"fallback_rate", MetricUnit::percent, MetricForm::figure, MetricSource::operations,
     "of all operations that ended in the window, the share that ended ok with an answer that a fallback made, wholly "
     "or in part, at whatever depth; with full_answer_rate it makes up success_rate"},
    {"attempts_per_operation", MetricUnit::ratio, MetricForm::figure, MetricSource::operations,
     "attempts by the operations that began in the window; of the client's own attempts, not of those that services "
     "make in turn; undefined where none began"},
    {"calls", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "calls to services that were begun, as often as `times` says; counted at the caller, at the first attempt, which "
     "a "
     "policy may have refused"},
    {"time_to_recover", MetricUnit::duration, MetricForm::figure, MetricSource::operations,
     "from the latest end of a fault (the beginning of one that does not end) in the window to the first of the "
     "seconds "
     "that follow from which on, to the end of the window, at least 95% of the operations that ended in each ended ok; "
     "seconds in which none ended count neither way; 'never' where the last of them is no such second; undefined "
     "without a fault, and where no whole second follows"},
    {"call_attempts", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "attempts at calls that were sent: retries and hedges count, what a policy refused does not; counted at the "
     "caller"},
    {"attempts_per_call", MetricUnit::ratio, MetricForm::figure, MetricSource::calls,
     "call_attempts by calls; undefined where there were no calls"},
    {"calls_refused", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "attempts that a policy of the caller refused: breaker, rate limit, bulkhead, throttle, a proxy's limits, or no "
     "host "
     "in order; "
     "counted "
     "at the caller, as are the next four, which make it up with the attempts that a proxy's limits refused or for "
     "which no host was in order"},
    {"shed_by_breaker", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "attempts that a breaker of the caller refused; with a breaker per endpoint, once all that were asked had"},
    {"shed_by_rate_limit", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "attempts that a rate limit of the caller refused, or that would have waited for it to their deadline"},
    {"shed_by_bulkhead", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "attempts that a bulkhead of the caller refused, at once or when they had waited as long as they may"},
    {"shed_by_throttle", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "attempts that an adaptive throttle of the caller refused"},
    {"retries_over_budget", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "retries that were not made because the retry budget was used up; the call is given up"},
    {"cache_hits", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "calls that the caller's cache answered; they count as calls, and make no attempt"},
    {"ejections", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "how often outlier detection of a caller ejected a host; two callers that eject the same host count twice"},
    {"trips", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "how often a breaker went from closed to open; that probes open it again does not count"},
    {"false_trips", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "trips while the callee had no fault: none was in force that hit any instance of the group that is called (of an "
     "endpoint's own breaker: that endpoint), lay on a link between the caller and one of them, or isolated the "
     "caller; "
     "a breaker that several groups share is held against every fault. A callee that fails because of what it calls in "
     "turn has no fault of its own"},
    {"breaker_open_time", MetricUnit::duration, MetricForm::figure, MetricSource::calls,
     "time in the window during which breakers refused all calls, open or forced open by order, summed over all "
     "breakers of the nodes; a crash of the node ends it"},
    {"time_to_trip", MetricUnit::duration, MetricForm::histogram, MetricSource::calls,
     "from the latest beginning of a fault that the callee has, as false_trips says, to the trip; one sample for each "
     "trip that is not false, at its instant; the latest is taken also where the fault began before the window"},
    {"reopening_rate", MetricUnit::percent, MetricForm::figure, MetricSource::calls,
     "of all times that the probes of a half-open breaker came to a verdict in the window, the share that opened it "
     "again; undefined where they never did"},
    {"calls_given_up", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "calls that failed for good, whether or not a fallback answered in their place; counted at the caller"},
    {"fallbacks", MetricUnit::count, MetricForm::figure, MetricSource::calls,
     "calls that a fallback answered; counted at the caller"},
    {"moved_keys", MetricUnit::percent, MetricForm::figure, MetricSource::calls,
     "of the keys that a caller asked for both before the window and in it, and whose endpoint before the window it "
     "still calls in the window, the share that another endpoint serves in it: of each key the last endpoint before "
     "the "
     "window against the first one in it, by first attempts, retries and hedges aside; each caller has keys of its "
     "own; "
     "undefined for a window from the start of the run, and where no key was asked for both times"},
    {"requests", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "calls that arrived at a service, every attempt on its own, whatever became of them"},
    {"arrival_rate", MetricUnit::rate, MetricForm::figure, MetricSource::requests,
     "requests by the length of the window; of the whole run, by its length; undefined for a window of no length"},
    {"rejected", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "requests that a service sent away unserved because its queue was full, or that CoDel threw out of it"},
    {"expired", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "requests that a service threw away when their turn came because their caller no longer waited; with rejected and "
     "calls_refused they are the load that was shed, each at its place"},
    {"waited", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "requests that had to wait for a worker, whatever became of them; those that were rejected as they came did not"},
    {"errors", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "requests that a service answered with an error of its own, by its error_rate or in an outage; that one which it "
     "needs has failed does not count"},
    {"effects", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "effects that services with `effects` had, each time that they had one"},
    {"double_effects", MetricUnit::count, MetricForm::figure, MetricSource::requests,
     "effects that one and the same call of an operation had had before, at any instance that is counted and at any "
     "time of the run: the second and every further one"},
    {"downstream_requests", MetricUnit::count, MetricForm::figure, MetricSource::proxies,
     "requests that came to an ambassador from its application, every attempt of the application's on its own"},
    {"upstream_requests", MetricUnit::count, MetricForm::figure, MetricSource::proxies,
     "requests that an ambassador sent to endpoints: retries and hedges count, health checks do not"},
    {"upstream_ratio", MetricUnit::ratio, MetricForm::figure, MetricSource::proxies,
     "upstream_requests by downstream_requests; undefined where none came"},
    {"upstream_retries", MetricUnit::count, MetricForm::figure, MetricSource::proxies,
     "upstream_requests that were retries"},
    {"proxy_overflows", MetricUnit::count, MetricForm::figure, MetricSource::proxies,
     "requests that an ambassador answered with an error because a limit of its own or a policy turned them away"},
    {"proxy_timeouts", MetricUnit::count, MetricForm::figure, MetricSource::proxies,
     "requests that an ambassador answered with an error because the route's timeout ran out, or that of the last "
     "attempt"},
    {"proxy_overhead", MetricUnit::duration, MetricForm::histogram, MetricSource::proxies,
     "from the arrival of a request at an ambassador to its being given on: the proxy's own cost, without what its "
     "attempts then wait for a connection; of requests that were given on, at that instant"},
};

// The statistics of a histogram that `stat` can name.
inline constexpr std::string_view kMetricStatistics[] = {"mean", "p50", "p90", "p99", "p99.9", "min", "max"};
// How many samples a histogram keeps as they are; the definition below names the number too.
inline constexpr std::size_t kExactSamples = 1000;
inline constexpr std::string_view kStatisticsHelp =
    "pN is the nearest-rank quantile: with the samples in order, the first that at least N% of them do not exceed, so "
    "that it is always one of them (p50 of two is the smaller). Exact up to 1000 samples, from then on within 1%; "
    "mean, "
    "min and max are always exact.";

constexpr std::span<const MetricDeclaration> metric_table() { return kMetrics; }

// nullptr where there is no metric of this name.
constexpr const MetricDeclaration* find_metric(std::string_view name) {
  for (const MetricDeclaration& metric : kMetrics)
    if (metric.name == name) return &metric;
  return nullptr;
}

}  // namespace orrery
