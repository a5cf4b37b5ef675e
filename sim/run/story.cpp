#include "run/story.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "faults/selector.h"
#include "run/phrase_text.h"
#include "run/state_text.h"

namespace orrery {

namespace {

constexpr Name kLeader{"leader"};
constexpr Name kTimeout{"timeout"};  // of whatever asks and waits for an answer
// As services/call_observed.h declares it.
constexpr std::int64_t kEndpointsOwn = std::int64_t{1} << 32;

NameId as_name(std::int64_t value) { return NameId{static_cast<std::uint32_t>(value)}; }

// "became_leader" -> "became leader"
std::string as_words(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

Story::Story(Weight least, Listener listener)
    : least_(least), listener_(std::move(listener)), clock_(least == Weight::detail ? kMessageClock : kTurnClock) {}

void Story::on_start(const RunInfo& info) {
  info_ = &info;
  lost_candidacy_.emplace(info);
  leads_.assign(info.nodes.size(), false);
  std::map<std::string_view, std::uint32_t> known;
  for (const RunInfo::NodeInfo& node : info.nodes) {
    const auto [group, is_new] = known.emplace(node.group, static_cast<std::uint32_t>(leadership_.size()));
    if (is_new) leadership_.push_back({node.group, node.name, 0, 0, false, false, {}});
    group_of_.push_back(group->second);
    ++leadership_[group->second].size;
  }
  outages_.emplace(group_of_, clock_);
  retries_.emplace(info, group_of_);
}

void Story::on_batch(const RecordBatch& batch) {
  auto described = batch.descriptions.begin();
  for (const Record& record : batch.records) {
    // Who leads is told when an instant is over: a leader that hands over at once leaves no gap.
    if (leadership_changed_ && record.time != now_) tell_leadership(now_);
    tell_lost(lost_candidacy_->settle(record));
    for (const Outages::Told& told : outages_->settle(record.time)) tell_outage(told);
    tell_retries(record.time);
    now_ = record.time;
    reached_ = record.id;
    while (described != batch.descriptions.end() && described->record < record.id) ++described;
    const bool has_description = described != batch.descriptions.end() && described->record == record.id;
    tell(record, has_description ? &described->description : nullptr);
    follow_leadership(record);
    retries_->follow(record);
    lost_candidacy_->follow(record, *info_->recent);
    if (const auto told = outages_->follow(record)) tell_outage(*told);
  }
}

void Story::on_finish(Instant end) {
  tell_lost(lost_candidacy_->settle());
  if (leadership_changed_) tell_leadership(now_);
  for (const Outages::Told& told : outages_->settle(end)) tell_outage(told);
}

void Story::tell(const Record& record, const Description* description) {
  switch (record.kind) {
    case RecordKind::started: return tell_start(record);
    case RecordKind::fault_began:
    case RecordKind::fault_ended: return tell_fault(record, description);
    case RecordKind::event: return tell_event(record);
    case RecordKind::crashed:
      return say(record, Tone::down, Weight::story,
                 fmt::format("crashes{}", record.b == 0 ? ""
                                          : record.b == 1
                                              ? ", and 1 write was not on its disk yet"
                                              : fmt::format(", and {} writes were not on its disk yet", record.b)));
    case RecordKind::restarted:
      return say(record, Tone::serving, Weight::story,
                 record.a == 1 ? "is back, with what its disk kept" : "is back, with an empty disk");
    case RecordKind::ordered:
      return say(record, Tone::plain, Weight::story,
                 fmt::format("is told: {}{}", name(record.name),
                             record.peer == kNoNode ? "" : fmt::format(" {}", node_name(record.peer))));
    case RecordKind::paused: return say(record, Tone::paused, Weight::story, "is paused");
    case RecordKind::resumed:
      return say(record, Tone::serving, Weight::story,
                 fmt::format("goes on{}", record.a == 0 ? "" : fmt::format(", with a backlog of {} events", record.a)));
    default:
      if (least_ == Weight::detail) tell_detail(record, description);
  }
}

void Story::tell_start(const Record& record) {
  const Leadership& group = leadership_[group_of_[index(record.node)]];
  const RunInfo::NodeInfo& node = info_->nodes[index(record.node)];
  // A group starts as one: its first node speaks for all.
  if (index(record.node) > 0 && group_of_[index(record.node) - 1] == group_of_[index(record.node)]) return;
  const std::string& last = info_->nodes[index(record.node) + group.size - 1].name;
  const std::string text = group.size == 1 ? fmt::format("starts ({})", node.kind)
                                           : fmt::format("starts: {} to {} ({})", node.name, last, node.kind);
  hand_on({record.time, group.size == 1 ? node.name : group.group, Tone::plain, Weight::story, text});
}

void Story::tell_fault(const Record& record, const Description* whom) {
  const std::string_view verb = name(as_name(record.a));
  const auto& faults = info_->faults;
  const auto known = std::find_if(faults.begin(), faults.end(),
                                  [&](const RunInfo::FaultInfo& fault) { return name_id(fault.id) == record.name; });
  const RunInfo::FaultInfo fault = known == faults.end() ? RunInfo::FaultInfo() : *known;
  std::string text;
  if (record.kind == RecordKind::fault_ended) {
    text = fmt::format("{} is over", name(record.name));
  } else if (record.b == 0) {
    text = fmt::format("{}: {} aims at {} and hits nothing", name(record.name), verb,
                       fault.link.empty() ? fault.target : fault.link);
  } else {
    text = fmt::format("{}: {} {} {}", name(record.name), verb, fault.link.empty() ? "hits" : "on",
                       whom != nullptr ? whom_text(*whom) : first_hit_text(record));
  }
  if (record.kind == RecordKind::fault_began && !fault.options.empty()) text += fmt::format(" ({})", fault.options);
  hand_on({record.time, "fault", Tone::fault, Weight::story, text});
}

std::string Story::first_hit_text(const Record& record) const {
  const std::string& first = node_name(record.peer);
  return fmt::format("{}{}{}", first, leads(first) ? ", the leader" : "",
                     record.b > 1 ? fmt::format(", and {} more", record.b - 1) : "");
}

bool Story::leads(std::string_view node) const {
  for (std::size_t i = 0; i < info_->nodes.size(); ++i)
    if (info_->nodes[i].name == node) return leads_[i];
  return false;
}

std::string Story::side_text(const Description& whom, std::string_view side) const {
  constexpr std::size_t kShown = 9;
  std::vector<std::string> names;
  std::size_t more = 0;
  for (const auto& [key, node] : whom.items()) {
    if (key != side) continue;
    if (names.size() == kShown)
      ++more;
    else
      names.push_back(leads(node) ? node + " (leader)" : node);
  }
  if (names.size() == 1) return names.front();
  return fmt::format("{{{}{}}}", fmt::join(names, ", "), more == 0 ? "" : fmt::format(" and {} more", more));
}

std::string Story::whom_text(const Description& whom) const {
  std::string_view way;
  for (const auto& [key, value] : whom.items())
    if (key == "way") way = value;
  if (!way.empty()) return fmt::format("{} {} {}", side_text(whom, "from"), way, side_text(whom, "to"));
  if (whom.items().size() != 1) return side_text(whom, "hit");
  const std::string& node = whom.items().front().second;
  return leads(node) ? node + ", the leader" : node;
}

void Story::tell_event(const Record& record) {
  reached_rates_.follow(record);
  const Phrase* phrase = find_phrase(record.name);
  if (phrase == nullptr) {
    std::string text = as_words(name(record.name));
    if (record.peer != kNoNode) text += fmt::format(" {}", node_name(record.peer));
    return say(record, Tone::plain, Weight::story, fmt::format("{} ({}, {}, {})", text, record.a, record.b, record.c));
  }
  if (phrase->weight > least_) return;
  const Record* origin = info_->recent->origin(record);
  const auto gap_text = [&](std::string_view gap) -> std::optional<std::string> {
    if (gap == "a") return fmt::format("{}", record.a);
    if (gap == "b") return fmt::format("{}", record.b);
    if (gap == "c") return fmt::format("{}", record.c);
    if (gap == "on") return breaker_text(record);
    if (gap == "reached") return reached_rates_.text(record);
    if (gap == "slow") return fmt::format("{}", record.c % kEndpointsOwn);
    if (gap == "peer" && record.peer == record.node) return "itself";
    if (gap == "peer" && record.peer != kNoNode) return node_name(record.peer);
    if (gap == "from" && origin != nullptr && origin->kind == RecordKind::delivered) return node_name(origin->peer);
    if (gap == "waited" && origin != nullptr && origin->kind == RecordKind::timer_fired) return ago(*origin);
    if (gap == "unanswered" && origin != nullptr && origin->kind == RecordKind::timer_fired &&
        origin->name == kTimeout.id())
      return ago(*origin);
    return std::nullopt;
  };
  say(record, phrase->tone, phrase->weight, fill_phrase(phrase->text, gap_text));
}

std::optional<std::string> Story::breaker_text(const Record& record) const {
  if (index(record.peer) >= info_->nodes.size()) return std::nullopt;
  const RunInfo::NodeInfo& callee = info_->nodes[index(record.peer)];
  return record.c >= kEndpointsOwn ? callee.name : callee.group;
}

void Story::tell_detail(const Record& record, const Description* description) {
  const std::string content = description == nullptr ? "" : " " + description->text();
  const auto detail = [&](std::string text) { say(record, Tone::plain, Weight::detail, std::move(text)); };
  switch (record.kind) {
    case RecordKind::delivered:
      return detail(fmt::format("<- {}  {}{}  ({})", node_name(record.peer), name(record.name), content, ago(record)));
    case RecordKind::dropped:
      return detail(fmt::format("x- {}  {}{}  lost: {}", node_name(record.peer), name(record.name), content,
                                name(as_name(record.c))));
    case RecordKind::reset: return detail(fmt::format("gives up its stream to {}", node_name(record.peer)));
    case RecordKind::timer_fired:
      return detail(fmt::format("timer {} fires, set {} before", name(record.name), ago(record)));
    case RecordKind::state: {
      const auto type = ValueType{record.c};
      return detail(fmt::format("{} = {}", name(record.name), state_text(*info_, record.a, type)));
    }
    case RecordKind::synced: return detail(fmt::format("disk: written and synced in {}", ago(record)));
    case RecordKind::worked:
      return detail(fmt::format("{} {} after {}", name(record.name), record.b == 1 ? "done" : "failed", ago(record)));
    case RecordKind::invoked:
      return detail(fmt::format("operation {}: {} {} {}", record.a, name(record.name), record.b, record.c));
    case RecordKind::ok: return detail(fmt::format("operation {}: ok {}", record.a, record.c));
    case RecordKind::failed: return detail(fmt::format("operation {}: failed", record.a));
    case RecordKind::info: return detail(fmt::format("operation {}: nobody knows whether it took effect", record.a));
    default: return;
  }
}

void Story::follow_leadership(const Record& record) {
  const bool role_shown = record.kind == RecordKind::state && record.name == kRoleField.id();
  if (!role_shown && record.kind != RecordKind::crashed) return;
  const bool leads_now = role_shown && as_name(record.a) == kLeader.id();
  if (leads_[index(record.node)] == leads_now) return;
  leads_[index(record.node)] = leads_now;
  Leadership& group = leadership_[group_of_[index(record.node)]];
  group.leaders += leads_now ? 1 : -1;
  if (group.leaders == 0) group.lost = record.time;
  leadership_changed_ = true;
}

void Story::tell_leadership(Instant when) {
  leadership_changed_ = false;
  for (Leadership& group : leadership_) {
    const bool led = group.leaders > 0;
    if (led == group.told_as_led) continue;
    const std::string lasted = clock_.between(group.lost, when);
    std::string text = "no one leads";
    if (led)
      text = group.ever_led ? fmt::format("has a leader again, after {} without", lasted)
                            : fmt::format("has its first leader, after {}", lasted);
    hand_on({when, group.group, led ? Tone::plain : Tone::failing, Weight::story, text});
    group.ever_led = group.ever_led || led;
    group.told_as_led = led;
  }
}

const std::string& Story::group_name(std::size_t group) const {
  return leadership_[group].size == 1 ? leadership_[group].first : leadership_[group].group;
}

void Story::tell_retries(Instant now) {
  for (const Retries::Told& told : retries_->settle(now))
    hand_on({now, group_name(told.group), told.is_over ? Tone::serving : Tone::undecided, Weight::story, told.text});
}

void Story::tell_outage(const Outages::Told& told) {
  hand_on({told.time, leadership_[told.group].group, told.is_served ? Tone::serving : Tone::failing, Weight::story,
           told.text});
}

void Story::tell_lost(const std::optional<LostCandidacy::Told>& lost) {
  if (lost) hand_on({lost->time, node_name(lost->node), Tone::serving, Weight::story, lost->text});
}

void Story::hand_on(StoryLine line) {
  line.told_at = reached_;
  listener_(line);
}

void Story::say(const Record& record, Tone tone, Weight weight, std::string text) {
  if (weight > least_) return;
  hand_on({record.time, node_name(record.node), tone, weight, std::move(text)});
}

const std::string& Story::node_name(NodeId node) const {
  static const std::string kNobody = "-";
  return index(node) < info_->nodes.size() ? info_->nodes[index(node)].name : kNobody;
}

std::string Story::ago(const Record& record) const {
  return clock_.between(Instant::nanoseconds(record.a), record.time);
}

}  // namespace orrery
