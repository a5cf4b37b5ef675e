#include "run_file/format.h"

#include <set>

#include "run_file/sqlite.h"
#include "support/traced_run.h"

using namespace orrery;
using orrery::test::Directory;
using orrery::test::run_traced;
using orrery::test::scenario_of;

TEST_CASE("every kind of Record has a code of its own, and traffic comes before all else") {
  std::set<RecordKind> kinds;
  for (std::int64_t code = 1; const auto kind = run_file::kind_of(code); ++code) {
    CHECK(run_file::code_of(*kind) == code);
    CHECK(is_traffic(*kind) == (code < run_file::first_code_apart_from_traffic()));
    CHECK(record_kind_text(*kind) != "?");
    kinds.insert(*kind);
  }
  CHECK(kinds.size() == 20);
  CHECK_FALSE(run_file::kind_of(0).has_value());
  CHECK_FALSE(run_file::kind_of(21).has_value());
}

TEST_CASE("every example query runs, and finds something where its run has it") {
  const Directory directory;
  run_traced(scenario_of("leader-election/leader-crash"), 1, directory.file("run.orrery"));
  Database database(directory.file("run.orrery"), Database::Mode::read);
  for (const run_file::ExampleQuery& example : run_file::example_queries()) {
    INFO(example.sql);
    CHECK(Statement(database, example.sql).step());
  }
  for (const run_file::View& view : run_file::views())
    CHECK(Statement(database, "SELECT * FROM " + std::string(view.name)).step());
}
