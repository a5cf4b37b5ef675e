#include "checkers/request_ages.h"

#include <algorithm>

namespace orrery {

using namespace proxy;

// An end does not say whose operation it is: of several clients' operations of one number the oldest is taken.
void RequestAges::read(const Record& record) {
  if (record.kind == RecordKind::crashed) {
    proxies_.erase(record.node);
  } else if (record.kind != RecordKind::event) {
    return;
  } else if (record.name == kForwarded.id()) {
    proxies_[record.node].open[record.a].push_back({record.c, false});
  } else if (is_change(record)) {
    Proxy& proxy = proxies_[record.node];
    proxy.was_changed = true;
    for (auto& [operation, requests] : proxy.open)
      for (Request& request : requests) request.is_old = true;
  } else if (end_of(record)) {
    Requests& open = proxies_[record.node].open;
    const auto requests = open.find(record.a);
    if (requests == open.end()) return;
    requests->second.erase(requests->second.begin());
    if (requests->second.empty()) open.erase(requests);
  }
}

bool RequestAges::may_be_old(const Record& record) const {
  const auto proxy = proxies_.find(record.node);
  if (proxy == proxies_.end() || !proxy->second.was_changed) return false;
  const auto requests = proxy->second.open.find(record.a);
  if (requests == proxy->second.open.end()) return true;
  return std::any_of(requests->second.begin(), requests->second.end(),
                     [&](const Request& request) { return request.client == record.c && request.is_old; });
}

}  // namespace orrery
