#include "scenario/text_file.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

namespace orrery {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kDatabase = "SQLite format 3";  // how a run file begins

// The length of the well-formed character at the start of `bytes` (Unicode 15, table 3-7); 0 where there is none.
std::size_t character_length(std::string_view bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at)
    if ((byte(at) & 0xC0) != 0x80) return 0;
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  const std::uint8_t second = byte(1);
  if (lead == 0xE0 && second < 0xA0) return 0;
  if (lead == 0xED && second > 0x9F) return 0;
  if (lead == 0xF0 && second < 0x90) return 0;
  if (lead == 0xF4 && second > 0x8F) return 0;
  return length;
}

tl::unexpected<TextFault> fault(std::string text) { return tl::unexpected(TextFault{std::move(text)}); }

}  // namespace

std::optional<TextFault> find_text_fault(std::string_view bytes) {
  int line = 1;
  std::size_t line_start = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto first = static_cast<std::uint8_t>(bytes[at]);
    const int column = static_cast<int>(at - line_start) + 1;
    const bool is_control = (first < 0x20 && first != '\n' && first != '\r' && first != '\t') || first == 0x7F;
    if (is_control) return TextFault{"not a text file: it holds a control character here", line, column};
    const std::size_t length = character_length(bytes.substr(at));
    if (length == 0) return TextFault{"not a text file: this is not UTF-8", line, column};
    at += length;
    if (first != '\n') continue;
    ++line;
    line_start = at;
  }
  return std::nullopt;
}

tl::expected<std::string, TextFault> check_text(std::string bytes) {
  if (bytes.starts_with(kDatabase)) return fault("this is no text but a database: to read a run file see `orrery log`");
  if (bytes.size() > kTextFileBytesMost)
    return fault(fmt::format("the file is larger than {} KiB", kTextFileBytesMost / 1024));
  if (bytes.starts_with(kByteOrderMark)) bytes.erase(0, kByteOrderMark.size());
  if (std::optional<TextFault> wrong = find_text_fault(bytes)) return tl::unexpected(std::move(*wrong));
  return bytes;
}

tl::expected<std::string, TextFault> read_text_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return fault("there is no such file");
  if (std::filesystem::is_directory(status)) return fault("this is a directory, not a file");
  if (!std::filesystem::is_regular_file(status)) return fault("this is not a regular file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return fault("the file cannot be read");
  std::string bytes;
  while (stream && bytes.size() <= kTextFileBytesMost) {
    constexpr std::size_t kBlock = std::size_t{1} << 16;
    const std::size_t before = bytes.size();
    bytes.resize(before + kBlock);
    stream.read(bytes.data() + before, kBlock);
    bytes.resize(before + static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return fault("the file cannot be read");
  return check_text(std::move(bytes));
}

}  // namespace orrery
