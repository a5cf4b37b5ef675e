// Tells a run as it happens: a sink that turns Records into sentences.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/sink.h"
#include "run/lost_candidacy.h"
#include "run/outages.h"
#include "run/phrases.h"
#include "run/reached_rates.h"
#include "run/retries.h"
#include "run/story_clock.h"

namespace orrery {

struct StoryLine {
  Instant time;
  std::string who;  // a node, a group, or "fault"
  Tone tone = Tone::plain;
  Weight weight = Weight::story;
  std::string text;    // goes on after `who`: "crashes"
  RecordId told_at{};  // the latest Record when it was told: the one it is about, where it is about one
};

class Story final : public Sink {
 public:
  using Listener = std::function<void(const StoryLine&)>;

  // `least` = detail: every message, timer and change of state is told too, and durations to the microsecond.
  Story(Weight least, Listener listener);

  bool wants_descriptions() const override { return least_ == Weight::detail; }
  bool reads_traffic() const override { return least_ == Weight::detail; }
  void on_start(const RunInfo& info) override;
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  // Of each group of the scenario: whether anyone leads, and since when no one does.
  struct Leadership {
    std::string group, first;  // its name and its first node's
    std::uint32_t size = 0;
    std::uint32_t leaders = 0;
    bool told_as_led = false;  // what the story said last
    bool ever_led = false;
    Instant lost;
  };

  void tell(const Record& record, const Description* description);
  void tell_start(const Record& record);
  void tell_fault(const Record& record, const Description* whom);
  // "server-2, the leader"; "{server-2 (leader), server-3} <-> {server-1, server-4}". Empty where nobody is named.
  std::string whom_text(const Description& whom) const;
  // The same where no description says whom: all that the Record itself holds.
  std::string first_hit_text(const Record& record) const;
  // The nodes or groups of one side: "server-1", "{server-1, server-2}".
  std::string side_text(const Description& whom, std::string_view side) const;
  bool leads(std::string_view node) const;
  void tell_event(const Record& record);
  void tell_detail(const Record& record, const Description* description);
  void follow_leadership(const Record& record);
  void tell_leadership(Instant when);

  // Whose a sentence about a group is: its one node, or the group.
  const std::string& group_name(std::size_t group) const;
  void tell_retries(Instant now);
  void tell_outage(const Outages::Told& told);
  void tell_lost(const std::optional<LostCandidacy::Told>& lost);

  void hand_on(StoryLine line);
  void say(const Record& record, Tone tone, Weight weight, std::string text);
  // "database": whom the breaker of an event is on; nothing where it is on several groups.
  std::optional<std::string> breaker_text(const Record& record) const;
  // "165 ms": since the instant that a Record holds in `a`.
  std::string ago(const Record& record) const;
  const std::string& node_name(NodeId node) const;
  std::string_view name(NameId id) const { return info_->names->text(id); }

  Weight least_;
  Listener listener_;
  StoryClock clock_;
  const RunInfo* info_ = nullptr;
  std::vector<std::uint32_t> group_of_;  // by node: position in leadership_
  std::vector<Leadership> leadership_;
  std::vector<bool> leads_;  // by node
  std::optional<LostCandidacy> lost_candidacy_;
  std::optional<Outages> outages_;
  ReachedRates reached_rates_;
  std::optional<Retries> retries_;
  bool leadership_changed_ = false;
  Instant now_;
  RecordId reached_{};
};

}  // namespace orrery
