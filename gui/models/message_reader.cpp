#include "models/message_reader.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/network_spec.h"
#include "core/value_text.h"
#include "models/run_scenario.h"

namespace orrery::gui {

namespace {

constexpr Name kHedged{"hedged"}, kCall{"Call"}, kDuplicate{"duplicate"};
constexpr std::size_t kMostRemembered = 50'000;
// Two copies are sent at one instant and arrive soon one after the other: so many events back the first is looked for.
constexpr std::uint64_t kCopiesApart = 4'000;
constexpr std::uint64_t kMostOfHandler = 64;

std::uint64_t number(RecordId id) { return static_cast<std::uint64_t>(id); }

}  // namespace

MessageReader::MessageReader(const run_file::RunFile& file, const Marks& marks, const GlyphReader& glyphs)
    : file_(file), marks_(marks), glyphs_(glyphs), events_(file) {
  for (const run_file::Host& host : file.hosts()) uplinks_[host.name] = host.bandwidth;
}

const MessageTraits& MessageReader::of(RecordId ends) {
  if (const auto known = known_.find(ends); known != known_.end()) return known->second;
  const run_file::Event* event = events_.find(ends);
  if (event == nullptr) return known_[ends];
  const run_file::Event end = *event;
  return of(end);
}

const MessageTraits& MessageReader::of(const run_file::Event& end) {
  if (const auto known = known_.find(end.record.id); known != known_.end()) return known->second;
  if (known_.size() > kMostRemembered) known_.clear();
  return known_[end.record.id] = read(end);
}

MessageTraits MessageReader::read(const run_file::Event& end) {
  const Record& record = end.record;
  MessageTraits traits;
  traits.look = glyphs_.lookOf(record.name, timerBehind(record.cause));
  const NameId reason{static_cast<std::uint32_t>(record.c)};
  const bool arrives = record.kind == RecordKind::delivered || reason == drop_reason::node_down.id() ||
                       reason == drop_reason::reset.id();
  constexpr double kLostMidway = 0.5;
  traits.lostAt = arrives ? 1 : kLostMidway;
  if (traits.look == MessageLook::request) {
    const Description details = end.description();
    for (const auto& [name, value] : details.items())
      if (name == "attempt") traits.attempt = read_integer(value).value_or(1);
    traits.isHedge = record.name == kCall.id() && isHedge(record);
  }
  traits.isDuplicate = record.kind == RecordKind::delivered && canBeDuplicated() && isDuplicate(record);
  if (record.b > kBulkThreshold) traits.bulk = shareOfBandwidth(record);
  return traits;
}

std::optional<NameId> MessageReader::timerBehind(RecordId sentBy) {
  // A heartbeat's answer is sent by its arrival, and that was sent by the timer.
  for (int steps = 0; steps < 2; ++steps) {
    const run_file::Event* event = events_.find(sentBy);
    if (event == nullptr) return std::nullopt;
    if (event->record.kind == RecordKind::timer_fired) return event->record.name;
    if (event->record.kind != RecordKind::delivered) return std::nullopt;
    sentBy = event->record.cause;
  }
  return std::nullopt;
}

// The handler that sends a hedge records so, and what it records comes right behind its event.
bool MessageReader::isHedge(const Record& end) {
  for (std::uint64_t next = 1; next <= kMostOfHandler; ++next) {
    const run_file::Event* event = events_.find(RecordId{number(end.cause) + next});
    if (event == nullptr || event->record.cause != end.cause) return false;
    const Record& record = event->record;
    if (record.kind == RecordKind::event && record.name == kHedged.id() && record.peer == end.node) return true;
  }
  return false;
}

// Copies bear the number of the one message that was sent.
bool MessageReader::isDuplicate(const Record& end) {
  const std::uint64_t first = std::max(number(end.cause), number(end.id) - std::min(number(end.id), kCopiesApart)) + 1;
  for (std::uint64_t id = first; id < number(end.id); ++id) {
    const run_file::Event* event = events_.find(RecordId{id});
    if (event == nullptr) return false;
    const Record& other = event->record;
    if (other.kind == RecordKind::delivered && other.c == end.c && other.node == end.node && other.peer == end.peer)
      return true;
  }
  return false;
}

bool MessageReader::canBeDuplicated() {
  const auto& faults = marks_.faults();
  if (std::any_of(faults.begin(), faults.end(), [](const FaultSpan& one) { return one.verb == kDuplicate.id(); }))
    return true;
  const Scenario* read = scenario();
  return read != nullptr && std::any_of(read->conditions.begin(), read->conditions.end(),
                                        [](const auto& one) { return one.condition.duplication > 0; });
}

double MessageReader::shareOfBandwidth(const Record& end) {
  const double seconds = (end.time - Instant::nanoseconds(end.a)).seconds();
  const double bandwidth = bandwidthBetween(end.peer, end.node);
  if (seconds <= 0 || bandwidth <= 0) return 1;
  return std::clamp(static_cast<double>(end.b) / seconds / bandwidth, 0.0, 1.0);
}

// Of the narrowest link on the way, in bytes a second: the two uplinks, and what joins the two zones where that is one
// link. 0 where it is not known.
double MessageReader::bandwidthBetween(NodeId from, NodeId to) {
  const auto& nodes = file_.info().nodes;
  const std::string& one = nodes[index(from)].host;
  const std::string& other = nodes[index(to)].host;
  double least = std::numeric_limits<double>::max();
  for (const std::string& host : {one, other}) {
    const auto uplink = uplinks_.find(host);
    if (uplink == uplinks_.end()) return 0;
    least = std::min(least, uplink->second);
  }
  const Scenario* read = scenario();
  if (read == nullptr) return least;
  const auto zoneOf = [&](const std::string& name) {
    for (const HostSpec& host : read->platform.hosts)
      if (host.name == name) return host.zone;
    return std::string();
  };
  const std::string here = zoneOf(one), there = zoneOf(other);
  for (const ZoneLinkSpec& link : read->platform.links)
    if ((link.from == here && link.to == there) || (link.from == there && link.to == here))
      least = std::min(least, link.bandwidth);
  return least;
}

const Scenario* MessageReader::scenario() {
  if (!isScenarioRead_) {
    isScenarioRead_ = true;
    scenario_ = scenarioOf(file_);
  }
  return scenario_ ? &*scenario_ : nullptr;
}

std::string MessageReader::describe(const MessageTraits& traits) {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (traits.attempt > 1) add(fmt::format("attempt {}", traits.attempt));
  if (traits.isHedge) add("a hedge");
  if (traits.isDuplicate) add("a duplicate");
  if (traits.bulk) add(fmt::format("{:.0f}% of the bandwidth", *traits.bulk * 100));
  return text;
}

}  // namespace orrery::gui
