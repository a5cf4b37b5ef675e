// A text cut at its spaces.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace orrery {

inline std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    all.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(' ', end);
  }
  return all;
}

}  // namespace orrery
