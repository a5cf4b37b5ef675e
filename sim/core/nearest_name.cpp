#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Damerau-Levenshtein in its optimal-string-alignment form: no part of the text is edited twice.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_name(std::string_view text, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t kLongestName = 256;  // what is longer is no misspelt name, and would cost time
  std::string_view nearest;
  std::size_t nearest_distance = 0;
  if (text.size() > kLongestName) return {};
  for (const std::string_view candidate : candidates) {
    const std::size_t length = std::max(text.size(), candidate.size());
    if (length > kLongestName) continue;
    const std::size_t distance = edit_distance(text, candidate);
    const bool near = distance == 0 || (distance < length && distance <= std::max<std::size_t>(1, length / 3));
    if (near && (nearest.empty() || distance < nearest_distance)) {
      nearest = candidate;
      nearest_distance = distance;
    }
  }
  return std::string(nearest);
}

std::string suggestion(std::string_view text, const std::vector<std::string_view>& candidates) {
  const std::string nearest = nearest_name(text, candidates);
  return nearest.empty() ? std::string() : fmt::format(" (did you mean '{}'?)", nearest);
}

}  // namespace orrery
