// What a nemesis can be told, and the profiles that tell it.
#include <algorithm>

#include "faults/nemesis.h"

namespace orrery {

const Parameters nemesis_parameters{
    {"rate", ParameterType::rate, "20/min", "0.01/h..1000/s",
     "how often it strikes on average; the times between are exponential"},
    {"lasts", ParameterType::duration_range, "200ms..3s", "1ms..1h", "how long a fault lasts, at most to the end"},
    {"leaders", ParameterType::percent, "25%", "",
     "chance that a fault on one node aims at a leader, if it can have one"},
    {"disk", ParameterType::choice, "keep", "keep|lose", "what becomes of a crashed node's disk; lose breaks promises"},
    {"slow", ParameterType::number, "10", "1..1000", "how many times as long things take where it slows them, at most"},
    {"loss", ParameterType::percent, "20%", "", "chance that a message is lost, at most"},
    {"delay", ParameterType::distribution, "uniform 1ms..50ms", "0ns..", "extra latency of each message"},
    {"duplicate", ParameterType::percent, "10%", "", "chance that a datagram arrives twice, at most"},
    {"reorder", ParameterType::percent, "20%", "", "chance that a datagram is held back, at most"},
    {"bandwidth", ParameterType::bandwidth, "1Mbit/s", "1B/s..", "what is left for each pair of nodes"},
    {"skew", ParameterType::duration, "100ms", "4ns..24h", "how far a wall clock jumps, ahead or back, at most"},
    {"drift", ParameterType::number, "200", "0..100000",
     "parts per million by which clocks run fast or slow, at most"}};

namespace {

// A function, not a global: the table holds what is made at the start of the program.
const std::vector<NemesisProfile>& profiles() {
  static const std::vector<NemesisProfile> table{
      {"calm",
       "a good day: short pauses, slow spells and a poor link; nothing dies",
       {"pause", "slow", "loss", "delay", "duplicate", "reorder"},
       {{"rate", "6/min"},
        {"lasts", "100ms..1s"},
        {"leaders", "0%"},
        {"slow", "3"},
        {"loss", "5%"},
        {"delay", "uniform 1ms..10ms"},
        {"duplicate", "2%"},
        {"reorder", "5%"}}},
      {"rough",
       "a bad day: crashes, partitions, clocks that go wrong",
       {"crash", "pause", "slow", "stall", "skew", "drift", "isolate", "partition", "loss", "delay", "duplicate",
        "reorder", "bandwidth"},
       {}},
      {"hostile",
       "everything at once, and at the leader by preference; what was synced is still kept",
       {"crash", "pause", "slow", "stall", "skew", "drift", "isolate", "bridge", "partition", "loss", "delay",
        "duplicate", "reorder", "bandwidth"},
       {{"rate", "60/min"},
        {"lasts", "100ms..5s"},
        {"leaders", "50%"},
        {"slow", "50"},
        {"loss", "50%"},
        {"delay", "uniform 1ms..300ms"},
        {"duplicate", "30%"},
        {"reorder", "50%"},
        {"bandwidth", "100kbit/s"},
        {"skew", "5s"},
        {"drift", "1000"}}}};
  return table;
}

}  // namespace

std::span<const NemesisProfile> nemesis_profiles() { return profiles(); }

const NemesisProfile* find_nemesis_profile(std::string_view name) {
  for (const NemesisProfile& profile : profiles())
    if (profile.name == name) return &profile;
  return nullptr;
}

std::vector<std::string_view> nemesis_kinds() { return find_nemesis_profile("hostile")->kinds; }

bool is_nemesis_id(std::string_view id) {
  if (!id.starts_with(kNemesisId)) return false;
  id.remove_prefix(kNemesisId.size());
  return id.empty() || (id.size() > 1 && id[0] == '-' &&
                        std::all_of(id.begin() + 1, id.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

}  // namespace orrery
