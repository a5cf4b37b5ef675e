// Hosts that do worse than they should are ejected for a while. After Envoy's outlier detection.
//
//   HEALTHY --n failures in a row (at once), or too low a success rate (at an interval)--> EJECTED
//   EJECTED --base time x times in a row is over (at an interval), or an active health check passed--> HEALTHY
//
// No host is ejected where more than a share of all would then be. An interval that begins and ends healthy takes one
// from the times in a row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/policies/host_set.h"
#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows outlier_detection_rows;
std::string contradiction_of_outlier_detection(const ParameterValues& policies);

struct OutlierSettings {
  std::int64_t consecutive = 5;  // failures in a row; 0: they do not count
  Duration interval = Duration::seconds(10);
  Duration ejection_base = Duration::seconds(30);
  Duration ejection_max = Duration::seconds(300);
  double ejected_max = 0.10;  // of the hosts
  bool always_one = false;    // one may be ejected even if it is a greater share
  bool by_success_rate = true;
  double deviation_factor = 1.9;        // standard deviations below the mean
  std::int64_t success_rate_hosts = 5;  // with enough requests, at least
  std::int64_t success_rate_requests = 100;
  bool by_failure_percentage = false;
  double failure_percentage = 0.85;  // ejected at this share of failures, or more
  std::int64_t failure_percentage_hosts = 5;
  std::int64_t failure_percentage_requests = 50;

  OutlierSettings() = default;
  explicit OutlierSettings(const ParameterValues& policies);  // has outlier_detection_rows
};

enum class OutlierReason : std::uint8_t { consecutive, success_rate, failure_percentage, time_served, health_check };

struct OutlierChange {
  HostId host;
  bool is_ejected;  // or it is back
  OutlierReason reason;
  friend constexpr bool operator==(OutlierChange, OutlierChange) = default;
};

// Of all hosts of a set, which it tells whom it ejects and takes back. Nobody else may eject from that set.
class OutlierDetector {
 public:
  explicit OutlierDetector(const OutlierSettings& settings) : settings_(settings) {}

  // An answer of a host. Failures are errors of the host or no answer at all, in Envoy's words 5xx.
  std::optional<OutlierChange> on_result(HostSet& hosts, HostId host, bool is_failure, Instant now);
  // Every settings().interval: takes back those whose time is over, then judges the interval's requests.
  std::vector<OutlierChange> on_interval(HostSet& hosts, Instant now);
  // A check asked the host and it answered well: it is taken back, and its failures in a row are forgotten.
  std::optional<OutlierChange> on_health_check_passed(HostSet& hosts, HostId host);

  const OutlierSettings& settings() const { return settings_; }
  // How often in a row the host was ejected: its next ejection lasts the base time one more times than this.
  std::int64_t times_in_a_row(HostId host) const;
  // How many hosts of so many may be ejected at once.
  std::int64_t ejections_max(std::int64_t hosts) const;

 private:
  struct Watched {
    std::int64_t failures_in_a_row = 0;
    std::int64_t times = 0;  // ejections in a row
    Instant ejected_at;
    std::int64_t requests = 0, failures = 0;  // of the interval
  };
  Watched& watched(HostId host);
  Duration ejection_time(const Watched& host) const;
  std::optional<OutlierChange> eject(HostSet& hosts, HostId host, OutlierReason reason, Instant now);
  OutlierChange take_back(HostSet& hosts, HostId host, OutlierReason reason);
  std::vector<HostId> judged(const HostSet& hosts, std::int64_t requests_min) const;
  void judge_success_rates(HostSet& hosts, Instant now, std::vector<OutlierChange>& changes);
  void judge_failure_percentages(HostSet& hosts, Instant now, std::vector<OutlierChange>& changes);

  OutlierSettings settings_;
  std::vector<Watched> watched_;  // by HostId
};

}  // namespace orrery
