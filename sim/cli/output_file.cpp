#include "cli/output_file.h"

#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "cli/console.h"

namespace orrery::cli {

namespace {

namespace fs = std::filesystem;

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

// Where a chain of symbolic links ends, whether or not there is a file; as many links as Linux itself follows.
fs::path followed(fs::path path) {
  constexpr int kLinksMost = 40;
  std::error_code error;
  for (int links = 0; links < kLinksMost && fs::is_symlink(path, error); ++links)
    path = path.parent_path() / fs::read_symlink(path, error);
  return path;
}

// The regular file, there or to be, that `path` leads to; empty where it leads to anything else.
std::string regular_file(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) return {};
  std::string file = followed(path).string();
  // A link of /proc can lead to a file that has no name any more.
  return fs::exists(status) && !is_same_file(file, path) ? std::string() : file;
}

}  // namespace

tl::expected<OutputFile, std::string> OutputFile::open(const std::string& path, const std::string& input) {
  if (path.empty()) return OutputFile({}, {});
  if (is_same_file(path, input))
    return tl::unexpected(fmt::format("-o {} is the file that is read: name another", path));
  OutputFile output(path, regular_file(path));
  const bool is_replaced = !output.replaced_.empty();
  if (is_replaced && is_same_file(output.partial(), input))
    return tl::unexpected(fmt::format(
        "-o {} is written as {} at first, and that is the file that is read: name another", path, output.partial()));
  if (is_replaced) ::unlink(output.partial().c_str());
  output.file_.reset(is_replaced ? std::fopen(output.partial().c_str(), "wbx") : std::fopen(path.c_str(), "wb"));
  if (output.file_ == nullptr) return tl::unexpected(fmt::format("{} cannot be written", path));
  return output;
}

OutputFile::~OutputFile() {
  if (file_ != nullptr && !replaced_.empty()) ::unlink(partial().c_str());
}

void OutputFile::write(std::string_view text) {
  if (path_.empty()) return print(text);
  ok_ = ok_ && std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size();
}

tl::expected<void, std::string> OutputFile::finish() {
  if (path_.empty()) return {};
  ok_ = std::fclose(file_.release()) == 0 && ok_;
  if (replaced_.empty()) {
    if (ok_) return {};
    return tl::unexpected(fmt::format("{} could not be written whole", path_));
  }
  if (ok_ && std::rename(partial().c_str(), replaced_.c_str()) == 0) return {};
  ::unlink(partial().c_str());
  return tl::unexpected(fmt::format("{} could not be written whole, and was left as it was", path_));
}

}  // namespace orrery::cli
