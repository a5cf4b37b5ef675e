// The hosts that a call can go to, as its caller sees them: weights, calls under way, health. Whoever finds a host out
// of order (health_check.h, outlier_detection.h) says so here, and whoever chooses (balancer.h) looks here.
//
//   host:  HEALTHY --eject--> EJECTED --restore--> HEALTHY;  a failed health check is FAILED_HEALTH_CHECK, whatever
//   else set:   NORMAL --fewer than the panic threshold are healthy--> PANIC --no longer--> NORMAL
//
// In panic health is ignored: to send a part of the calls to hosts that may be down is better than to send all of them
// to the few that are left (Envoy, "Panic threshold").
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows panic_rows;  // panic_threshold

enum class HostId : std::uint32_t {};  // in the order in which hosts were added; never given twice
constexpr std::size_t index(HostId host) { return static_cast<std::size_t>(host); }

enum class HostHealth : std::uint8_t { healthy, ejected, failed_health_check };
enum class SetMode : std::uint8_t { normal, panic };

class HostSet {
 public:
  // Panic below this fraction of healthy hosts, 0 (never) to 1.
  explicit HostSet(double panic_threshold = 0.5);

  // Names tell hosts apart in hashes; weights are 1 to 1000.
  HostId add(std::string name, std::int64_t weight = 1);
  void remove(HostId host);
  void set_weight(HostId host, std::int64_t weight);

  // What is said twice changes nothing; nor does what is said of a host that was removed.
  void eject(HostId host) { set_health(host, true, hosts_.at(index(host)).failed_check); }
  void restore(HostId host) { set_health(host, false, hosts_.at(index(host)).failed_check); }
  void fail_health_check(HostId host) { set_health(host, hosts_.at(index(host)).ejected, true); }
  void pass_health_check(HostId host) { set_health(host, hosts_.at(index(host)).ejected, false); }

  // A call to the host begins or is over; a removed one may still have some.
  void on_call_begin(HostId host) { ++hosts_.at(index(host)).active; }
  void on_call_end(HostId host);

  bool is_member(HostId host) const { return hosts_.at(index(host)).member; }
  // Whether the host was ejected, also where a failed health check hides it.
  bool is_ejected(HostId host) const { return hosts_.at(index(host)).ejected; }
  HostHealth health(HostId host) const;
  const std::string& name(HostId host) const { return hosts_.at(index(host)).name; }
  std::int64_t weight(HostId host) const { return hosts_[index(host)].weight; }
  std::int64_t active(HostId host) const { return hosts_[index(host)].active; }

  SetMode mode() const { return mode_; }
  // Those a call may go to, in the order of their ids: the healthy ones, and in panic all.
  std::span<const HostId> eligible() const { return eligible_; }
  bool is_eligible(HostId host) const {
    return is_member(host) && (mode_ == SetMode::panic || health(host) == HostHealth::healthy);
  }
  std::span<const HostId> members() const { return members_; }
  std::int64_t ejected_count() const { return ejected_count_; }
  // Changes whenever `eligible` or a weight does, so that what is built from them can be kept until then.
  std::uint64_t version() const { return version_; }

 private:
  struct Host {
    std::string name;
    std::int64_t weight;
    std::int64_t active = 0;
    bool member = true;
    bool ejected = false;
    bool failed_check = false;
  };
  void set_health(HostId host, bool ejected, bool failed_check);
  void refresh();  // the only way into a mode

  std::int64_t panic_billionths_;
  std::vector<Host> hosts_;
  std::vector<HostId> members_, eligible_;
  SetMode mode_ = SetMode::normal;
  std::int64_t ejected_count_ = 0;
  std::uint64_t version_ = 0;
};

}  // namespace orrery
