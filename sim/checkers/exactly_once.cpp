#include "checkers/exactly_once.h"

#include "checkers/client_records.h"
#include "checkers/log_records.h"

namespace orrery {

ExactlyOnce::ExactlyOnce(std::vector<NodeId> servers, std::vector<NodeId> clients)
    : servers_(std::move(servers)), clients_(std::move(clients)), open_(clients_.size()) {}

std::string ExactlyOnce::claim() const {
  return "a request takes effect once at most, and has taken effect when it is acknowledged (Raft, section 8)";
}

void ExactlyOnce::on_start(const RunInfo& info) {
  servers_.on_start(info);
  clients_.on_start(info);
}

void ExactlyOnce::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    // Whatever one handler does has one cause: the next cause says that it is over.
    if (pending_ && record.cause != pending_->applied.cause) judge();
    switch (record.kind) {
      case RecordKind::event:
        if (servers_.position(record.node)) take_server(record);
        break;
      case RecordKind::invoked:
      case RecordKind::ok:
      case RecordKind::failed:
      case RecordKind::info:
      case RecordKind::crashed:
        if (const auto client = clients_.position(record.node)) take_client(record, *client);
        break;
      default: break;
    }
  }
}

void ExactlyOnce::on_finish(Instant) { judge(); }

void ExactlyOnce::take_server(const Record& record) {
  if (record.name == replicated_log::kEntryApplied.id()) {
    judge();
    if (record.peer != kNoNode) apply(record);
  } else if (record.name == replicated_log::kDuplicateSkipped.id()) {
    skip(record);
  }
}

void ExactlyOnce::apply(const Record& record) {
  exercise();
  const Request request{record.peer, record.b};
  const bool is_first = effects_.try_emplace(request, record.a).second;
  pending_ = Pending{record, request, is_first};
}

void ExactlyOnce::skip(const Record& record) {
  const Request request{record.peer, record.b};
  const bool is_pending = pending_ && pending_->request == request && pending_->applied.a == record.a;
  const bool is_first = is_pending && pending_->is_first;
  if (is_pending) pending_.reset();
  const auto effect = effects_.find(request);
  if (effect != effects_.end() && effect->second < record.a) return;
  violate(record, servers_.name(record.node) + " skips " + text(request) + " at entry " + std::to_string(record.a) +
                      " as a duplicate, though no entry before it has carried it out");
  if (is_first) effects_.erase(request);
}

void ExactlyOnce::judge() {
  if (!pending_) return;
  const Pending pending = *pending_;
  pending_.reset();
  const std::int64_t effect = effects_.at(pending.request);
  if (effect == pending.applied.a) return;
  violate(pending.applied, servers_.name(pending.applied.node) + " carries out " + text(pending.request) +
                               " at entry " + std::to_string(pending.applied.a) + ", and entry " +
                               std::to_string(effect) + " had done so");
}

void ExactlyOnce::take_client(const Record& record, std::size_t client) {
  std::map<std::int64_t, bool>& open = open_[client];
  if (record.kind == RecordKind::crashed) {
    open.clear();
    return;
  }
  if (record.kind == RecordKind::invoked) {
    open.emplace(record.a, record.name != client_history::kGet.id());
    return;
  }
  const auto ended = open.extract(record.a);
  if (record.kind != RecordKind::ok || ended.empty() || !ended.mapped()) return;
  exercise();
  const Request request{record.node, record.a};
  if (effects_.contains(request)) return;
  violate(record, text(request) + " is acknowledged, though no server has carried it out");
}

std::string ExactlyOnce::text(const Request& request) const {
  return "request " + std::to_string(request.number) + " of " + clients_.name(request.client);
}

}  // namespace orrery
