// Reading a text file that a user names: it must exist, be a file of sane size, and hold UTF-8 text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace orrery {

inline constexpr std::size_t kTextFileBytesMost = 1 << 20;

// What is wrong with a file, as one sentence without its name.
struct TextFault {
  std::string text;
  int line = 0, column = 0;  // from 1, the column in bytes; 0: the file as a whole
};

// The text without a byte order mark.
tl::expected<std::string, TextFault> read_text_file(const std::string& path);

// The same of bytes that were read elsewhere, up to one more than kTextFileBytesMost.
tl::expected<std::string, TextFault> check_text(std::string bytes);

// Nothing where the bytes are UTF-8 text without control characters (tab, line feed, carriage return are fine).
std::optional<TextFault> find_text_fault(std::string_view bytes);

}  // namespace orrery
