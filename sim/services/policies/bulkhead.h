// A limit on the calls to one target that are under way at once, and a queue before it. After Envoy's thresholds
// (`max_requests`, `max_pending_requests`) and resilience4j's SemaphoreBulkhead (`max_concurrent` 25, `max_wait` 0).
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows bulkhead_rows;
std::string contradiction_of_bulkhead(const ParameterValues& policies);

struct BulkheadSettings {
  std::int64_t concurrent_max = 1024;
  std::int64_t pending_max = 1024;
  std::optional<Duration> wait_max;  // nothing: as long as the call itself waits

  BulkheadSettings() = default;
  explicit BulkheadSettings(const ParameterValues& policies);  // has bulkhead_rows
};

class Bulkhead {
 public:
  using Ticket = std::uint64_t;  // the owner's name for a call; no two in here are alike
  enum class Entry : std::uint8_t { admitted, waits, refused };

  explicit Bulkhead(const BulkheadSettings& settings) : settings_(settings) {}

  Entry enter(Ticket call);
  // A call that was admitted is over. Its place goes to the call that waited longest, which is admitted by this.
  std::optional<Ticket> leave();
  // A call no longer wants to wait, or may no longer. False where it does not wait here.
  bool give_up(Ticket call);

  std::int64_t admitted() const { return admitted_; }
  std::int64_t waiting() const { return static_cast<std::int64_t>(queue_.size()); }

 private:
  BulkheadSettings settings_;
  std::int64_t admitted_ = 0;
  std::deque<Ticket> queue_;  // as calls came
};

}  // namespace orrery
