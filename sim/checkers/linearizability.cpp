#include "checkers/linearizability.h"

#include <optional>

#include "checkers/client_records.h"

namespace orrery {

namespace {

using Operation = RegisterHistory::Operation;
using Verdict = RegisterHistory::Judged::Verdict;

std::optional<Operation> operation_named(NameId name) {
  if (name == client_history::kGet.id()) return Operation::get;
  if (name == client_history::kPut.id()) return Operation::put;
  if (name == client_history::kAdd.id()) return Operation::add;
  return std::nullopt;
}

std::string text(Operation operation) {
  switch (operation) {
    case Operation::get: return std::string(client_history::kGet.text());
    case Operation::put: return std::string(client_history::kPut.text());
    case Operation::add: return std::string(client_history::kAdd.text());
  }
  return "";
}

// "5", "5 or 6", "5, 6 or others"
std::string values_text(const std::vector<std::int64_t>& values) {
  std::string text = std::to_string(values.front());
  if (values.size() == 2) text += " or " + std::to_string(values[1]);
  if (values.size() > 2) text += ", " + std::to_string(values[1]) + " or others";
  return text;
}

}  // namespace

Linearizability::Linearizability(std::vector<NodeId> clients, std::size_t limit)
    : clients_(std::move(clients)), limit_(limit), open_(clients_.size()) {}

std::string Linearizability::claim() const {
  return "operations on a key look as if each took effect at one instant between call and answer (Herlihy & Wing 1990)";
}

void Linearizability::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    switch (record.kind) {
      case RecordKind::invoked:
      case RecordKind::ok:
      case RecordKind::failed:
      case RecordKind::info:
      case RecordKind::crashed: break;
      default: continue;
    }
    const auto client = clients_.position(record.node);
    if (!client) continue;
    if (record.kind == RecordKind::invoked)
      invoke(record, *client);
    else if (record.kind == RecordKind::crashed)
      complete_unknown(*client);
    else
      complete(record, *client);
  }
}

void Linearizability::on_finish(Instant) {
  for (std::size_t client = 0; client < open_.size(); ++client) complete_unknown(client);
}

void Linearizability::invoke(const Record& record, std::size_t client) {
  const auto key = keys_.try_emplace(record.b).first;
  Register& of_key = key->second;
  if (!of_key.is_judged) return;
  const auto operation = operation_named(record.name);
  if (!operation) {
    doubt(record, "key " + std::to_string(record.b) + " is not judged from here on: " + clients_.name(client) +
                      "'s operation is none of a register's");
    judge_no_further(of_key);
    return;
  }
  if (!of_key.history) {
    if (spare_.empty()) spare_.push_back(std::make_unique<RegisterHistory>(limit_));
    of_key.history = std::move(spare_.back());
    spare_.pop_back();
    of_key.history->restart(of_key.value);
  }
  open_[client].insert_or_assign(record.a, Open{key, of_key.history->invoke(*operation, record.c, record)});
}

void Linearizability::complete(const Record& record, std::size_t client) {
  const auto ended = open_[client].extract(record.a);
  if (ended.empty()) return;
  const Open& open = ended.mapped();
  RegisterHistory* const history = open.key->second.history.get();
  if (history == nullptr) return;
  const auto outcome = record.kind == RecordKind::ok       ? RegisterHistory::Outcome::ok
                       : record.kind == RecordKind::failed ? RegisterHistory::Outcome::failed
                                                           : RegisterHistory::Outcome::unknown;
  history->complete(open.call, outcome, record.c, record);
  judge(open.key);
}

void Linearizability::complete_unknown(std::size_t client) {
  for (const auto& [number, open] : std::exchange(open_[client], {})) {
    RegisterHistory* const history = open.key->second.history.get();
    if (history == nullptr) continue;
    history->complete(open.call, RegisterHistory::Outcome::unknown, 0, Record{});
    judge(open.key);
  }
}

void Linearizability::judge(Keys::iterator key) {
  Register& of_key = key->second;
  while (of_key.history) {
    const auto judged = of_key.history->judge();
    if (!judged) break;
    judge_answer(*judged, key);
    if (judged->verdict != Verdict::explained) judge_no_further(of_key);
  }
  const auto settled = of_key.history ? of_key.history->settled_value() : std::nullopt;
  if (!settled) return;
  of_key.value = *settled;
  spare_.push_back(std::move(of_key.history));
}

void Linearizability::judge_no_further(Register& of_key) {
  of_key.history.reset();
  of_key.is_judged = false;
}

void Linearizability::judge_answer(const RegisterHistory::Judged& judged, Keys::iterator key) {
  const std::string of_key = "key " + std::to_string(key->first);
  switch (judged.verdict) {
    case Verdict::explained: exercise(); return;
    case Verdict::impossible:
      exercise();
      violate(judged.record,
              clients_.name(judged.record.node) + "'s " + text(judged.operation) + " of " + of_key + " (invoked at " +
                  to_text(judged.invoked) + ") is answered " + std::to_string(judged.answer) +
                  ", which no order of the operations explains; the register held " + values_text(judged.before));
      return;
    case Verdict::too_many_at_once:
      doubt(judged.record, of_key + " is not judged from here on: more than " +
                               std::to_string(RegisterSearch::kMostAtOnce) + " operations are going on at once");
      return;
    case Verdict::too_many_states:
      doubt(judged.record, of_key + " is not judged from here on: more than " + std::to_string(limit_) +
                               " states would have to be looked at");
      return;
  }
}

}  // namespace orrery
