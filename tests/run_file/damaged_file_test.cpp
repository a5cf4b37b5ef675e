#include <fstream>

#include "run_file/frame.h"
#include "run_file/sqlite.h"
#include "support/traced_run.h"

using namespace orrery;
using namespace orrery::run_file;
using orrery::test::Directory;
using orrery::test::run_traced;
using orrery::test::scenario_of;

namespace {

std::string error_of(const std::string& path) {
  const auto run = RunFile::open(path);
  REQUIRE_FALSE(run.has_value());
  REQUIRE(run.error().find(path) == 0);
  return run.error().substr(path.size());
}

}  // namespace

TEST_CASE("what is no run file is refused in words") {
  const Directory directory;
  CHECK(error_of(directory.file("missing")) == ": there is no such file");
  std::ofstream(directory.file("empty")).flush();
  CHECK(error_of(directory.file("empty")) == " is no run file");
  std::ofstream(directory.file("text")) << "orrery: 1\ntitle: A scenario is no run\n";
  CHECK(error_of(directory.file("text")) == " is no run file");
  Database(directory.file("other.db"), Database::Mode::create).execute("CREATE TABLE t(a)");
  CHECK(error_of(directory.file("other.db")) == " is no run file");
  std::filesystem::create_directory(directory.file("folder"));
  CHECK(error_of(directory.file("folder")) == " is no file");
}

TEST_CASE("a run file of a newer format is refused") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/first-election"), 1, path);
  Database(path, Database::Mode::create).execute("PRAGMA user_version = 99");
  CHECK(error_of(path) == " was written by a newer Orrery (format 99; this one reads up to 1)");
}

TEST_CASE("a run file that lost its end is refused") {
  const Directory directory;
  const std::string path = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/first-election"), 1, path);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  CHECK(error_of(path).find(" is damaged") == 0);
}

TEST_CASE("damage anywhere in a run file is an error or a wrong value, and never the end of the program") {
  const Directory directory;
  const std::string whole = directory.file("run.orrery");
  run_traced(scenario_of("leader-election/first-election"), 1, whole);
  const auto size = std::filesystem::file_size(whole);
  const std::string noise(512, '\x5a');
  int refused = 0;
  for (std::uintmax_t at = 100; at + noise.size() < size; at += size / 37) {
    const std::string path = directory.file("damaged.orrery");
    std::filesystem::copy_file(whole, path, std::filesystem::copy_options::overwrite_existing);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(at));
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
    file.close();
    const auto run = RunFile::open(path);
    if (!run) {
      ++refused;
      continue;
    }
    try {
      FrameReader frames(*run);
      frames.at(run->reached());
      frames.after(RecordId{1});
      run->all_notes(1000);
      run->operations(RecordId{1}, run->last());
      run->result();
    } catch (const SqliteError&) {
      ++refused;
    }
  }
  CHECK(refused > 0);
}
