// The run file: one SQLite database a run, with every Record of it and what was found. The tables are for whoever knows
// SQL as much as for Orrery itself; `orrery describe run-file` prints them with example queries.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/record.h"

namespace orrery::run_file {

// SQLite's application_id: "Orry". Its user_version is the version of the format.
inline constexpr std::int32_t kApplicationId = 0x4f727279;
inline constexpr std::int32_t kVersion = 1;

// The number by which a kind of Record is stored; traffic comes first, so that an index can leave it out.
std::int64_t code_of(RecordKind kind);
std::optional<RecordKind> kind_of(std::int64_t code);
// From this code on Records change something by themselves: these are indexed by kind, name and node.
std::int64_t first_code_apart_from_traffic();

struct Table {
  std::string_view name;
  std::string_view help;     // what a row is
  std::string_view columns;  // SQL, one column a line, with its comment
  std::string_view options;  // SQL behind the columns
};
std::span<const Table> tables();

struct View {
  std::string_view name;
  std::string_view help;
  std::string_view select;
};
std::span<const View> views();

struct ExampleQuery {
  std::string_view question;
  std::string_view sql;
};
std::span<const ExampleQuery> example_queries();

// What makes the tables, indices and views of an empty database, and fills `kinds`.
std::string schema_sql();

// How far the file came, as meta.state tells it; `recording` without a living writer means that the run was cut off.
inline constexpr std::string_view kRecording = "recording";
inline constexpr std::string_view kComplete = "complete";
inline constexpr std::string_view kBrokenOff = "broken off";  // meta.why says why

}  // namespace orrery::run_file
