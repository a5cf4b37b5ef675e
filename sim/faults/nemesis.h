// A nemesis: faults drawn at random, within bounds that a profile declares. They are drawn before the run and are
// ordinary faults then, nemesis-1, nemesis-2 ..., so that the story, the Records and the undoing know nothing of it.
//
// All of them end with the nemesis' window at the latest: whatever must hold afterwards can be asked for. After
// Jepsen's nemesis and TigerBeetle's simulator (safety under faults, then liveness without).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/parameters.h"
#include "faults/fault.h"
#include "faults/instant.h"
#include "faults/selector.h"

namespace orrery {

// The id that stands for the whole window in other instants (`nemesis.end`), and that begins those of its faults.
inline constexpr std::string_view kNemesisId = "nemesis";
// True for "nemesis" and "nemesis-12".
bool is_nemesis_id(std::string_view id);

// How often, how long and how hard it strikes. The defaults are those of the profile `rough`.
extern const Parameters nemesis_parameters;

struct NemesisProfile {
  std::string_view name;
  std::string_view help;
  std::vector<std::string_view> kinds;                                // verbs, each as likely as any other
  std::vector<std::pair<std::string_view, std::string_view>> values;  // what differs from the defaults
};
std::span<const NemesisProfile> nemesis_profiles();
const NemesisProfile* find_nemesis_profile(std::string_view name);  // nullptr where there is none
// Every verb that a nemesis can draw, in a fixed order.
std::vector<std::string_view> nemesis_kinds();

// The nodes of one group that a nemesis may hit.
struct NemesisGroup {
  std::string name;
  std::vector<std::string> nodes;   // at least one
  std::optional<Selector> whole;    // what means them all, where one term does
  std::optional<Selector> leaders;  // of those that `whole` means: which lead, where nodes of this kind can
};

struct Nemesis {
  std::string profile;
  WindowExpression during;
  Selector of;
  std::vector<NemesisGroup> groups;
  std::vector<std::string> kinds;
  std::optional<int> down;  // how many nodes of each group may be down at once; otherwise a minority
  ParameterValues values;   // of nemesis_parameters

  // The greatest number of nodes of this group that its faults take away at one time: by a crash, a pause, a stalled
  // disk, isolation or a partition (its smaller side). A bridge counts as all of them: its halves are minorities.
  int down_of(const NemesisGroup& group) const;
};

// A fault that lasts as long as the nemesis, for FaultTimes alone: it has no verb and cannot strike.
Fault nemesis_window(const Nemesis& nemesis);

// The faults for one seed, in the order in which they strike. Draws from streams of its own: ("nemesis", "times") for
// when it strikes, and ("nemesis", "strike K") for the K-th strike. Each may hit nothing (Fault::optional): a leader is
// looked for when the fault strikes. Instants and lengths are whole milliseconds.
std::vector<Fault> draw_nemesis(const Nemesis& nemesis, Instant begin, Instant end, std::uint64_t seed);

}  // namespace orrery
