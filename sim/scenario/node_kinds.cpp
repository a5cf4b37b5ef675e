// The table of node kinds. A new pattern adds its row here and nothing elsewhere.
#include <algorithm>
#include <memory>
#include <optional>

#include "checkers/access_log_totals.h"
#include "checkers/commit_liveness.h"
#include "checkers/concurrent_retries.h"
#include "checkers/election_liveness.h"
#include "checkers/election_safety.h"
#include "checkers/eligible_endpoints.h"
#include "checkers/exactly_once.h"
#include "checkers/leader_completeness.h"
#include "checkers/linearizability.h"
#include "checkers/log_matching.h"
#include "checkers/one_response.h"
#include "checkers/one_vote_per_term.h"
#include "checkers/retry_limit.h"
#include "checkers/route_timeout.h"
#include "checkers/state_machine_safety.h"
#include "faults/selector.h"
#include "patterns/ambassador/ambassador.h"
#include "patterns/leader_election/raft.h"
#include "patterns/optimistic_locking/row_writer.h"
#include "patterns/optimistic_locking/versioned_row.h"
#include "scenario/call_checkers.h"
#include "scenario/node_kind.h"
#include "services/call_observed.h"
#include "services/client.h"
#include "services/policies.h"
#include "services/request_client.h"
#include "services/service.h"

namespace orrery {
namespace {

std::vector<std::unique_ptr<Checker>> raft_checkers(const CheckedGroup& group) {
  std::vector<std::unique_ptr<Checker>> checkers;
  checkers.push_back(std::make_unique<ElectionSafety>(group.nodes));
  checkers.push_back(std::make_unique<OneVotePerTerm>(group.nodes));
  checkers.push_back(std::make_unique<LogMatching>(group.nodes));
  checkers.push_back(std::make_unique<LeaderCompleteness>(group.nodes));
  checkers.push_back(std::make_unique<StateMachineSafety>(group.nodes));
  checkers.push_back(std::make_unique<ExactlyOnce>(group.nodes, group.clients));
  checkers.push_back(std::make_unique<Linearizability>(group.clients));
  checkers.push_back(std::make_unique<ElectionLiveness>(
      group.nodes, election_liveness_bound(group.values->duration_range("election_timeout"))));
  checkers.push_back(std::make_unique<CommitLiveness>(
      group.nodes, commit_liveness_bound(group.values->duration_range("election_timeout"))));
  return checkers;
}

// Of tokens none are under way at once: what they let through depends on how earlier calls ended.
std::optional<CheckedBudget> checked_budget(const ParameterValues& ambassador, const ParameterValues& policies) {
  CheckedBudget budget{ambassador.integer("limits.retries")};
  if (policies.has("hedge")) budget.tries_each += policies.integer("hedge.max");
  if (!policies.has("retry_budget")) return budget;
  const FormValue& given = policies.form("retry_budget");
  if (given.name == "tokens") return std::nullopt;
  const bool is_share = given.name == "share";
  budget.most = given.arguments->integer(is_share ? "at_least" : "max");
  if (is_share) budget.share = given.arguments->number("of");
  return budget;
}

// Whoever asks only for their names has no call.
std::vector<std::unique_ptr<Checker>> ambassador_checkers(const CheckedGroup& group) {
  std::vector<std::unique_ptr<Checker>> checkers;
  const auto calls = group.values->calls();
  const CallPolicies policies = calls.empty() ? CallPolicies() : CallPolicies(calls.front().policies);
  checkers.push_back(std::make_unique<RouteTimeout>(group.nodes, policies.deadline.value_or(Duration())));
  checkers.push_back(std::make_unique<RetryLimit>(group.nodes, policies.retry.attempts_max));
  const auto budget = calls.empty() ? CheckedBudget() : checked_budget(*group.values, calls.front().policies);
  if (budget) checkers.push_back(std::make_unique<ConcurrentRetries>(group.nodes, *budget));
  checkers.push_back(std::make_unique<OneResponse>(group.nodes, group.clients));
  checkers.push_back(std::make_unique<EligibleEndpoints>(group.nodes));
  checkers.push_back(std::make_unique<AccessLogTotals>(group.nodes));
  for (auto& checker : call_checkers(group)) checkers.push_back(std::move(checker));
  return checkers;
}

// A function, not a global: the kinds' own tables may be made after this file's.
const std::vector<NodeKind>& table() {
  static const std::vector<NodeKind> kinds{
      {.name = "raft",
       .pattern = "leader-election",
       .help = "a server of Raft: a key-value store, replicated by a log of an elected leader's",
       .parameters = &Raft::parameters,
       .roles = Raft::roles,
       .fields = Raft::fields,
       .events = Raft::events,
       .make = Raft::make,
       .make_checkers = raft_checkers,
       .contradiction = Raft::contradiction,
       .serves = true,
       .orders = Raft::orders},
      {.name = "kv-client",
       .pattern = "services",
       .help = "a client of a replicated key-value service: it follows the leader, retries, and keeps a history",
       .parameters = &KvClient::parameters,
       .fields = KvClient::fields,
       .events = KvClient::events,
       .make = KvClient::make,
       .contradiction = KvClient::contradiction,
       .has_operations = true,
       .calls = true},
      {.name = "client",
       .pattern = "services",
       .help = "a client of services: it offers load of many shapes, calls one group, and keeps a history",
       .parameters = &RequestClient::parameters,
       .fields = RequestClient::fields,
       .events = RequestClient::events,
       .make = RequestClient::make,
       .make_checkers = call_checkers,
       .contradiction = RequestClient::contradiction,
       .has_operations = true,
       .protocol = Protocol::calls,
       .calls = true,
       .orders = RequestClient::orders},
      {.name = "service",
       .pattern = "services",
       .help = "a service: workers behind a queue, which call further services where a request needs them",
       .parameters = &Service::parameters,
       .fields = Service::fields,
       .events = Service::events,
       .make = Service::make,
       .make_checkers = call_checkers,
       .contradiction = Service::contradiction,
       .serves = true,
       .protocol = Protocol::calls,
       .calls = true,
       .orders = Service::orders},
      {.name = "ambassador",
       .pattern = "ambassador",
       .help = "a proxy beside its application: it calls a remote service for it, under policies of its own",
       .parameters = &Ambassador::parameters,
       .fields = Ambassador::fields,
       .events = Ambassador::events,
       .make = Ambassador::make,
       .make_checkers = ambassador_checkers,
       .contradiction = Ambassador::contradiction,
       .serves = true,
       .protocol = Protocol::calls,
       .calls = true,
       .orders = Ambassador::orders,
       .is_configurable = true},
      {.name = "versioned-row",
       .pattern = "optimistic-locking",
       .help = "one row with a version: a write is carried out only where nobody has written since it was read",
       .parameters = &VersionedRow::parameters,
       .fields = VersionedRow::fields,
       .events = VersionedRow::events,
       .make = VersionedRow::make,
       .serves = true,
       .protocol = Protocol::versions},
      {.name = "row-writer",
       .pattern = "optimistic-locking",
       .help = "a client that reads a versioned row and writes it, and begins anew where another came first",
       .parameters = &RowWriter::parameters,
       .events = RowWriter::events,
       .make = RowWriter::make,
       .contradiction = RowWriter::contradiction,
       .has_operations = true,
       .protocol = Protocol::versions,
       .calls = true},
  };
  return kinds;
}

}  // namespace

std::span<const NodeKind> node_kinds() { return table(); }

const NodeKind* find_node_kind(std::string_view name) {
  for (const NodeKind& kind : table())
    if (kind.name == name) return &kind;
  return nullptr;
}

std::vector<std::string_view> words_of(const NodeKind& kind, const Field& field) {
  if (field.name == kRoleField) return kind.roles;
  std::vector<std::string_view> words;
  if (field.name == calls::kBreaker.name)
    for (const Name state : calls::kBreakerStates) words.push_back(state.text());
  return words;
}

bool feeds(const NodeKind& kind, MetricSource source) {
  switch (source) {
    case MetricSource::traffic: return true;
    case MetricSource::leaders: return std::find(kind.roles.begin(), kind.roles.end(), "leader") != kind.roles.end();
    case MetricSource::operations: return kind.has_operations;
    case MetricSource::calls: return kind.calls && kind.protocol == Protocol::calls;
    case MetricSource::requests: return kind.serves && kind.protocol == Protocol::calls;
    case MetricSource::proxies: return kind.pattern == "ambassador";
  }
  return true;
}

}  // namespace orrery
