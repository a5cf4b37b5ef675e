#include "checkers/eligible_endpoints.h"

#include <fmt/format.h>

namespace orrery {

using namespace proxy;

EligibleEndpoints::EligibleEndpoints(std::vector<NodeId> proxies)
    : proxies_(std::move(proxies)), state_(proxies_.size()) {}

std::string EligibleEndpoints::claim() const {
  return "an ambassador calls an endpoint that it believes to be down, or has ejected, only in panic, and one that was "
         "removed never (Envoy, panic threshold and outlier detection)";
}

void EligibleEndpoints::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records)
    if (const auto position = proxies_.position(record.node)) read(record, *position);
}

void EligibleEndpoints::read(const Record& record, std::size_t position) {
  Proxy& proxy = state_[position];
  if (record.kind == RecordKind::crashed) proxy = Proxy();
  ages_.read(record);
  if (record.kind != RecordKind::event) return;
  if (RequestAges::is_change(record)) {
    proxy.ejected.clear();
    proxy.is_in_panic = false;
  }
  if (record.name == kAttempted.id() || record.name == kHedged.id()) return send(record, position);
  if (record.name == kCheckFailed.id()) proxy.down.insert(record.peer);
  if (record.name == kCheckPassed.id() || record.name == kEndpointAdded.id()) proxy.down.erase(record.peer);
  if (record.name == kHostEjected.id()) proxy.ejected.insert(record.peer);
  if (record.name == kHostRestored.id() || record.name == kEndpointAdded.id()) proxy.ejected.erase(record.peer);
  if (record.name == kEndpointRemoved.id()) proxy.removed.insert(record.peer);
  if (record.name == kEndpointAdded.id()) proxy.removed.erase(record.peer);
  if (record.name == kPanicBegan.id()) proxy.is_in_panic = true;
  if (record.name == kPanicEnded.id()) proxy.is_in_panic = false;
}

void EligibleEndpoints::send(const Record& record, std::size_t position) {
  const Proxy& proxy = state_[position];
  if ((proxy.down.empty() && proxy.ejected.empty() && proxy.removed.empty()) || ages_.may_be_old(record)) return;
  exercise();
  const std::string what =
      fmt::format("{} sends operation {} to {}", proxies_.name(position), record.a, proxies_.name(record.peer));
  if (proxy.removed.contains(record.peer)) {
    violate(record, what + ", which was removed");
  } else if (proxy.down.contains(record.peer) && !proxy.is_in_panic) {
    violate(record, what + ", which it believes to be down, and is not in panic");
  } else if (proxy.ejected.contains(record.peer) && !proxy.is_in_panic) {
    violate(record, what + ", which it has ejected, and is not in panic");
  }
}

}  // namespace orrery
