#include "services/policies/rows.h"

#include <set>
#include <string_view>

#include <catch2/catch.hpp>

#include "services/policies/adaptive_throttle.h"
#include "services/policies/balancer.h"
#include "services/policies/bulkhead.h"
#include "services/policies/cache.h"
#include "services/policies/failure.h"
#include "services/policies/health_check.h"
#include "services/policies/hedge.h"
#include "services/policies/outlier_detection.h"
#include "services/policies/rate_limit.h"
#include "services/policies/retry_budget.h"

using namespace orrery;

namespace {

const Parameters& all_rows() {
  static const Parameters all =
      joined({retry_class_rows, retry_budget_rows, hedge_rows, bulkhead_rows, rate_limit_rows, adaptive_throttle_rows,
              balance_rows, panic_rows, outlier_detection_rows, health_check_rows, cache_rows, fallback_rows});
  return all;
}

}  // namespace

TEST_CASE("the rows of all policies have paths of their own, valid defaults and help of a line") {
  std::set<std::string_view> paths;
  for (const Parameter& row : all_rows()) {
    INFO(row.path);
    CHECK(paths.insert(row.path).second);
    CHECK_FALSE(row.help.empty());
    CHECK_FALSE(row.help.ends_with('.'));
    CHECK_FALSE(row.default_text.empty());
  }
  CHECK(ParameterValues(all_rows()).missing().empty());
}

TEST_CASE("a policy that is not mentioned is not there, but for the balance") {
  const ParameterValues defaults(all_rows());
  for (const char* policy : {"retry_budget", "hedge", "bulkhead", "rate_limit", "adaptive_throttle",
                             "outlier_detection", "health_check", "cache", "fallback"})
    CHECK_FALSE(defaults.has(policy));
  CHECK(defaults.form("balance").name == "round-robin");
}

TEST_CASE("any part of a policy that is given brings the defaults of the rest") {
  const ParameterValues given(all_rows(), {{"bulkhead.max_concurrent", "25"}, {"outlier_detection.interval", "1s"}});
  CHECK(BulkheadSettings(given).concurrent_max == 25);
  CHECK(BulkheadSettings(given).pending_max == 1024);
  CHECK(OutlierSettings(given).consecutive == 5);
}
