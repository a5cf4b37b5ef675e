// Traces recorded from a circuit breaker that is in use, one JSON object a line: the settings, then the operations,
// each with the permission, the state and the counts after it.
//
//   {"window": "count" | "time", "size": 9, "min_calls": 7, "failure_rate": 2, "slow_rate": 75, "slow_ms": 493,
//    "half_open_calls": 3, "wait_open_ms": 1489, "ops": [
//      {"t": 161, "op": "acquire", "permitted": true, "state": "CLOSED", "buffered": 0, "failed": 0, "slow": 0},
//      {"t": 203, "op": "success" | "error", "ms": 45, "state": "CLOSED", "buffered": 1, "failed": 0, "slow": 0}]}
//
// Rates are percents; a time window's size is in seconds; `t` is in milliseconds from a whole second. The recorded ones
// are in tests/vectors; the environment variable ORRERY_BREAKER_VECTORS can name a directory of more.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::test {

struct TraceReport {
  int traces = 0;
  int operations = 0;
  std::vector<std::string> differences;  // "traces.jsonl:7, operation 12 (...): ..."; of each trace the first
};

// Replays every *.jsonl file of the directory whose name begins so, in the order of their names.
TraceReport replay_breaker_traces(const std::filesystem::path& directory, std::string_view name_start = {});

}  // namespace orrery::test
