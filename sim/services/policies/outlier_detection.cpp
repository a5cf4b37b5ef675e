#include "services/policies/outlier_detection.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "services/policies/parts.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"outlier_detection", ParameterType::section, "none", "", "ejects hosts that do worse than they should"},
    {"outlier_detection.consecutive", ParameterType::integer, "5", "0..1000000",
     "failures in a row after which a host is ejected at once; 0: never"},
    {"outlier_detection.interval", ParameterType::duration, "10s", "1ms..24h",
     "how often rates are judged and hosts taken back"},
    {"outlier_detection.ejection", ParameterType::duration_range, "30s..300s", "1ms..24h",
     "how long an ejection lasts: the low end, times the ejections in a row, up to the high end"},
    {"outlier_detection.max_ejected", ParameterType::percent, "10%", "", "of the hosts may be ejected at once"},
    {"outlier_detection.always_one", ParameterType::boolean, "false", "",
     "one host may be ejected even where it is more than max_ejected"},
    {"outlier_detection.success_rate", ParameterType::boolean, "true", "",
     "ejects hosts whose success rate lies below the mean of all by deviations of them"},
    {"outlier_detection.deviations", ParameterType::number, "1.9", "0..100", "standard deviations below the mean"},
    {"outlier_detection.success_rate_hosts", ParameterType::integer, "5", "1..1000000",
     "hosts with enough requests in the interval, or success rates are not judged"},
    {"outlier_detection.success_rate_requests", ParameterType::integer, "100", "1..1000000000",
     "requests in the interval, or a host's success rate is not judged"},
    {"outlier_detection.failure_percentage", ParameterType::boolean, "false", "",
     "ejects hosts by their own share of failures"},
    {"outlier_detection.failure_share", ParameterType::percent, "85%", "", "failures of an interval's requests"},
    {"outlier_detection.failure_hosts", ParameterType::integer, "5", "1..1000000",
     "hosts with enough requests in the interval, or their failures are not judged"},
    {"outlier_detection.failure_requests", ParameterType::integer, "50", "1..1000000000",
     "requests in the interval, or a host's failures are not judged"},
};

double success_rate(std::int64_t requests, std::int64_t failures) {
  return 100.0 * static_cast<double>(requests - failures) / static_cast<double>(requests);
}

}  // namespace

constinit const PolicyRows outlier_detection_rows = kRows;

std::string contradiction_of_outlier_detection(const ParameterValues& policies) {
  if (!policies.has("outlier_detection")) return {};
  const bool looks_at_nothing = policies.integer("outlier_detection.consecutive") == 0 &&
                                !policies.boolean("outlier_detection.success_rate") &&
                                !policies.boolean("outlier_detection.failure_percentage");
  if (looks_at_nothing)
    return "outlier_detection looks at nothing: consecutive is 0, success_rate and failure_percentage are false";
  if (policies.number("outlier_detection.max_ejected") == 0 && !policies.boolean("outlier_detection.always_one"))
    return fmt::format("outlier_detection.max_ejected ({}) lets no host be ejected: leave out the detection instead",
                       policies.text("outlier_detection.max_ejected"));
  return {};
}

OutlierSettings::OutlierSettings(const ParameterValues& policies)
    : consecutive(policies.integer("outlier_detection.consecutive")),
      interval(policies.duration("outlier_detection.interval")),
      ejection_base(policies.duration_range("outlier_detection.ejection").low),
      ejection_max(policies.duration_range("outlier_detection.ejection").high),
      ejected_max(policies.number("outlier_detection.max_ejected")),
      always_one(policies.boolean("outlier_detection.always_one")),
      by_success_rate(policies.boolean("outlier_detection.success_rate")),
      deviation_factor(policies.number("outlier_detection.deviations")),
      success_rate_hosts(policies.integer("outlier_detection.success_rate_hosts")),
      success_rate_requests(policies.integer("outlier_detection.success_rate_requests")),
      by_failure_percentage(policies.boolean("outlier_detection.failure_percentage")),
      failure_percentage(policies.number("outlier_detection.failure_share")),
      failure_percentage_hosts(policies.integer("outlier_detection.failure_hosts")),
      failure_percentage_requests(policies.integer("outlier_detection.failure_requests")) {}

std::optional<OutlierChange> OutlierDetector::on_result(HostSet& hosts, HostId host, bool is_failure, Instant now) {
  if (!hosts.is_member(host)) return {};
  Watched& known = watched(host);
  ++known.requests;
  if (!is_failure) {
    known.failures_in_a_row = 0;
    return {};
  }
  ++known.failures;
  if (++known.failures_in_a_row != settings_.consecutive) return {};
  known.failures_in_a_row = 0;
  return eject(hosts, host, OutlierReason::consecutive, now);
}

std::vector<OutlierChange> OutlierDetector::on_interval(HostSet& hosts, Instant now) {
  std::vector<OutlierChange> changes;
  const std::vector<HostId> members(hosts.members().begin(), hosts.members().end());
  for (const HostId host : members) {
    Watched& known = watched(host);
    if (!hosts.is_ejected(host)) {
      if (known.times > 0) --known.times;
    } else if (now - known.ejected_at >= ejection_time(known)) {
      changes.push_back(take_back(hosts, host, OutlierReason::time_served));
    }
  }
  if (settings_.by_success_rate) judge_success_rates(hosts, now, changes);
  if (settings_.by_failure_percentage) judge_failure_percentages(hosts, now, changes);
  for (Watched& known : watched_) known.requests = known.failures = 0;
  return changes;
}

std::optional<OutlierChange> OutlierDetector::on_health_check_passed(HostSet& hosts, HostId host) {
  watched(host).failures_in_a_row = 0;
  if (!hosts.is_member(host) || !hosts.is_ejected(host)) return {};
  return take_back(hosts, host, OutlierReason::health_check);
}

std::int64_t OutlierDetector::times_in_a_row(HostId host) const {
  return index(host) < watched_.size() ? watched_[index(host)].times : 0;
}

std::int64_t OutlierDetector::ejections_max(std::int64_t hosts) const {
  return std::max<std::int64_t>(settings_.always_one ? 1 : 0, share_of(hosts, billionths(settings_.ejected_max)));
}

OutlierDetector::Watched& OutlierDetector::watched(HostId host) {
  if (index(host) >= watched_.size()) watched_.resize(index(host) + 1);
  return watched_[index(host)];
}

Duration OutlierDetector::ejection_time(const Watched& host) const {
  return std::min(settings_.ejection_base * host.times, settings_.ejection_max);
}

std::optional<OutlierChange> OutlierDetector::eject(HostSet& hosts, HostId host, OutlierReason reason, Instant now) {
  const auto members = static_cast<std::int64_t>(hosts.members().size());
  if (hosts.is_ejected(host) || hosts.ejected_count() >= ejections_max(members)) return {};
  Watched& known = watched(host);
  known.ejected_at = now;
  // As Envoy bounds it: by one more than the longest ejection needs, so that it takes an interval longer to come down.
  if (settings_.ejection_base * known.times < settings_.ejection_max + settings_.ejection_base) ++known.times;
  hosts.eject(host);
  return OutlierChange{host, true, reason};
}

OutlierChange OutlierDetector::take_back(HostSet& hosts, HostId host, OutlierReason reason) {
  // What it did before must not eject it again after a few more failures.
  watched(host).failures_in_a_row = 0;
  hosts.restore(host);
  return {host, false, reason};
}

std::vector<HostId> OutlierDetector::judged(const HostSet& hosts, std::int64_t requests_min) const {
  std::vector<HostId> enough;
  for (const HostId host : hosts.members())
    if (!hosts.is_ejected(host) && watched_[index(host)].requests >= requests_min) enough.push_back(host);
  return enough;
}

void OutlierDetector::judge_success_rates(HostSet& hosts, Instant now, std::vector<OutlierChange>& changes) {
  const std::vector<HostId> enough = judged(hosts, settings_.success_rate_requests);
  if (enough.empty() || static_cast<std::int64_t>(enough.size()) < settings_.success_rate_hosts) return;
  const auto rate = [&](HostId host) {
    return success_rate(watched_[index(host)].requests, watched_[index(host)].failures);
  };
  const auto count = static_cast<double>(enough.size());
  double mean = 0, variance = 0;
  for (const HostId host : enough) mean += rate(host) / count;
  for (const HostId host : enough) variance += (rate(host) - mean) * (rate(host) - mean) / count;
  const double threshold = mean - settings_.deviation_factor * std::sqrt(variance);
  for (const HostId host : enough) {
    if (rate(host) >= threshold) continue;
    if (const auto change = eject(hosts, host, OutlierReason::success_rate, now)) changes.push_back(*change);
  }
}

void OutlierDetector::judge_failure_percentages(HostSet& hosts, Instant now, std::vector<OutlierChange>& changes) {
  const std::vector<HostId> enough = judged(hosts, settings_.failure_percentage_requests);
  if (static_cast<std::int64_t>(enough.size()) < settings_.failure_percentage_hosts) return;
  for (const HostId host : enough) {
    const Watched& known = watched_[index(host)];
    if (known.failures * kWhole < known.requests * billionths(settings_.failure_percentage)) continue;
    if (const auto change = eject(hosts, host, OutlierReason::failure_percentage, now)) changes.push_back(*change);
  }
}

}  // namespace orrery
