// What a command writes: standard output, or the file that its -o names.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace orrery::cli {

// A regular file is there whole or not at all: what is written is NAME.part at first, which takes the file's place at
// the end and is removed on every failure. A symbolic link is followed. What is no regular file, such as a pipe or a
// device, is written into.
class OutputFile {
 public:
  // `path` is empty for standard output; `input` is the file that is read meanwhile, under whatever name, and empty
  // where there is none. The error is one line.
  static tl::expected<OutputFile, std::string> open(const std::string& path, const std::string& input);
  OutputFile(OutputFile&&) noexcept = default;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  void write(std::string_view text);
  // After the last write. The error is one line.
  tl::expected<void, std::string> finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  OutputFile(std::string path, std::string replaced) : path_(std::move(path)), replaced_(std::move(replaced)) {}
  std::string partial() const { return replaced_ + ".part"; }

  std::string path_;      // as it was given
  std::string replaced_;  // the regular file that it leads to; empty: written into as it is
  std::unique_ptr<std::FILE, Close> file_;
  bool ok_ = true;
};

}  // namespace orrery::cli
