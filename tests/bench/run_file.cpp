#include "bench/run_file.h"

#include <stdlib.h>

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "bench/side_by_side.h"
#include "core/check.h"
#include "core/random.h"
#include "core/value_text.h"
#include "run/launch.h"
#include "run/run.h"
#include "run_file/format.h"
#include "run_file/frame.h"
#include "run_file/sqlite.h"
#include "run_file/writer.h"
#include "scenario/loader.h"

namespace orrery::bench {

namespace {

using Value = std::variant<std::monostate, std::int64_t, std::string>;

// The tables that grow with the run, and how many columns each has.
constexpr std::pair<const char*, int> kGrowing[] = {
    {"events", 11},        {"timers", 6},          {"operations", 11},     {"keyframes", 2},
    {"keyframe_nodes", 5}, {"keyframe_fields", 7}, {"keyframe_timers", 6}, {"keyframe_messages", 2}};

struct Rows {
  std::string table;
  int columns;
  std::vector<Value> values;  // row by row
};

Rows read(const Database& database, const char* table, int columns) {
  Rows rows{table, columns, {}};
  Statement statement(database, fmt::format("SELECT * FROM {}", table));
  while (statement.step())
    for (int column = 0; column < columns; ++column) {
      if (statement.is_null(column))
        rows.values.emplace_back();
      else if (statement.is_text(column))
        rows.values.emplace_back(std::string(statement.text(column)));
      else
        rows.values.emplace_back(statement.number(column));
    }
  return rows;
}

void insert(const Database& database, const Rows& rows) {
  std::string places = "?";
  for (int column = 1; column < rows.columns; ++column) places += ",?";
  Statement statement(database, fmt::format("INSERT INTO {} VALUES ({})", rows.table, places));
  int parameter = 0;
  for (const Value& value : rows.values) {
    ++parameter;
    if (const auto* number = std::get_if<std::int64_t>(&value))
      statement.bind(parameter, *number);
    else if (const auto* text = std::get_if<std::string>(&value))
      statement.bind(parameter, std::string_view(*text));
    else
      statement.bind_null(parameter);
    if (parameter < rows.columns) continue;
    statement.run();
    parameter = 0;
  }
}

}  // namespace

namespace {

tl::expected<RunResult, RunError> carry_out(const Scenario& scenario, const std::string& path) {
  return launch([&]() -> tl::expected<RunResult, std::string> {
    RunRequest request;
    if (path.empty()) return run_scenario(scenario, request);
    auto writer = run_file::Writer::create(path, scenario, request.seed);
    if (!writer) return tl::unexpected(writer.error());
    request.sinks.push_back(writer->get());
    auto result = run_scenario(scenario, request);
    if (result && !(*writer)->conclude(*result)) return tl::unexpected((*writer)->error());
    return result;
  });
}

}  // namespace

void keep_run(const Scenario& scenario, const std::string& path) {
  ORRERY_CHECK(carry_out(scenario, path).has_value(), "a benchmark's run to end well");
}

Scenario traced_scenario(Duration run_for) {
  LoadOptions options;
  options.overrides = {{"run_for", duration_text(run_for)}};
  auto scenario = load_scenario(std::string(ORRERY_SOURCE_DIR) + "/tests/bench/command-a-millisecond.yaml", options);
  ORRERY_CHECK(scenario.has_value(), "a scenario of the benchmarks to be valid");
  return *std::move(scenario);
}

TracedRun::TracedRun(Duration run_for) {
  directory_ = (std::filesystem::temp_directory_path() / "orrery-bench-XXXXXX").string();
  ORRERY_CHECK(::mkdtemp(directory_.data()) != nullptr, "a directory for run files");
  const Scenario scenario = traced_scenario(run_for);
  const double without =
      seconds_of([&] { ORRERY_CHECK(carry_out(scenario, {}).has_value(), "a benchmark's run to end well"); });
  const double with = seconds_of([&] {
    const auto result = carry_out(scenario, directory_ + "/run.orrery");
    ORRERY_CHECK(result.has_value(), "a benchmark's run to end well");
    events_ = static_cast<double>(result->records);
  });
  writing_ = with - without;
}

TracedRun::~TracedRun() { std::filesystem::remove_all(directory_); }

double TracedRun::bare_inserts() const {
  return in_child([&] {
    std::vector<Rows> all;
    {
      const Database file(directory_ + "/run.orrery", Database::Mode::read);
      for (const auto& [table, columns] : kGrowing) all.push_back(read(file, table, columns));
    }
    Database bare(directory_ + "/bare.db", Database::Mode::create);
    bare.execute("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" +
                 run_file::schema_sql());
    return seconds_of([&] {
      bare.execute("BEGIN");
      for (const Rows& rows : all) insert(bare, rows);
      bare.execute("COMMIT");
    });
  });
}

double TracedRun::seek() const {
  return in_child([&] {
    const auto run = run_file::RunFile::open(directory_ + "/run.orrery");
    ORRERY_CHECK(run.has_value(), "a run file that opens");
    run_file::FrameReader frames(*run);
    RandomStream random(1, "bench", "seek");
    constexpr int kSeeks = 200;
    const auto end = run->reached().nanoseconds();
    return seconds_of([&] {
             for (int i = 0; i < kSeeks; ++i) frames.at(Instant::nanoseconds(random.between(0, end)));
           }) /
           kSeeks;
  });
}

}  // namespace orrery::bench
