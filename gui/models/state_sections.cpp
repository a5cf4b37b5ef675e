#include <algorithm>
#include <functional>
#include <map>

#include "checkers/log_records.h"
#include "models/ribbon.h"
#include "models/state.h"
#include "run/state_text.h"

namespace orrery::gui {

namespace {

using run_file::Event;

constexpr std::size_t kShown = 8;          // rows of one section; more are counted
constexpr std::uint64_t kLookBack = 2048;  // events in which a sync is looked for
constexpr std::size_t kWritesBack = 64;    // writes among which the last synced one is looked for
constexpr std::uint64_t kOperationsBack = 20'000;
constexpr std::size_t kLookAhead = 4096;
constexpr std::size_t kFaults = 10'000;

std::uint64_t number(RecordId event) { return static_cast<std::uint64_t>(event); }
RecordId next(RecordId event) { return RecordId{number(event) + 1}; }
RecordId back(RecordId event, std::uint64_t by) { return RecordId{number(event) > by ? number(event) - by : 1}; }

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }
QString textOf(Duration duration) { return QString::fromStdString(to_text(duration)); }
QString textOf(Instant instant) { return QString::fromStdString(to_text(instant)); }
QString sinceText(Instant since) { return StateModel::tr("since %1").arg(textOf(since)); }

StateRow hidden(std::size_t count) { return {StateModel::tr("and %1 more").arg(count), {}, {}, {}, false}; }

void addLimited(StateSection& section, std::vector<StateRow> rows) {
  const std::size_t shown = std::min(rows.size(), rows.size() == kShown + 1 ? kShown + 1 : kShown);
  const std::size_t rest = rows.size() - shown;
  rows.resize(shown);
  section.rows = std::move(rows);
  if (rest > 0) section.rows.push_back(hidden(rest));
}

StateSection fieldsOf(const Moment& moment, NodeId node) {
  StateSection section{StateModel::tr("State"), {}};
  for (const run_file::ShownField& field : moment.frame.state.nodes[index(node)].fields)
    section.rows.push_back({qt(moment.file.name(field.name)).replace('_', ' '),
                            QString::fromStdString(state_text(moment.file.info(), field.value, field.type)),
                            sinceText(field.since), field.event, field.since == moment.frame.time});
  return section;
}

StateSection timersOf(const Moment& moment, NodeId node) {
  StateSection section{StateModel::tr("Timers"), {}};
  std::vector<run_file::PendingTimer> timers;
  for (const auto& [timer, pending] : moment.frame.state.timers)
    if (pending.node == node) timers.push_back(pending);
  std::stable_sort(timers.begin(), timers.end(), [](const auto& a, const auto& b) { return a.due < b.due; });
  std::vector<StateRow> rows;
  for (const run_file::PendingTimer& timer : timers)
    rows.push_back({qt(moment.file.name(timer.name)).replace('-', ' '),
                    StateModel::tr("in %1").arg(textOf(timer.due - moment.frame.time)),
                    sinceText(timer.set_at),
                    {},
                    timer.set_at == moment.frame.time});
  addLimited(section, std::move(rows));
  return section;
}

StateSection messagesOf(const Moment& moment, NodeId node) {
  StateSection section{StateModel::tr("Messages under way"), {}};
  std::vector<StateRow> rows;
  for (const run_file::MessageUnderWay& message : moment.frame.messages) {
    if (message.from != node && message.to != node) continue;
    const bool leaves = message.from == node;
    QString way = (leaves ? StateModel::tr("to %1") : StateModel::tr("from %1"))
                      .arg(qt(moment.file.node_name(leaves ? message.to : message.from)));
    if (message.is_lost) way += StateModel::tr(", lost");
    rows.push_back({qt(moment.file.name(message.name)), way,
                    StateModel::tr("in %1").arg(textOf(message.arrives - moment.frame.time)), message.ends, false});
  }
  addLimited(section, std::move(rows));
  return section;
}

// What the disk of a replicated log's server holds is told by its Records: a sync covers all that was written up to and
// in the handler that asked for it, and bears that handler's event as its cause. What was written since is lost in a
// crash, but for what the disk had kept by chance, which log_recalled tells afterwards.
struct DiskMoment {
  RecordId covered{};  // everything that handlers of events up to this one wrote is on the disk
  std::optional<Event> sync;
};

DiskMoment lastSync(const Moment& moment, NodeId node) {
  DiskMoment disk;
  const RecordId first = back(moment.frame.event, kLookBack);
  const std::vector<Event> past = moment.file.events(
      first, number(moment.frame.event) < number(first) ? 0 : number(moment.frame.event) - number(first) + 1);
  const auto sync = std::find_if(past.rbegin(), past.rend(), [&](const Event& event) {
    return event.record.node == node && event.record.kind == RecordKind::synced;
  });
  if (sync != past.rend()) {
    disk.sync = *sync;
    disk.covered = sync->record.cause;
  }
  // What a node begins with after a restart comes from its disk.
  for (const Event& start : moment.file.latest_of(RecordKind::restarted, kNoName, node, moment.frame.event, 1))
    disk.covered = std::max(disk.covered, start.record.id);
  return disk;
}

// The latest of what tells how far the log goes, from the latest on, at most `count`.
std::vector<Event> logEnds(const Moment& moment, NodeId node, std::size_t count) {
  std::vector<Event> ends;
  for (const Name name : {replicated_log::kEntryAppended, replicated_log::kLogTruncated, replicated_log::kLogRecalled,
                          replicated_log::kSnapshotInstalled})
    for (const Event& event : moment.file.latest_of(RecordKind::event, name.id(), node, moment.frame.event, count))
      ends.push_back(event);
  std::sort(ends.begin(), ends.end(), [](const Event& a, const Event& b) { return a.record.id > b.record.id; });
  return ends;
}

// Rows of one thing that is written again and again: what of it is on the disk, and what is only written.
void addWritten(StateSection& section, const Moment& moment, const QString& what, const std::vector<Event>& writes,
                RecordId covered, const std::function<QString(const Record&)>& text) {
  if (writes.empty()) return;
  const auto isOnDisk = [&](const Event& event) { return event.record.cause <= covered; };
  const auto kept = std::find_if(writes.begin(), writes.end(), isOnDisk);
  const auto row = [&](const QString& title, const Event& event) {
    section.rows.push_back({title, text(event.record), sinceText(event.record.time), event.record.id,
                            event.record.time == moment.frame.time});
  };
  if (kept != writes.end()) row(StateModel::tr("%1, synced").arg(what), *kept);
  if (kept != writes.begin()) row(StateModel::tr("%1, only written").arg(what), writes.front());
}

StateSection diskOf(const Moment& moment, NodeId node) {
  StateSection section{StateModel::tr("Disk"), {}};
  const DiskMoment disk = lastSync(moment, node);
  const std::vector<Event> log = logEnds(moment, node, kWritesBack);
  if (!log.empty()) {
    for (const char* field : {"term", "voted_for"}) {
      const auto writes =
          moment.file.latest_of(RecordKind::state, name_id(field), node, moment.frame.event, kWritesBack);
      addWritten(section, moment, QString::fromUtf8(field).replace('_', ' '), writes, disk.covered,
                 [&](const Record& record) {
                   return QString::fromStdString(state_text(moment.file.info(), record.a, ValueType{record.c}));
                 });
    }
    addWritten(section, moment, StateModel::tr("log"), log, disk.covered,
               [](const Record& record) { return StateModel::tr("entry %1").arg(record.a); });
  }
  if (disk.sync) {
    const Record& sync = disk.sync->record;
    section.rows.push_back({StateModel::tr("last sync"),
                            sync.b == 1 ? StateModel::tr("1 write") : StateModel::tr("%1 writes").arg(sync.b),
                            sinceText(sync.time), sync.id, sync.time == moment.frame.time});
  }
  for (const Event& crash : moment.file.latest_of(RecordKind::crashed, kNoName, node, moment.frame.event, 1))
    section.rows.push_back({StateModel::tr("last crash"),
                            StateModel::tr("kept %1, lost %2 unsynced").arg(crash.record.a).arg(crash.record.b),
                            sinceText(crash.record.time), crash.record.id, crash.record.time == moment.frame.time});
  return section;
}

StateSection nextOf(const Moment& moment, std::optional<NodeId> node) {
  StateSection section{StateModel::tr("Next"), {}};
  for (const Event& event : moment.file.events(next(moment.frame.event), node ? kLookAhead : 1)) {
    if (node && event.record.node != *node) continue;
    const run_file::EventText told = moment.teller.tell(event);
    const QString text = node ? qt(told.text) : qt(told.who + " " + told.text);
    section.rows.push_back(
        {StateModel::tr("in %1").arg(textOf(event.record.time - moment.frame.time)), text, {}, event.record.id, false});
    break;
  }
  return section;
}

StateSection operationsOf(const Moment& moment, std::optional<NodeId> client) {
  StateSection section{StateModel::tr("Operations under way"), {}};
  std::vector<StateRow> rows;
  for (const run_file::Operation& one :
       moment.file.operations(back(moment.frame.event, kOperationsBack), moment.frame.event)) {
    const bool isOpen = !one.ended || *one.ended > moment.frame.event;
    if (!isOpen || (client && one.client != *client)) continue;
    rows.push_back({client ? qt(moment.file.name(one.name)) : qt(moment.file.node_name(one.client)),
                    StateModel::tr("%1 %2, key %3").arg(qt(moment.file.name(one.name))).arg(one.number).arg(one.key),
                    sinceText(one.began), one.invoked, one.began == moment.frame.time});
  }
  addLimited(section, std::move(rows));
  return section;
}

bool isInCharge(std::string_view role) { return role == "leader" || role == "primary" || role == "owner"; }

StateSection leadershipOf(const Moment& moment) {
  StateSection section{StateModel::tr("In charge"), {}};
  std::map<std::string, std::vector<StateRow>> byGroup;
  const auto& nodes = moment.file.info().nodes;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const run_file::NodeState& state = moment.frame.state.nodes[i];
    const run_file::ShownField* role = state.field(name_id("role"));
    if (role == nullptr) continue;
    std::vector<StateRow>& group = byGroup[nodes[i].group];
    if (!isInCharge(state_text(moment.file.info(), role->value, role->type))) continue;
    const run_file::ShownField* term = state.field(name_id("term"));
    const QString which = term != nullptr ? StateModel::tr(", term %1").arg(term->value) : QString();
    group.push_back({QString::fromStdString(nodes[i].group), QString::fromStdString(nodes[i].name) + which,
                     sinceText(role->since), role->event, role->since == moment.frame.time});
  }
  for (auto& [group, rows] : byGroup) {
    if (rows.empty()) rows.push_back({QString::fromStdString(group), StateModel::tr("no one leads"), {}, {}, false});
    section.rows.insert(section.rows.end(), rows.begin(), rows.end());
  }
  return section;
}

StateSection troublesOf(const Moment& moment) {
  StateSection section{StateModel::tr("Not as it should be"), {}};
  std::vector<StateRow> rows;
  const auto& nodes = moment.file.info().nodes;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const run_file::NodeState& state = moment.frame.state.nodes[i];
    const QString name = QString::fromStdString(nodes[i].name);
    const bool isChanged = state.since == moment.frame.time;
    if (!state.up && number(moment.frame.event) > 0)
      rows.push_back({name, StateModel::tr("down"), sinceText(state.since), {}, isChanged});
    else if (state.paused)
      rows.push_back({name, StateModel::tr("paused"), {}, {}, false});
    const run_file::ShownField* breaker = state.field(name_id("breaker"));
    if (breaker == nullptr) continue;
    const std::string value = state_text(moment.file.info(), breaker->value, breaker->type);
    if (value != "closed")
      rows.push_back({name, StateModel::tr("breaker %1").arg(QString::fromStdString(value)), sinceText(breaker->since),
                      breaker->event, breaker->since == moment.frame.time});
  }
  addLimited(section, std::move(rows));
  return section;
}

StateSection faultsOf(const Moment& moment) {
  StateSection section{StateModel::tr("Faults in force"), {}};
  constexpr RecordKind kinds[] = {RecordKind::fault_began, RecordKind::fault_ended};
  std::map<NameId, Event> inForce;
  for (const Event& event : eventsOf(moment.file, kinds, RecordId{1}, next(moment.frame.event), kFaults)) {
    if (event.record.kind == RecordKind::fault_began)
      inForce[event.record.name] = event;
    else
      inForce.erase(event.record.name);
  }
  std::vector<Event> faults;
  for (const auto& [name, event] : inForce) faults.push_back(event);
  std::sort(faults.begin(), faults.end(), [](const Event& a, const Event& b) { return a.record.id < b.record.id; });
  std::vector<StateRow> rows;
  for (const Event& event : faults) {
    QString text = QString::fromStdString(moment.teller.tell(event).text);
    const QString id = qt(moment.file.name(event.record.name));
    if (text.startsWith(id + ": ")) text.remove(0, id.size() + 2);
    rows.push_back(
        {sinceText(event.record.time), id + ": " + text, {}, event.record.id, event.record.time == moment.frame.time});
  }
  addLimited(section, std::move(rows));
  return section;
}

std::vector<StateSection> withoutEmpty(std::vector<StateSection> sections) {
  std::erase_if(sections, [](const StateSection& section) { return section.rows.empty(); });
  return sections;
}

}  // namespace

QString headlineOf(const Moment& moment, NodeId node) {
  const auto& info = moment.file.info().nodes[index(node)];
  const run_file::NodeState& state = moment.frame.state.nodes[index(node)];
  const QString is = !state.up      ? StateModel::tr("down")
                     : state.paused ? StateModel::tr("paused")
                                    : StateModel::tr("up");
  return StateModel::tr("%1 of %2, on %3; %4 %5")
      .arg(QString::fromStdString(info.kind), QString::fromStdString(info.group), QString::fromStdString(info.host), is,
           sinceText(state.since));
}

std::vector<StateSection> sectionsOf(const Moment& moment, NodeId node) {
  return withoutEmpty({fieldsOf(moment, node), timersOf(moment, node), messagesOf(moment, node),
                       operationsOf(moment, node), diskOf(moment, node), nextOf(moment, node)});
}

std::vector<StateSection> sectionsOfSystem(const Moment& moment) {
  return withoutEmpty({leadershipOf(moment), faultsOf(moment), troublesOf(moment), operationsOf(moment, std::nullopt),
                       nextOf(moment, std::nullopt)});
}

}  // namespace orrery::gui
