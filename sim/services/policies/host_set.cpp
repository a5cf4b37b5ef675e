#include "services/policies/host_set.h"

#include <utility>

#include "core/check.h"
#include "services/policies/parts.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"panic_threshold", ParameterType::percent, "50%", "",
     "with fewer healthy hosts than that all are called, healthy or not; 0%: never"},
};
constexpr std::int64_t kWeightMax = 1000;

}  // namespace

constinit const PolicyRows panic_rows = kRows;

HostSet::HostSet(double panic_threshold) : panic_billionths_(billionths(panic_threshold)) {
  ORRERY_CHECK(panic_threshold >= 0 && panic_threshold <= 1, "a panic threshold of 0 to 1");
}

HostId HostSet::add(std::string name, std::int64_t weight) {
  ORRERY_CHECK(weight >= 1 && weight <= kWeightMax, "a weight of 1 to 1000");
  const auto host = static_cast<HostId>(hosts_.size());
  hosts_.push_back({std::move(name), weight});
  refresh();
  return host;
}

void HostSet::remove(HostId host) {
  hosts_.at(index(host)).member = false;
  refresh();
}

void HostSet::set_weight(HostId host, std::int64_t weight) {
  ORRERY_CHECK(weight >= 1 && weight <= kWeightMax, "a weight of 1 to 1000");
  hosts_.at(index(host)).weight = weight;
  refresh();
}

void HostSet::on_call_end(HostId host) {
  Host& known = hosts_.at(index(host));
  ORRERY_CHECK(known.active > 0, "a call that ends to be under way");
  --known.active;
}

HostHealth HostSet::health(HostId host) const {
  const Host& known = hosts_.at(index(host));
  if (known.failed_check) return HostHealth::failed_health_check;
  return known.ejected ? HostHealth::ejected : HostHealth::healthy;
}

void HostSet::set_health(HostId host, bool ejected, bool failed_check) {
  Host& known = hosts_.at(index(host));
  if (!known.member || (known.ejected == ejected && known.failed_check == failed_check)) return;
  known.ejected = ejected;
  known.failed_check = failed_check;
  refresh();
}

void HostSet::refresh() {
  members_.clear();
  eligible_.clear();
  ejected_count_ = 0;
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    if (!hosts_[i].member) continue;
    const auto host = static_cast<HostId>(i);
    members_.push_back(host);
    if (hosts_[i].ejected) ++ejected_count_;
    if (health(host) == HostHealth::healthy) eligible_.push_back(host);
  }
  const auto healthy = static_cast<std::int64_t>(eligible_.size());
  const auto all = static_cast<std::int64_t>(members_.size());
  mode_ = healthy * kWhole < all * panic_billionths_ ? SetMode::panic : SetMode::normal;
  if (mode_ == SetMode::panic) eligible_ = members_;
  ++version_;
}

}  // namespace orrery
