// A golden text: a whole output, kept in a file and compared to the letter.
#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <catch2/catch.hpp>

namespace orrery::test {

// Set ORRERY_UPDATE_GOLDENS to write the file anew, and read the difference before it is committed.
inline void check_golden_text(const std::string& path, const std::string& text) {
  if (std::getenv("ORRERY_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(path) << text;
    return;
  }
  std::ifstream file(path);
  INFO("golden text " << path);
  REQUIRE(file);
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  CHECK(text == expected);
}

}  // namespace orrery::test
