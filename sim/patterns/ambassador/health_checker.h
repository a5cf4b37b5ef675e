// Asks every endpoint now and then whether it is well, and tells the Endpoints what it comes to believe
// (services/policies/health_check.h says when it changes its mind). After Envoy's active health checks.
//
//   due --probe sent--> asked --report, or none in time--> waits for the interval --> due
#pragma once

#include <optional>
#include <vector>

#include "core/context.h"
#include "core/flat_table.h"
#include "core/parameters.h"
#include "patterns/ambassador/endpoints.h"
#include "services/health_probe.h"
#include "services/policies/health_check.h"

namespace orrery::ambassador {

class HealthChecker {
 public:
  // `values` has health_check_rows. Without the section `health_check` nobody is asked.
  explicit HealthChecker(const ParameterValues& values);

  // The endpoints are told apart by their positions. The first checks are made at once.
  void start(Context& ctx, const Endpoints& endpoints);
  void on_report(Context& ctx, NodeId from, const HealthReport& report, Endpoints& endpoints);
  // False where the timer is none of its own.
  bool on_timer(Context& ctx, TimerId timer, Endpoints& endpoints);

 private:
  struct Checked {
    NodeId node;
    HealthCheck check;
    std::int64_t asked = 0;  // the probe that is not answered yet; 0: none
    TimerId timer;           // when it is asked next, or given up
  };
  void ask(Context& ctx, std::size_t position, const Endpoints& endpoints);
  void on_result(Context& ctx, std::size_t position, bool is_well, Endpoints& endpoints);
  void set_timer(Context& ctx, std::size_t position, Name what, Duration after);

  std::optional<HealthCheckSettings> settings_;
  std::vector<Checked> checked_;
  FlatTable<std::size_t> timers_;  // the position that each is for
  std::int64_t last_number_ = 0;
};

}  // namespace orrery::ambassador
