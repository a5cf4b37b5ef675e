// Reading a text file that a user names: it must exist, be a file of sane size, and hold UTF-8 text.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace orrery {

inline constexpr std::size_t kTextFileBytesMost = 1 << 20;

// The text without a byte order mark; otherwise what is wrong, as one sentence without the file's name.
tl::expected<std::string, std::string> read_text_file(const std::string& path);

// Empty where the bytes are UTF-8 text without control characters (tab, line feed, carriage return are fine); otherwise
// what is wrong.
std::string text_fault(std::string_view bytes);

}  // namespace orrery
