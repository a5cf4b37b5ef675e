#include "hostile/swarm.h"

#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

#include "core/random.h"

namespace orrery::hostile {

namespace {

// Each choice draws from a stream of its own, so that a new choice shifts none of the others.
class Swarm {
 public:
  explicit Swarm(std::uint64_t seed) : seed_(seed) {}

  std::string_view one_of(std::string_view what, std::initializer_list<std::string_view> texts) const {
    return texts.begin()[RandomStream(seed_, "swarm", what).below(texts.size())];
  }

 private:
  std::uint64_t seed_;
};

constexpr std::string_view kYesOrNo[] = {"true", "false"};

std::string servers(const Swarm& swarm, std::string_view transport) {
  const std::string_view reads = swarm.one_of("reads", {"log", "read-index", "lease"});
  // A lease is safe only where votes are refused while a leader is heard.
  const std::string_view check_quorum =
      reads == "lease" ? "true" : swarm.one_of("check_quorum", {kYesOrNo[0], kYesOrNo[1]});
  return fmt::format(
      "  server:\n"
      "    kind: raft\n"
      "    count: {}\n"
      "    transport: {}\n"
      "    election_timeout: {}\n"
      "    heartbeat: {}\n"
      "    pre_vote: {}\n"
      "    check_quorum: {}\n"
      "    reads: {}\n"
      "    snapshot_after: {}\n"
      "    snapshot_retry: {}\n"
      "    batch: {{ entries: {}, bytes: {} }}\n"
      "    pipeline: {}\n"
      "    disk: {{ sync: {} }}\n",
      swarm.one_of("count", {"3", "5", "7"}), transport,
      swarm.one_of("election_timeout", {"150ms..300ms", "200ms..600ms", "100ms..400ms"}),
      swarm.one_of("heartbeat", {"20ms", "50ms"}), swarm.one_of("pre_vote", {kYesOrNo[0], kYesOrNo[1]}), check_quorum,
      reads, swarm.one_of("snapshot_after", {"0", "10", "100", "500"}), swarm.one_of("snapshot_retry", {"200ms", "1s"}),
      swarm.one_of("batch.entries", {"1", "8", "1024"}), swarm.one_of("batch.bytes", {"300B", "1MiB"}),
      swarm.one_of("pipeline", {"4", "16", "256"}),
      swarm.one_of("disk.sync", {"0ms", "uniform 1ms..3ms", "exponential mean=5ms", "uniform 1ms..20ms"}));
}

std::string clients(const Swarm& swarm) {
  return fmt::format(
      "  client:\n"
      "    kind: kv-client\n"
      "    count: {}\n"
      "    arrivals: {}\n"
      "    keys: {}\n"
      "    mix: {}\n"
      "    calls:\n"
      "      server:\n"
      "        timeout: {}\n"
      "        retry: {{ max_attempts: {}, backoff: {}, jitter: {} }}\n",
      swarm.one_of("clients", {"1", "2", "4"}),
      swarm.one_of("arrivals", {"poisson rate=20/s", "constant rate=15/s", "burst rate=200/s size=10 every=1s",
                                "closed think=exponential mean=50ms outstanding=2"}),
      swarm.one_of("keys", {"uniform items=10", "uniform items=40", "zipf items=50 exponent=0.99",
                            "hot-spot items=40 hot=10% load=50%"}),
      swarm.one_of("mix", {"{ get: 50%, put: 50% }", "{ get: 40%, put: 55%, add: 5% }", "{ get: 20%, add: 80% }"}),
      swarm.one_of("timeout", {"100ms", "300ms", "1s"}), swarm.one_of("max_attempts", {"1", "4", "20"}),
      swarm.one_of("backoff", {"1ms..20ms", "20ms..300ms"}),
      swarm.one_of("jitter", {"none", "full", "equal", "decorrelated"}));
}

// Slowness is left to the full set: its factors multiply, and a message that set out under many of them at once may
// take longer than the run. Few kinds of fault that come thick and fast reach what all of them together, each now and
// then, do not.
std::string nemesis(const Swarm& swarm) {
  return fmt::format(
      "nemesis:\n"
      "  profile: hostile\n"
      "  during: 500ms..9s\n"
      "  of: {}\n"
      "  kinds: {}\n"
      "  rate: {}\n"
      "  lasts: {}\n"
      "  leaders: {}\n",
      swarm.one_of("victims", {"server", "server", "[server, client]"}),
      swarm.one_of("kinds", {"[crash, pause, slow, stall, skew, drift, isolate, bridge, partition, loss, delay, "
                             "duplicate, reorder, bandwidth]",
                             "[crash, stall, pause]", "[delay, loss, duplicate, reorder, isolate]",
                             "[crash, pause, isolate, bridge, partition]"}),
      swarm.one_of("rate", {"30/min", "60/min", "120/min", "300/min"}),
      swarm.one_of("lasts", {"100ms..5s", "50ms..600ms"}), swarm.one_of("leaders", {"50%", "100%"}));
}

}  // namespace

std::string scenario_text(std::uint64_t seed) {
  const Swarm swarm(seed);
  const std::string_view transport = swarm.one_of("transport", {"stream", "datagram"});
  // A stream that lost much waits ever longer before it tries again, at most until it is reset.
  const std::string_view grace = transport == "stream" ? "7s" : "4s";
  std::string text = fmt::format(
      "orrery: 1\n"
      "title: Hostile seed {}\n"
      "run_for: 18s\n"
      "network: {{ preset: lan, stream: {{ reset_after: 2s }} }}\n"
      "system:\n{}{}"
      "{}"
      "expect:\n",
      seed, servers(swarm, transport), clients(swarm), nemesis(swarm));
  for (const char* invariant : {"election-safety", "one-vote-per-term", "log-matching", "leader-completeness",
                                "state-machine-safety", "exactly-once", "linearizability"})
    text += fmt::format("  - {{ invariants: {} }}\n", invariant);
  // These two count from the last fault, and know nothing of the time that a stream takes to come back.
  if (transport == "datagram")
    for (const char* invariant : {"election-liveness", "commit-liveness"})
      text += fmt::format("  - {{ invariants: {} }}\n", invariant);
  return text + fmt::format(
                    "  - {{ state: role, of: any server, during: nemesis.end + {0}..18s, is: leader }}\n"
                    "  - {{ metric: success_rate, of: client, during: nemesis.end + {0}..18s, at_least: 90% }}\n",
                    grace);
}

}  // namespace orrery::hostile
