#include "scenario/multiple.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"
#include "core/words.h"

namespace orrery {

std::optional<Multiple> read_multiple(std::string_view text) {
  const std::vector<std::string_view> parts = words(text);
  if (parts.size() != 3 || parts[1] != "times") return std::nullopt;
  return Multiple{parts[0], parts[2]};
}

std::vector<std::string_view> compared_with(const YamlNode& expectation) {
  std::vector<std::string_view> variants;
  for (const std::string_view key : {"at_least", "at_most"}) {
    const YamlEntry* bound = expectation.find(key);
    if (bound == nullptr || !bound->value.is_text()) continue;
    if (const auto multiple = read_multiple(bound->value.text)) variants.push_back(multiple->variant);
  }
  return variants;
}

std::string objection_to_multiple(std::string_view other, std::string_view variant,
                                  const std::vector<std::string>& known) {
  if (known.empty()) return fmt::format("there is no variant {}: this scenario has none", in_quotes(other));
  if (std::find(known.begin(), known.end(), other) == known.end()) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    return fmt::format("there is no variant {}; variants are: {}", in_quotes(other), one_of(names));
  }
  if (variant.empty())
    return fmt::format("'variant' must say whose figure is held against that of {}", in_quotes(other));
  if (other == variant) return "a variant is held against another than itself";
  return {};
}

}  // namespace orrery
