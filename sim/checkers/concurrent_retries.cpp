#include "checkers/concurrent_retries.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace orrery {

using namespace proxy;

ConcurrentRetries::ConcurrentRetries(std::vector<NodeId> proxies, const CheckedBudget& budget)
    : proxies_(std::move(proxies)), budget_(budget), state_(proxies_.size()) {}

std::string ConcurrentRetries::claim() const {
  return "no more retries are under way at an ambassador than its budget allows: so many, or a share of the requests "
         "that are active (Envoy, max_retries and retry_budget)";
}

void ConcurrentRetries::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records)
    if (const auto position = proxies_.position(record.node)) read(record, *position);
}

void ConcurrentRetries::read(const Record& record, std::size_t position) {
  Proxy& proxy = state_[position];
  ages_.read(record);
  if (record.kind == RecordKind::crashed) {
    proxy = Proxy();
  } else if (RequestAges::is_change(record)) {
    proxy.under_way.clear();
    proxy.has_other_budget = (record.c & kBudgetChanged) != 0;
  } else if (record.kind != RecordKind::event) {
    return;
  } else if (record.name == kForwarded.id()) {
    ++proxy.open[record.a];
    ++proxy.active;
  } else if (end_of(record)) {
    // One that was never forwarded ends too, and was not active.
    const auto open = proxy.open.find(record.a);
    if (open == proxy.open.end()) return;
    --proxy.active;
    if (--open->second == 0) proxy.open.erase(open);
    constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    const auto first = proxy.under_way.lower_bound({record.a, kLeast});
    proxy.under_way.erase(first, proxy.under_way.lower_bound({record.a + 1, kLeast}));
  } else if (record.name == kRetryAdmitted.id() && !ages_.may_be_old(record)) {
    admit(record, position);
  }
}

void ConcurrentRetries::admit(const Record& record, std::size_t position) {
  Proxy& proxy = state_[position];
  proxy.under_way.insert({record.a, record.c});
  if (proxy.has_other_budget) return;
  exercise();
  const auto of_active =
      static_cast<std::int64_t>(budget_.share * static_cast<double>(proxy.active * budget_.tries_each) + 1e-9);
  const std::int64_t limit = std::max(budget_.most, of_active);
  const auto under_way = static_cast<std::int64_t>(proxy.under_way.size());
  if (under_way <= limit) return;
  violate(record, fmt::format("{} has {} retries under way, of {} requests, and at most {} are allowed",
                              proxies_.name(position), under_way, proxy.active, limit));
}

}  // namespace orrery
