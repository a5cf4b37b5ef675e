#include "models/marks.h"

#include <algorithm>

#include "core/sink.h"
#include "run/state_text.h"
#include "run_file/run_file.h"

namespace orrery::gui {

namespace {

// Of each kind; a run with more of them is told by its first ones, and what lies behind is seen all the same.
constexpr std::size_t kMost = 50'000;
constexpr Name kRole{"role"}, kBreaker{"breaker"}, kPartition{"partition"}, kIsolate{"isolate"}, kBridge{"bridge"};

RecordId next(RecordId event) { return RecordId{static_cast<std::uint64_t>(event) + 1}; }

Tone toneOf(std::string_view state) {
  if (state == "leader") return Tone::in_charge;
  if (state == "candidate" || state == "pre-candidate" || state == "half_open") return Tone::undecided;
  if (state == "open") return Tone::failing;
  return Tone::serving;
}

}  // namespace

Marks::Marks(const run_file::RunFile& file) : file_(file) { readOn(); }

bool Marks::readOn() {
  const RecordId last = file_.last();
  const std::size_t known = all_.size();
  if (last > read_) {
    const RecordId first = next(read_);
    readFaults(first);
    readChanges(kRole, first);
    readChanges(kBreaker, first);
    readNotes(first, last);
    read_ = last;
  }
  if (!hasViolations_ && file_.completeness() == run_file::Completeness::complete) {
    hasViolations_ = true;
    readViolations();
  }
  std::stable_sort(all_.begin(), all_.end(), [](const Mark& a, const Mark& b) { return a.event < b.event; });
  return all_.size() != known;
}

void Marks::readFaults(RecordId first) {
  for (const run_file::Event& event : file_.events_of(RecordKind::fault_began, kNoName, first, kMost)) {
    FaultSpan span;
    span.began = event.record.id;
    span.from = event.record.time;
    span.id = event.record.name;
    span.verb = NameId{static_cast<std::uint32_t>(event.record.a)};
    span.text = std::string(file_.name(span.id));
    for (const run_file::Note& note : file_.notes(span.began, span.began))
      if (note.who == "fault") span.text = note.text;
    const auto add = [&](std::vector<NodeId>& side, const std::string& name) {
      if (const auto node = file_.find_node(name)) return side.push_back(*node);
      const auto& nodes = file_.info().nodes;
      for (std::uint32_t i = 0; i < nodes.size(); ++i)
        if (nodes[i].group == name) side.push_back(NodeId{i});
    };
    const Description whom = event.description();
    for (const auto& [what, value] : whom.items()) {
      if (what == "hit") add(span.hit, value);
      if (what == "from") add(span.fromSide, value);
      if (what == "to") add(span.toSide, value);
      if (what == "way") span.bothWays = value == "<->";
    }
    findSides(span);
    all_.push_back({span.began, span.from, MarkKind::fault, event.record.peer, Tone::fault, span.text});
    faults_.push_back(std::move(span));
  }
  for (const run_file::Event& event : file_.events_of(RecordKind::fault_ended, kNoName, first, kMost)) {
    const Record& record = event.record;
    // Of several strikes of one fault the first that struck ends first, unless they hit different nodes.
    const auto fits = [&](const FaultSpan& span) {
      return !span.ended && span.id == record.name && span.began < record.id;
    };
    auto span = std::find_if(faults_.begin(), faults_.end(), [&](const FaultSpan& one) {
      return fits(one) && (one.hit.empty() || one.hit.front() == record.peer);
    });
    if (span == faults_.end()) span = std::find_if(faults_.begin(), faults_.end(), fits);
    if (span == faults_.end()) continue;
    span->ended = record.id;
    span->to = record.time;
    all_.push_back({record.id, record.time, MarkKind::faultOver, record.peer, Tone::fault,
                    std::string(file_.name(record.name)) + " is over"});
  }
}

// Of faults that cut, as faults/fault_verbs.cpp carries them out; Records say only whom they hit.
void Marks::findSides(FaultSpan& span) const {
  const auto& nodes = file_.info().nodes;
  const auto isHit = [&](NodeId node) { return std::find(span.hit.begin(), span.hit.end(), node) != span.hit.end(); };
  span.cuts = span.verb == kPartition.id();
  if (span.verb == kIsolate.id()) {
    span.cuts = span.bothWays = true;
    span.fromSide = span.hit;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) span.toSide.push_back(NodeId{i});
    for (const RunInfo::FaultInfo& fault : file_.info().faults) {
      if (fault.id != file_.name(span.id)) continue;
      const bool isInward = fault.options.find("direction in") != std::string::npos;
      span.bothWays = !isInward && fault.options.find("direction out") == std::string::npos;
      if (isInward) std::swap(span.fromSide, span.toSide);
    }
  }
  if (span.verb == kBridge.id() && !span.hit.empty()) {
    span.cuts = span.bothWays = true;
    std::vector<NodeId> others;
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
      if (nodes[i].group == nodes[index(span.hit.front())].group && !isHit(NodeId{i})) others.push_back(NodeId{i});
    const auto middle = others.begin() + static_cast<std::ptrdiff_t>((others.size() + 1) / 2);
    span.fromSide.assign(others.begin(), middle);
    span.toSide.assign(middle, others.end());
  }
}

void Marks::readChanges(Name field, RecordId first) {
  for (const run_file::Event& event : file_.events_of(RecordKind::state, field.id(), first, kMost)) {
    const Record& record = event.record;
    const std::string value = state_text(file_.info(), record.a, ValueType{record.c});
    // What a node is when it starts is no change that anyone waits for.
    const bool isFirst = record.b == 0 && (value == "follower" || value == "closed");
    if (isFirst) continue;
    all_.push_back({record.id, record.time, MarkKind::role, record.node, toneOf(value),
                    std::string(file_.node_name(record.node)) + ": " + value});
  }
}

void Marks::readNotes(RecordId first, RecordId last) {
  for (const run_file::Note& note : file_.notes(first, last)) {
    if (note.who == "fault") continue;
    const auto node = file_.find_node(note.who);
    // A sentence goes on after a node's name; a group is spoken of.
    all_.push_back({note.event, note.time, MarkKind::note, node.value_or(kNoNode), note.tone,
                    note.who + (node ? " " : ": ") + note.text});
  }
}

void Marks::readViolations() {
  for (const run_file::StoredViolation& one : file_.violations())
    all_.push_back({one.event, one.time, MarkKind::violation, file_.find_node(one.node).value_or(kNoNode),
                    Tone::failing, one.invariant + " is violated: " + one.text});
}

const Mark* Marks::after(RecordId event) const {
  auto mark =
      std::upper_bound(all_.begin(), all_.end(), event, [](RecordId id, const Mark& one) { return id < one.event; });
  if (mark == all_.end()) return nullptr;
  while (std::next(mark) != all_.end() && std::next(mark)->time == mark->time) ++mark;
  return &*mark;
}

const Mark* Marks::before(RecordId event) const {
  auto mark =
      std::lower_bound(all_.begin(), all_.end(), event, [](const Mark& one, RecordId id) { return one.event < id; });
  if (mark == all_.begin()) return nullptr;
  // What stands at this very instant is where one is already.
  const bool isHere = mark != all_.end() && mark->event == event;
  const auto here = mark;
  do --mark;
  while (isHere && mark != all_.begin() && mark->time == here->time);
  return isHere && mark->time == here->time ? nullptr : &*mark;
}

std::vector<const FaultSpan*> Marks::inForce(RecordId event) const {
  std::vector<const FaultSpan*> spans;
  for (const FaultSpan& span : faults_)
    if (span.began <= event && (!span.ended || event < *span.ended)) spans.push_back(&span);
  return spans;
}

const Mark* Marks::latestNote(RecordId event) const {
  auto mark =
      std::upper_bound(all_.begin(), all_.end(), event, [](RecordId id, const Mark& one) { return id < one.event; });
  const Mark* latest = nullptr;
  while (mark != all_.begin()) {
    --mark;
    if (mark->kind == MarkKind::role) continue;
    if (latest == nullptr) latest = &*mark;
    if (mark->time != latest->time) break;
    if (mark->kind == MarkKind::note && mark->node != kNoNode) return &*mark;
  }
  return latest;
}

}  // namespace orrery::gui
