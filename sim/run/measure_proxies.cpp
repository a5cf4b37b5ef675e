#include "run/measure_proxies.h"

#include "core/check.h"

namespace orrery {

namespace {

// As patterns/ambassador/ambassador_observed.h and services/call_observed.h declare them.
constexpr Name kForwarded{"forwarded"};
constexpr Name kAttempted{"attempted"};

constexpr CountedEvent kOfProxies[] = {
    {"downstream_requests", "accepted"},   {"upstream_requests", kAttempted},       {"upstream_requests", "hedged"},
    {"proxy_timeouts", "proxy_timed_out"}, {"proxy_overflows", "proxy_overflowed"},
};

}  // namespace

ProxiesMeasure::ProxiesMeasure(NodeSet nodes, Window window) : EventMeasure(std::move(nodes), window, kOfProxies) {}

bool ProxiesMeasure::computes(std::string_view metric) {
  return metric == "upstream_ratio" || metric == "upstream_retries" || metric == "proxy_overhead" ||
         has(kOfProxies, metric);
}

void ProxiesMeasure::on_event(const Record& event, bool is_counted) {
  if (!is_counted) return;
  if (event.name == kForwarded.id()) overhead_.add(event.b);
  if (event.name == kAttempted.id() && event.b > 1) ++retries_;
}

std::optional<double> ProxiesMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "upstream_retries") return static_cast<double>(retries_);
  if (metric == "proxy_overhead") return statistic_of(overhead_, statistic);
  if (metric != "upstream_ratio") return count_of(metric);
  return quotient_of(static_cast<std::int64_t>(*count_of("upstream_requests")),
                  static_cast<std::int64_t>(*count_of("downstream_requests")));
}

}  // namespace orrery
