#include "core/trace.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <catch2/catch.hpp>

using namespace orrery;
using namespace orrery::literals;

namespace {

// A file that is there as long as the test runs.
class CsvFile {
 public:
  explicit CsvFile(const std::string& text) {
    std::filesystem::create_directories(directory_);
    std::ofstream(directory_ / "x.csv") << text;
  }
  ~CsvFile() { std::filesystem::remove_all(directory_); }
  auto read() const { return read_trace("x.csv", directory_.string()); }
  // The error, after the name of the file.
  std::string error() const {
    const auto trace = read();
    REQUIRE(!trace);
    const std::string prefix = (directory_ / "x.csv").generic_string();
    const std::size_t at = trace.error().text.find(prefix);
    REQUIRE(at != std::string::npos);
    return trace.error().text.substr(at + prefix.size());
  }

 private:
  const std::filesystem::path directory_ =
      std::filesystem::temp_directory_path() / ("orrery-trace-test-" + std::to_string(::getpid()));
};

}  // namespace

TEST_CASE("a trace has its times, and sizes and operations where they were recorded, in columns of any order") {
  const auto trace = CsvFile("operation, time ,size\r\nbuy,0.5,2KiB\r\n\r\n,1500ms,\r\nsell,1.5,300\n").read();
  REQUIRE(trace);
  const auto& arrivals = (*trace)->arrivals;
  REQUIRE(arrivals.size() == 3);
  CHECK(arrivals[0].at == 500_ms);
  CHECK(arrivals[0].size == 2048);
  CHECK(arrivals[0].operation == "buy");
  CHECK(arrivals[1].at == 1500_ms);
  CHECK(arrivals[1].size == 0);
  CHECK(arrivals[1].operation.empty());
  CHECK(arrivals[2].size == 300);
}

TEST_CASE("a mistake in a trace is told with its line") {
  CHECK(CsvFile("time\n1\nsoon\n").error() ==
        ":3: time: expected a time such as 150ms or a number of seconds, not negative, found 'soon'");
  CHECK(CsvFile("time\n-1\n").error() ==
        ":2: time: expected a time such as 150ms or a number of seconds, not negative, found '-1'");
  CHECK(CsvFile("time\n2\n1\n").error() == ":3: expected times in order, found 1s after 2s");
  CHECK(CsvFile("time,size\n1\n").error() == ":2: expected 2 values, as the first line has columns, found 1");
  CHECK(CsvFile("time,size\n1,0\n").error() ==
        ":2: size: expected a size such as 2KiB or a number of bytes, above 0, found '0'");
  CHECK(CsvFile("time,operation\n1,Buy It\n").error().starts_with(":2: operation: expected a name"));
  CHECK(CsvFile("tiem\n1\n").error() ==
        ":1: expected a line of column names: time, size, operation, found 'tiem' (did you mean 'time'?)");
  CHECK(CsvFile("size\n1\n").error() == ":1: the column 'time' is missing");
  CHECK(CsvFile("time,time\n1,1\n").error() == ":1: the column 'time' is there twice");
  CHECK(CsvFile("time\n").error() == "' holds no arrivals");
  CHECK(!read_trace("nowhere.csv", "."));
}
