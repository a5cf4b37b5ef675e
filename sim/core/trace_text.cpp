// How recorded arrivals are read from CSV.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/format.h>

#include "core/trace.h"

namespace orrery {

namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

std::vector<std::string_view> cells(std::string_view line) {
  std::vector<std::string_view> all;
  for (std::size_t begin = 0; begin <= line.size();) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    all.push_back(trimmed(line.substr(begin, end - begin)));
    begin = end + 1;
  }
  return all;
}

Read<Duration> read_time(std::string_view text) {
  const auto duration = read_duration(text);
  if (duration && *duration >= Duration()) return duration;
  constexpr double kLongest = 1e9;  // seconds
  if (const auto seconds = read_number(text); seconds && *seconds >= 0 && *seconds <= kLongest)
    return Duration::from_seconds(*seconds);
  return tl::unexpected(unexpected("a time such as 150ms or a number of seconds, not negative", text));
}

Read<Bytes> read_bytes(std::string_view text) {
  const auto size = read_size(text);
  const auto bytes = size ? size : read_integer(text);
  if (bytes && *bytes > 0) return bytes;
  return tl::unexpected(unexpected("a size such as 2KiB or a number of bytes, above 0", text));
}

class TraceReader {
 public:
  explicit TraceReader(std::string name) : name_(std::move(name)) {}

  // Nothing where the line is in order.
  std::optional<ValueError> read_line(std::string_view line) {
    ++number_;
    if (trimmed(line).empty()) return std::nullopt;
    const std::vector<std::string_view> found = cells(line);
    if (columns_.empty()) return read_columns(found);
    if (found.size() != columns_.size())
      return wrong(
          fmt::format("expected {} values, as the first line has columns, found {}", columns_.size(), found.size()));
    Trace::Arrival arrival;
    for (std::size_t i = 0; i < found.size(); ++i)
      if (auto error = read_cell(columns_[i], found[i], arrival)) return error;
    if (!trace_.arrivals.empty() && arrival.at < trace_.arrivals.back().at)
      return wrong(fmt::format("expected times in order, found {} after {}", duration_text(arrival.at),
                               duration_text(trace_.arrivals.back().at)));
    trace_.arrivals.push_back(std::move(arrival));
    return std::nullopt;
  }
  Trace take() { return std::move(trace_); }

 private:
  static constexpr std::string_view kTime = "time", kSize = "size", kOperation = "operation";

  ValueError wrong(const std::string& text) const { return {fmt::format("{}:{}: {}", name_, number_, text)}; }

  std::optional<ValueError> read_columns(const std::vector<std::string_view>& found) {
    const std::vector<std::string_view> known = {kTime, kSize, kOperation};
    for (const std::string_view column : found) {
      if (std::find(known.begin(), known.end(), column) == known.end())
        return wrong(unexpected("a line of column names: time, size, operation", column).text +
                     suggestion(column, known));
      if (std::count(found.begin(), found.end(), column) > 1)
        return wrong(fmt::format("the column '{}' is there twice", column));
      columns_.emplace_back(column);
    }
    if (std::find(found.begin(), found.end(), kTime) == found.end()) return wrong("the column 'time' is missing");
    return std::nullopt;
  }

  std::optional<ValueError> read_cell(std::string_view column, std::string_view text, Trace::Arrival& arrival) const {
    if (column == kTime) {
      const auto time = read_time(text);
      if (!time) return wrong("time: " + time.error().text);
      arrival.at = *time;
    } else if (column == kSize && !text.empty()) {
      const auto size = read_bytes(text);
      if (!size) return wrong("size: " + size.error().text);
      arrival.size = *size;
    } else if (column == kOperation && !text.empty()) {
      const auto operation = read_name(text);
      if (!operation) return wrong("operation: " + operation.error().text);
      arrival.operation = *operation;
    }
    return std::nullopt;
  }

  const std::string name_;
  int number_ = 0;
  std::vector<std::string> columns_;
  Trace trace_;
};

}  // namespace

Read<std::shared_ptr<const Trace>> read_trace(std::string_view file, std::string_view directory) {
  const std::filesystem::path path = std::filesystem::path(directory) / file;
  std::error_code ignored;
  std::ifstream stream;
  if (std::filesystem::is_regular_file(path, ignored)) stream.open(path);
  if (!stream.is_open())
    return tl::unexpected(ValueError{fmt::format("cannot read {}", in_quotes(path.generic_string()))});
  TraceReader reader(path.generic_string());
  std::string line;
  while (std::getline(stream, line))
    if (auto error = reader.read_line(line)) return tl::unexpected(*std::move(error));
  auto trace = std::make_shared<const Trace>(reader.take());
  if (trace->arrivals.empty())
    return tl::unexpected(ValueError{fmt::format("{} holds no arrivals", in_quotes(path.generic_string()))});
  return trace;
}

}  // namespace orrery
