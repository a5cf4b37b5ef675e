// A golden text: a whole output, kept in a file and compared to the letter.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

namespace orrery::test {

// The whole of a file, which must be there.
inline std::string file_text(const std::string& path) {
  std::ifstream file(path);
  INFO("file " << path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Set ORRERY_UPDATE_GOLDENS to write the file anew, and read the difference before it is committed.
inline void check_golden_text(const std::string& path, const std::string& text) {
  if (std::getenv("ORRERY_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(path) << text;
    return;
  }
  const std::string expected = file_text(path);
  INFO("golden text " << path);
  CHECK(text == expected);
}

}  // namespace orrery::test
