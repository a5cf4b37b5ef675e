#include "run/measure_proxies.h"

#include "core/check.h"

namespace orrery {

namespace {

// As patterns/ambassador/ambassador_observed.h and services/call_observed.h declare them.
constexpr Name kAccepted{"accepted"};
constexpr Name kForwarded{"forwarded"};
constexpr Name kProxyTimedOut{"proxy_timed_out"};
constexpr Name kProxyOverflowed{"proxy_overflowed"};
constexpr Name kAttempted{"attempted"};
constexpr Name kHedged{"hedged"};

constexpr RecordKind kEvents[] = {RecordKind::event};

}  // namespace

bool ProxiesMeasure::computes(std::string_view metric) {
  return metric == "downstream_requests" || metric == "upstream_requests" || metric == "upstream_ratio" ||
         metric == "upstream_retries" || metric == "proxy_overflows" || metric == "proxy_timeouts" ||
         metric == "proxy_overhead";
}

std::span<const RecordKind> ProxiesMeasure::kinds() const { return kEvents; }

void ProxiesMeasure::on_record(const Record& record) {
  if (!counts(record)) return;
  if (record.name == kAccepted.id()) {
    ++downstream_;
  } else if (record.name == kForwarded.id()) {
    overhead_.add(record.b);
  } else if (record.name == kAttempted.id()) {
    ++upstream_;
    if (record.b > 1) ++retries_;
  } else if (record.name == kHedged.id()) {
    ++upstream_;
  } else if (record.name == kProxyTimedOut.id()) {
    ++timeouts_;
  } else if (record.name == kProxyOverflowed.id()) {
    ++overflows_;
  }
}

std::optional<double> ProxiesMeasure::figure(std::string_view metric, std::string_view statistic) const {
  if (metric == "downstream_requests") return static_cast<double>(downstream_);
  if (metric == "upstream_requests") return static_cast<double>(upstream_);
  if (metric == "upstream_retries") return static_cast<double>(retries_);
  if (metric == "proxy_overflows") return static_cast<double>(overflows_);
  if (metric == "proxy_timeouts") return static_cast<double>(timeouts_);
  if (metric == "proxy_overhead") return statistic_of(overhead_, statistic);
  ORRERY_CHECK(metric == "upstream_ratio", "a metric of proxies");
  if (downstream_ == 0) return std::nullopt;
  return static_cast<double>(upstream_) / static_cast<double>(downstream_);
}

}  // namespace orrery
