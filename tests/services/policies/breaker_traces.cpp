#include "services/policies/breaker_traces.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "services/policies/breaker.h"

namespace orrery::test {
namespace {

using Json = nlohmann::json;

BreakerSettings settings_of(const Json& trace) {
  BreakerSettings settings;
  if (trace.at("window") == "time")
    settings.window_time = Duration::seconds(trace.at("size").get<std::int64_t>());
  else
    settings.window_calls = trace.at("size").get<std::int64_t>();
  settings.calls_min = trace.at("min_calls").get<std::int64_t>();
  settings.failure_rate = trace.at("failure_rate").get<double>() / 100;
  settings.slow_rate = trace.at("slow_rate").get<double>() / 100;
  settings.slow_call = Duration::milliseconds(trace.at("slow_ms").get<std::int64_t>());
  settings.half_open_calls = trace.at("half_open_calls").get<std::int64_t>();
  settings.wait_open = Duration::milliseconds(trace.at("wait_open_ms").get<std::int64_t>());
  return settings;
}

std::string recorded_name(BreakerState state) {
  std::string name(breaker_state_text(state));
  for (char& letter : name) letter = letter == '-' ? '_' : static_cast<char>(letter - 'a' + 'A');
  return name;
}

// What is to be compared after an operation, in one text.
std::string outcome_text(std::optional<bool> permitted, const std::string& state, std::int64_t buffered,
                         std::int64_t failed, std::int64_t slow) {
  const std::string_view permission = !permitted ? "" : *permitted ? "permitted, " : "refused, ";
  return fmt::format("{}{} with {} buffered, {} failed, {} slow", permission, state, buffered, failed, slow);
}

std::string recorded_outcome(const Json& operation) {
  std::optional<bool> permitted;
  if (operation.at("op") == "acquire") permitted = operation.at("permitted").get<bool>();
  return outcome_text(permitted, operation.at("state"), operation.at("buffered"), operation.at("failed"),
                      operation.at("slow"));
}

std::string outcome(CircuitBreaker& breaker, const Json& operation) {
  const Instant now = Instant::at(Duration::milliseconds(operation.at("t").get<std::int64_t>()));
  const auto took = [&] { return Duration::milliseconds(operation.at("ms").get<std::int64_t>()); };
  const std::string name = operation.at("op");
  std::optional<bool> permitted;
  if (name == "acquire")
    permitted = breaker.try_acquire(now);
  else if (name == "success")
    breaker.on_success(now, took());
  else if (name == "error")
    breaker.on_error(now, took());
  else
    return fmt::format("no operation '{}'", name);
  const CallCounts counts = breaker.counts(now).window;
  return outcome_text(permitted, recorded_name(breaker.state()), counts.calls, counts.failed, counts.slow);
}

// The first difference, or nothing.
std::optional<std::string> replay(const Json& trace, TraceReport& report) {
  for (const char* count : {"size", "half_open_calls"})
    if (trace.at(count).get<std::int64_t>() < 1) return fmt::format("not a trace: {} is below 1", count);
  CircuitBreaker breaker(settings_of(trace));
  int number = 0;
  std::int64_t latest = 0;
  for (const Json& operation : trace.at("ops")) {
    const auto time = operation.at("t").get<std::int64_t>();
    if (time < std::exchange(latest, time)) return fmt::format("not a trace: its time goes back to {} ms", time);
    ++number;
    ++report.operations;
    const std::string recorded = recorded_outcome(operation);
    const std::string found = outcome(breaker, operation);
    if (found == recorded) continue;
    return fmt::format("operation {} ({} at {} ms): recorded {}; found {}", number,
                       operation.at("op").get<std::string>(), time, recorded, found);
  }
  if (number == 0) return "a trace without operations";
  return std::nullopt;
}

void replay_file(const std::filesystem::path& path, TraceReport& report) {
  std::ifstream file(path);
  int line_number = 0;
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    ++report.traces;
    std::optional<std::string> difference;
    try {
      difference = replay(Json::parse(line), report);
    } catch (const Json::exception& error) {
      difference = fmt::format("not a trace: {}", error.what());
    }
    if (difference)
      report.differences.push_back(fmt::format("{}:{}, {}", path.filename().string(), line_number, *difference));
  }
}

}  // namespace

TraceReport replay_breaker_traces(const std::filesystem::path& directory, std::string_view name_start) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().extension() == ".jsonl" && entry.path().filename().string().starts_with(name_start))
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  TraceReport report;
  for (const auto& path : files) replay_file(path, report);
  return report;
}

}  // namespace orrery::test
