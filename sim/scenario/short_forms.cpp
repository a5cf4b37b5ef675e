#include "scenario/short_forms.h"

namespace orrery {
namespace {

constexpr ShortForm kSelectors[] = {
    {"server-2", "the one instance", ""},
    {"server", "all of the group", "all of them together: a sum, or a state that all have"},
    {"any server", "one, drawn when the fault strikes among those that it would change",
     "at least one: the event happens there, or the state is one's"},
    {"each server", "all of the group", "every single one"},
    {"2 server", "two, drawn in the same way", "makes no sense"},
    {"leader of server", "all that are in the role when the fault strikes", "those that are in the role at the moment"},
    {"any follower of server", "one of those in the role, drawn", "at least one of those in the role"},
    {"most term of server", "the one whose field is the greatest, the first of equals", "makes no sense"},
    {"least term of follower of server", "the one in the role whose field is the least", "makes no sense"},
    {"server in eu-west", "all that live in a region of the preset wan, a zone or on a host", "all of these together"},
    {"any server in eu-west", "one of those, drawn", "at least one of those"},
    {"server-1 and server-4", "both", "both together; a word such as `each` stands before every part"},
    {"leader of server and client in eu-west", "what any of the parts means", "the same"},
};

constexpr ShortForm kLinks[] = {
    {"client -> server", "messages from clients to servers, one way", ""},
    {"server-1 <-> server-2", "between the two, both ways", ""},
    {"leader of server <-> follower of server", "each side is a selector, resolved when the fault strikes", ""},
    {"server in eu-west <-> server in us-east", "between two regions", ""},
    {"server-1 and server-2 <-> others of server", "`others`: those of the group that the other side does not mean",
     ""},
    {"leader of server -> others of server", "what the leader sends to the rest, one way", ""},
};

constexpr ShortForm kInstants[] = {
    {"2s", "so long after the start of the run", ""},
    {"leader-dies", "when the fault of this id strikes; not of a fault with `every`", ""},
    {"leader-dies.end", "when it ends: it needs a `for` or a `during`", ""},
    {"leader-dies + 500ms", "so long after it", ""},
    {"leader-dies.end - 1s", "so long before its end; the minus stands between spaces", ""},
};

constexpr ShortForm kWindows[] = {
    {"12s..30s", "from 12 s up to, and without, 30 s", ""},
    {"leader-dies..leader-dies.end", "as long as the fault lasts", ""},
    {"leader-dies.end..leader-dies.end + 5s", "the five seconds after it", ""},
};

constexpr ShortForm kFaults[] = {
    {"{ id: leader-dies, at: 2s, crash: leader of server, for: 3s }", "strikes at 2 s and is undone at 5 s", ""},
    {"{ at: 1s..2s, pause: any server, for: 200ms }", "strikes at an instant drawn from the window", ""},
    {"{ every: 3s, crash: any server, for: 1s, optional: true }",
     "strikes at 3 s, 6 s ...; optional: no error where nobody is left to hit", ""},
    {"{ during: 4s..6s, partition: server in eu-west <-> others of server }",
     "holds in the window; without `for` or `during` a fault lasts to the end of the run", ""},
    {"{ at: leader-dies.end + 500ms, loss: server -> server, probability: 20%, for: 1s }",
     "strikes after another fault; the verb's own options stand beside it (orrery describe loss)", ""},
};

constexpr ShortForm kExpectations[] = {
    {"{ invariants: all }", "no invariant is ever violated, but for those that another expectation says are", ""},
    {"{ invariants: linearizability, is: violated }",
     "this one is violated at least once: what the scenario is to show", ""},
    {"{ metric: leaderless_time, of: server, during: 2s..10s, at_most: 700ms }",
     "a figure of the nodes together within bounds (at_least, at_most, is); whose: without pick or role", ""},
    {"{ metric: message_delay, stat: p99, at_most: 200ms }", "a statistic of many samples", ""},
    {"{ event: became_leader, of: any server, after: leader-dies, within: 1s }", "some node records it in time", ""},
    {"{ event: became_leader, of: server, during: 2s..9s, at_most: 3 }", "all of them together record it so often", ""},
    {"{ state: role, of: any server in eu-west, during: 8s..9s, is: leader }",
     "at every moment of the window one has the value", ""},
    {"{ state: term, of: each server, during: 8s..9s, at_least: 1 }", "at every moment every one has", ""},
};

constexpr ShortForm kDurations[] = {
    {"150ms", "150 milliseconds", ""},
    {"0.5us", "500 nanoseconds: a duration is a whole number of these", ""},
    {"2min", "two minutes; 'm' alone is no unit", ""},
};

constexpr ShortForm kRates[] = {
    {"5/s", "five a second, of each instance", ""},
    {"90/min", "one and a half a second", ""},
};

constexpr ShortForm kSizes[] = {
    {"16KiB", "16 * 1024 bytes", ""},
    {"4MB", "four million bytes", ""},
};

constexpr ShortForm kBandwidths[] = {
    {"10Gbit/s", "ten thousand million bits a second", ""},
    {"500MB/s", "five hundred million bytes a second", ""},
};

constexpr ShortForm kPercents[] = {
    {"99.9%", "of all; as a chance, 0% to 100%", ""},
};

constexpr ShortForm kDistributions[] = {
    {"5ms", "always the same", ""},
    {"uniform 2ms..3ms", "anything in between, all of it as likely", ""},
    {"exponential mean=5ms", "as times between independent arrivals are", ""},
    {"normal mean=5ms deviation=1ms", "a bell; what falls below 0 becomes 0", ""},
    {"lognormal median=5ms sigma=0.3",
     "half of all below the median, with a longer tail above it; sigma is the "
     "deviation of the logarithm",
     ""},
    {"pareto scale=2ms shape=3", "never below the scale, and P(X > x) = (scale / x)^shape: a heavy tail", ""},
    {"empirical file=delays.csv", "one of the durations in the file, one a line, beside the scenario file", ""},
    {"{ mixture: [ { weight: 90%, of: 1ms }, { weight: 10%, of: exponential mean=20ms } ] }",
     "one of the parts, drawn by weight; the weights add up to 100%", ""},
};

constexpr Grammar kGrammars[] = {
    {"selector", "which nodes are meant",
     "INSTANCE, or [PICK] [ROLE of] GROUP [in ZONE]; several joined by `and`, or as a list [a, b] where it is no "
     "side of a link",
     kSelectors},
    {"link", "between whom", "SELECTOR -> SELECTOR one way, SELECTOR <-> SELECTOR both ways", kLinks},
    {"instant", "a point in time", "DURATION, ID or ID.end, with + or - DURATION", kInstants},
    {"window", "a span of time, half open", "INSTANT..INSTANT", kWindows},
    {"fault", "what goes wrong", "{ WHEN, VERB: SELECTOR or LINK, options }; WHEN is one of at, every, during",
     kFaults},
    {"expectation", "what must hold", "{ WHAT, of: SELECTOR, WHEN, BOUND }", kExpectations},
    {"duration", "how long", "NUMBER and a unit without a space: ns, us, ms, s, min or h; a duration range is X..X",
     kDurations},
    {"rate", "how often", "NUMBER and /s, /min or /h", kRates},
    {"size", "how much data", "NUMBER and B, kB, MB, GB (thousands), KiB, MiB or GiB (of 1024)", kSizes},
    {"bandwidth", "how much data in which time",
     "a size with /s, such as MB/s or MiB/s; or NUMBER and kbit/s, Mbit/s or Gbit/s", kBandwidths},
    {"percent", "a share or a chance", "NUMBER%", kPercents},
    {"distribution", "a duration that is drawn anew each time",
     "X, uniform X..X, or NAME key=value ...; NAME is one of exponential, normal, lognormal, pareto, empirical",
     kDistributions},
};

}  // namespace

std::span<const Grammar> grammars() { return kGrammars; }

const Grammar* find_grammar(std::string_view name) {
  for (const Grammar& grammar : kGrammars)
    if (grammar.name == name) return &grammar;
  return nullptr;
}

}  // namespace orrery
