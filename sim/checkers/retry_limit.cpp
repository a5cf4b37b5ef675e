#include "checkers/retry_limit.h"

#include <algorithm>

#include <fmt/format.h>

namespace orrery {

using namespace proxy;

RetryLimit::RetryLimit(std::vector<NodeId> proxies, std::int64_t attempts_max)
    : proxies_(std::move(proxies)), at_start_(attempts_max), state_(proxies_.size(), Proxy{attempts_max, {}}) {}

std::string RetryLimit::claim() const {
  return "an ambassador makes at most one attempt and its retries at a request (Envoy, num_retries)";
}

void RetryLimit::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records)
    if (const auto position = proxies_.position(record.node)) read(record, *position);
}

void RetryLimit::read(const Record& record, std::size_t position) {
  Proxy& proxy = state_[position];
  if (record.kind == RecordKind::crashed) {
    proxy = {at_start_, {}};
  } else if (record.kind != RecordKind::event) {
    return;
  } else if (record.name == kPoliciesSet.id()) {
    if (record.c == 0) return;
    proxy.attempts_max = record.b;
  } else if (record.name == kForwarded.id()) {
    Open& open = proxy.open[record.a];
    ++open.requests;
    open.allowed += proxy.attempts_max;
    open.most = std::max(open.most, proxy.attempts_max);
  } else if (record.name == kAttempted.id()) {
    attempt(record, position);
  } else if (end_of(record)) {
    const auto open = proxy.open.find(record.a);
    if (open != proxy.open.end() && --open->second.requests == 0) proxy.open.erase(open);
  }
}

void RetryLimit::attempt(const Record& record, std::size_t position) {
  const auto found = state_[position].open.find(record.a);
  if (record.b > 1) exercise();
  if (found == state_[position].open.end()) {
    violate(record,
            fmt::format("{} makes an attempt at operation {}, which is not at it", proxies_.name(position), record.a));
    return;
  }
  Open& open = found->second;
  if (++open.made > open.allowed || record.b > open.most)
    violate(record, fmt::format("{} makes attempt {} at operation {}, and at most {} are allowed",
                                proxies_.name(position), record.b, record.a, open.most));
}

}  // namespace orrery
