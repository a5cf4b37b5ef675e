#include "run/phrases.h"

#include <algorithm>

namespace orrery {

namespace {

// The events of a pattern stand together, under the name of its node kind.
constexpr Phrase kPhrases[] = {
    // raft
    {"campaign_started", Tone::undecided, Weight::story,
     "stands for election in term {a}[: it waited {waited} and heard no leader]"},
    {"campaign_timed_out", Tone::undecided, Weight::story,
     "did not win term {a}[ within {waited}]: {b} vote{s}, no majority"},
    {"vote_granted", Tone::plain, Weight::detail, "votes for {peer} in term {a}"},
    {"became_leader", Tone::in_charge, Weight::story,
     "becomes leader of term {a} with {b} vote{s}[; the last to come was {from}'s]"},
    {"stepped_down", Tone::serving, Weight::story, "steps down from term {a}: {peer} knows of term {b}"},
    // kv-client
    {"retried", Tone::undecided, Weight::detail, "tries operation {a} again at {peer}[ after {waited}]: attempt {b}"},
    {"redirected", Tone::plain, Weight::detail, "asks {peer} for operation {a}[: {from} does not lead]"},
    {"gave_up", Tone::failing, Weight::detail,
     "gives operation {a} up after {b} attempt{s}[; the last was not answered within {waited}]"},
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
