#include "checkers/group_health.h"

#include <algorithm>

#include "checkers/election_records.h"
#include "checkers/log_records.h"

namespace orrery {

namespace {

// Verbs whose faults leave the ways between live nodes as they are.
constexpr Name kHarmlessVerbs[] = {"crash", "restart", "rolling-restart", "pause", "skew", "overload", "transfer",
                                   "join",  "leave"};

// As many members as an adopted configuration can name (Configuration::positions_in).
constexpr std::size_t kPositions = 63;
constexpr std::uint64_t kEveryPosition = (std::uint64_t{1} << kPositions) - 1;

bool may_come_between(NameId verb) {
  return std::none_of(std::begin(kHarmlessVerbs), std::end(kHarmlessVerbs),
                      [&](Name harmless) { return harmless.id() == verb; });
}

}  // namespace

GroupHealth::Effect GroupHealth::take(const Record& record, const CheckedNodes& nodes) {
  switch (record.kind) {
    case RecordKind::fault_began:
    case RecordKind::fault_ended: return take_fault(record);
    case RecordKind::event:
      if (record.name != replicated_log::kConfigurationAdopted.id()) return Effect::none;
      break;
    case RecordKind::state:
    case RecordKind::started:
    case RecordKind::restarted:
    case RecordKind::crashed:
    case RecordKind::paused:
    case RecordKind::resumed:
    case RecordKind::ordered: break;
    default: return Effect::none;
  }
  const auto position = nodes.position(record.node);
  if (!position) return Effect::none;
  Server& server = servers_[*position];
  switch (record.kind) {
    case RecordKind::state: return take_field(record, server);
    case RecordKind::started:
    case RecordKind::restarted: server.is_up = true; break;
    // A process that ends is no longer paused.
    case RecordKind::crashed: server = {.members = server.members}; break;
    case RecordKind::paused: server.is_paused = true; break;
    case RecordKind::resumed: server.is_paused = false; break;
    case RecordKind::event: take_members(record, server); break;
    default: break;
  }
  return Effect::disturbs;
}

void GroupHealth::take_members(const Record& adopted, Server& server) {
  const auto members = static_cast<std::uint64_t>(adopted.c);
  const bool is_first = adopted.a == 0;
  if (servers_.size() <= kPositions)
    server.members = members;
  else if (!is_first || members != kEveryPosition)
    are_members_known_ = false;
}

GroupHealth::Effect GroupHealth::take_fault(const Record& record) {
  if (!may_come_between(NameId{static_cast<std::uint32_t>(record.a)})) return Effect::none;
  if (active_faults_.empty() && record.time >= calm_from_) disturbed_since_ = record.time;
  int& active = active_faults_[record.name];
  active += record.kind == RecordKind::fault_began ? 1 : -1;
  if (active <= 0) active_faults_.erase(record.name);
  if (active_faults_.empty()) calm_from_ = record.time + (record.time - disturbed_since_);
  return Effect::disturbs;
}

GroupHealth::Effect GroupHealth::take_field(const Record& record, Server& server) {
  if (record.name == election::kRole.id()) {
    server.is_leader = record.a == election::name_value(election::kLeader);
    return Effect::changes;
  }
  if (record.name == election::kTerm.id()) {
    server.term = record.a;
    return Effect::changes;
  }
  return Effect::none;
}

template <class Holds>
bool GroupHealth::holds_for_majority(const Server& by, Holds holds) const {
  std::size_t members = 0;
  std::size_t holding = 0;
  for (std::size_t i = 0; i < servers_.size(); ++i) {
    if (by.members && (*by.members >> i & 1) == 0) continue;
    ++members;
    if (holds(servers_[i])) ++holding;
  }
  return holding > members / 2;
}

bool GroupHealth::has_leader() const {
  return std::any_of(servers_.begin(), servers_.end(), [&](const Server& leader) {
    return leader.is_leader && leader.is_up && !leader.is_paused &&
           holds_for_majority(leader, [&](const Server& server) { return server.term == leader.term; });
  });
}

bool GroupHealth::is_able() const {
  if (!active_faults_.empty() || !are_members_known_) return false;
  const auto is_able = [](const Server& server) { return server.is_up && !server.is_paused; };
  const auto sees_majority = [&](const Server& server) { return holds_for_majority(server, is_able); };
  return std::any_of(servers_.begin(), servers_.end(), is_able) &&
         std::all_of(servers_.begin(), servers_.end(),
                     [&](const Server& server) { return !server.is_up || sees_majority(server); });
}

}  // namespace orrery
