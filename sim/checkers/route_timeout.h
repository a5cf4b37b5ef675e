// The route's timeout: no request is at an ambassador for longer (Envoy, route timeout: retries and pauses included).
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "checkers/checked_nodes.h"
#include "checkers/proxy_records.h"
#include "core/checker.h"

namespace orrery {

// Takes the time from `accepted` to the end by the run's own clock and holds it against the timeout that was in force
// when the request was accepted; a request that is still open when its time has run out, at the end of the run, breaks
// it too. Requests that are at a proxy when it is paused are not judged, and none from the first drift of a clock on.
// Put to the test by every request with a timeout. An end does not say whose it is: of requests of one number the one
// whose time runs out first is taken to end first. Where any other order keeps to the timeouts, this one does.
class RouteTimeout final : public Checker {
 public:
  // `timeout` is that of the scenario, in force from each start of a proxy until an operator sets another; 0: none.
  RouteTimeout(std::vector<NodeId> proxies, Duration timeout);

  std::string name() const override { return "route-timeout"; }
  std::string claim() const override;
  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override;
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

 private:
  struct Open {
    Record accepted;
    Duration timeout;  // 0: none
    Instant due() const { return timeout == Duration() ? Instant::max() : accepted.time + timeout; }
  };
  struct Proxy {
    Duration timeout;
    // By the number of the operation.
    std::map<std::int64_t, std::vector<Open>> open;
  };
  void read(const Record& record, std::size_t position);
  void end(const Record& record, std::size_t position);
  void hold(const Open& open, const Record& end, std::size_t position);

  CheckedNodes proxies_;
  const Duration at_start_;
  std::vector<Proxy> state_;
  bool clocks_are_right_ = true;
};

}  // namespace orrery
