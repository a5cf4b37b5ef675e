#include "run_file/target_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "run_file/format.h"

namespace orrery::run_file {

namespace fs = std::filesystem;

namespace {

bool is_run_file(const fs::path& path) {
  constexpr std::streamoff kApplicationIdAt = 68;  // SQLite's file format, section 1.3
  std::ifstream file(path, std::ios::binary);
  unsigned char bytes[4] = {};
  file.seekg(kApplicationIdAt);
  file.read(reinterpret_cast<char*>(bytes), sizeof bytes);
  const std::int32_t id = bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
  return file.good() && id == kApplicationId;
}

// A run file's writer holds it locked as long as it lives.
bool is_being_written(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool is_locked = ::flock(file, LOCK_SH | LOCK_NB) != 0;
  ::close(file);
  return is_locked;
}

}  // namespace

std::string find_obstacle(const fs::path& path) {
  std::error_code ignored;
  const fs::path directory = path.has_parent_path() ? path.parent_path() : fs::path(".");
  if (!fs::is_directory(directory, ignored))
    return fmt::format("{}: there is no directory {}", path.string(), directory.string());
  if (::access(directory.c_str(), W_OK) != 0)
    return fmt::format("{}: nothing can be written in {}", path.string(), directory.string());
  if (!fs::exists(path, ignored)) return {};
  if (!fs::is_regular_file(path, ignored)) return fmt::format("{} is there already and is no file", path.string());
  if (is_being_written(path)) return fmt::format("{} is being written by another run", path.string());
  if (fs::file_size(path, ignored) > 0 && !is_run_file(path))
    return fmt::format("{} is there already and is no run file: it is left as it is", path.string());
  return {};
}

void remove_with_journal(const fs::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(path.string() + suffix, ignored);
}

}  // namespace orrery::run_file
