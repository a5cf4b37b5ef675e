#include "models/glyphs.h"

#include <algorithm>

#include <fmt/format.h>

#include "run/state_text.h"

namespace orrery::gui {

namespace {

constexpr Name kRole{"role"}, kTerm{"term"}, kBreaker{"breaker"}, kQueueLength{"queue_length"},
    kBusyWorkers{"busy_workers"}, kInFlight{"in_flight"}, kActive{"requests_active"},
    kHealthyEndpoints{"healthy_endpoints"};
constexpr Name kLeader{"leader"}, kCandidate{"candidate"}, kPreCandidate{"pre-candidate"}, kOpen{"open"},
    kHalfOpen{"half_open"};
constexpr Name kSlow{"slow"};
constexpr Name kHeartbeat{"heartbeat"}, kHealthCheck{"health-check"};

std::optional<std::int64_t> valueOf(const run_file::NodeState& node, Name field) {
  const run_file::ShownField* shown = node.field(field.id());
  return shown == nullptr ? std::nullopt : std::optional(shown->value);
}

NameId asName(std::int64_t value) { return NameId{static_cast<std::uint32_t>(value)}; }

Standing standingOfRole(NameId role) {
  if (role == kLeader.id()) return Standing::inCharge;
  if (role == kCandidate.id() || role == kPreCandidate.id()) return Standing::undecided;
  return Standing::serving;
}

// Fuller with every one, never full: how long a queue can grow is nowhere in a run.
double loadOf(std::int64_t waiting) {
  constexpr double kHalf = 10;
  const double count = static_cast<double>(std::max<std::int64_t>(waiting, 0));
  return count / (count + kHalf);
}

}  // namespace

GlyphReader::GlyphReader(const run_file::RunFile& file, const Marks& marks) : file_(file), marks_(marks) {}

NodeGlyph GlyphReader::glyphOf(NodeId id, const run_file::Frame& frame) const {
  NodeGlyph glyph;
  if (index(id) >= frame.state.nodes.size()) return glyph;
  const run_file::NodeState& node = frame.state.nodes[index(id)];
  glyph.hasStarted = node.up || node.since > Instant::start();
  glyph.isPaused = node.paused;
  for (const FaultSpan* span : marks_.inForce(frame.event))
    if (span->verb == kSlow.id() && std::find(span->hit.begin(), span->hit.end(), id) != span->hit.end())
      glyph.isSlow = true;
  if (!node.up) {
    glyph.standing = Standing::down;
    glyph.caption = glyph.hasStarted ? "down" : "not started";
    return glyph;
  }
  if (const auto role = valueOf(node, kRole)) {
    glyph.standing = standingOfRole(asName(*role));
    glyph.caption = std::string(file_.name(asName(*role)));
  }
  glyph.term = valueOf(node, kTerm);
  const auto waiting = valueOf(node, kQueueLength);
  const auto busy = valueOf(node, kBusyWorkers);
  if (waiting || busy) {
    glyph.load = loadOf(waiting.value_or(0) + busy.value_or(0));
    if (waiting.value_or(0) > 0)
      glyph.caption = fmt::format("{} waiting", *waiting);
    else if (busy.value_or(0) > 0)
      glyph.caption = fmt::format("{} busy", *busy);
  } else if (const auto active = valueOf(node, kActive); active || valueOf(node, kInFlight)) {
    const std::int64_t count = active ? *active : *valueOf(node, kInFlight);
    glyph.load = loadOf(count);
    if (count > 0) glyph.caption = fmt::format("{} in flight", count);
  }
  if (const auto breaker = valueOf(node, kBreaker)) {
    const NameId state = asName(*breaker);
    if (state == kOpen.id()) glyph.standing = Standing::refusing;
    if (state == kHalfOpen.id()) glyph.standing = Standing::undecided;
    glyph.caption = "breaker " + std::string(file_.name(state));
  }
  if (node.paused) glyph.caption = "paused";
  return glyph;
}

std::vector<std::optional<TimerArc>> GlyphReader::timers(const run_file::Frame& frame) const {
  std::vector<std::optional<TimerArc>> arcs(frame.state.nodes.size());
  std::vector<Duration> lengths(frame.state.nodes.size());
  for (const auto& [number, timer] : frame.state.timers) {
    if (index(timer.node) >= arcs.size()) continue;
    const run_file::NodeState& node = frame.state.nodes[index(timer.node)];
    if (!node.up || (node.field(kRole.id()) == nullptr && node.field(kBreaker.id()) == nullptr)) continue;
    const Duration length = timer.due - timer.set_at;
    if (length <= lengths[index(timer.node)]) continue;
    lengths[index(timer.node)] = length;
    const Duration remaining = std::max(timer.due - frame.time, Duration());
    arcs[index(timer.node)] = TimerArc{std::string(file_.name(timer.name)),
                                       std::clamp(remaining.seconds() / length.seconds(), 0.0, 1.0), remaining};
  }
  return arcs;
}

std::optional<TimerArc> GlyphReader::timerOf(NodeId node, const run_file::Frame& frame) const {
  return index(node) < frame.state.nodes.size() ? timers(frame)[index(node)] : std::nullopt;
}

MessageLook GlyphReader::lookOf(NameId message, std::optional<NameId> timerBehind) const {
  const std::string_view name = file_.name(message);
  const bool isReply = name.ends_with("Reply") || name == "Answer" || name == "HealthReport";
  if (name.starts_with("RequestVote") || name.starts_with("PreVote"))
    return isReply ? MessageLook::voteReply : MessageLook::vote;
  if (name.starts_with("Health")) return MessageLook::keepAlive;
  if (timerBehind == kHeartbeat.id() || timerBehind == kHealthCheck.id()) return MessageLook::keepAlive;
  return isReply ? MessageLook::reply : MessageLook::request;
}

std::string GlyphReader::describe(NodeId id, const run_file::Frame& frame) const {
  const RunInfo::NodeInfo& info = file_.info().nodes.at(index(id));
  const NodeGlyph glyph = glyphOf(id, frame);
  const run_file::NodeState& node = frame.state.nodes.at(index(id));
  std::string text = fmt::format("{} ({})", info.name, info.kind);
  if (!glyph.caption.empty()) text += ": " + glyph.caption;
  if (glyph.term) text += fmt::format(", term {}", *glyph.term);
  if (glyph.hasStarted) text += fmt::format("\n{} since {}", node.up ? "up" : "down", to_text(node.since));
  if (const auto timer = timerOf(id, frame)) text += fmt::format("\n{} in {}", timer->name, to_text(timer->remaining));
  for (const FaultSpan* span : marks_.inForce(frame.event))
    if (std::find(span->hit.begin(), span->hit.end(), id) != span->hit.end()) text += "\nfault " + span->text;
  return text;
}

std::string GlyphReader::describe(const run_file::Frame& frame) const {
  std::string text = fmt::format("At {}:", to_text(frame.time));
  for (std::uint32_t i = 0; i < frame.state.nodes.size(); ++i) {
    const NodeGlyph glyph = glyphOf(NodeId{i}, frame);
    text += fmt::format(" {}{}{};", file_.node_name(NodeId{i}), glyph.caption.empty() ? " up" : " " + glyph.caption,
                        glyph.term ? fmt::format(" of term {}", *glyph.term) : "");
  }
  for (const FaultSpan* span : marks_.inForce(frame.event)) text += " in force: " + span->text + ";";
  const auto lost = std::count_if(frame.messages.begin(), frame.messages.end(),
                                  [](const run_file::MessageUnderWay& one) { return one.is_lost; });
  text += fmt::format(" {} messages under way", frame.messages.size());
  if (lost > 0) text += fmt::format(", {} of which will be lost", lost);
  return text + ".";
}

}  // namespace orrery::gui
