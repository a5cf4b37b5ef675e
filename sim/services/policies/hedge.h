// A second try of an attempt that is slow, while the first goes on; the first good answer wins. After Dean and Barroso,
// "The Tail at Scale" (CACM 2013), and Envoy's hedging on per-try timeout.
//
//   hedge: { delay: 10ms, extra: 5% }       after a delay, and for one attempt in twenty at most
//   hedge: { on_timeout: true }             when the attempt's timeout runs out: it is not given up but joined
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows hedge_rows;
// Empty where hedge.* agree with one another and with `timeout`, if that is among the values.
std::string contradiction_of_hedge(const ParameterValues& policies);

struct HedgeSettings {
  std::optional<Duration> delay;       // after each try of the attempt; nothing: when its timeout runs out
  std::int64_t hedges_max = 1;         // of one attempt
  std::int64_t extra = 1'000'000'000;  // billionths: hedges of all attempts, at most

  HedgeSettings() = default;
  explicit HedgeSettings(const ParameterValues& policies);  // has hedge_rows
};

// How many hedges a caller may send, over all attempts of all its calls.
class HedgeAllowance {
 public:
  explicit HedgeAllowance(const HedgeSettings& settings) : extra_(settings.extra) {}

  void on_attempt() { ++attempts_; }
  // True, and the hedge counts, where it keeps hedges within their share of the attempts so far.
  bool try_hedge();

 private:
  std::int64_t extra_;
  std::int64_t attempts_ = 0;
  std::int64_t hedges_ = 0;
};

// One attempt, whose first try is sent. The hedges that join it are tries like the first: its end is the first good
// answer, or the failure of the last of them that is under way (services/caller.h).
class HedgedAttempt {
 public:
  explicit HedgedAttempt(const HedgeSettings& settings) : hedges_left_(settings.hedges_max) {}

  // The delay (or the timeout) of the last try ran out: whether one more is sent now.
  bool try_hedge(HedgeAllowance& allowance);

 private:
  std::int64_t hedges_left_;
};

}  // namespace orrery
