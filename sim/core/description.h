// What a message or a state holds, as names and values: made only when a sink asks for it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/time.h"

namespace orrery {

// Filled by the `describe(Description&) const` of a message: one add() a field, in the order of the declaration.
class Description {
 public:
  using Item = std::pair<std::string, std::string>;

  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, const char* value) { add(name, std::string_view(value)); }
  void add(std::string_view name, std::int64_t value);
  void add(std::string_view name, std::uint64_t value);
  void add(std::string_view name, bool value);
  void add(std::string_view name, Duration value);
  void add(std::string_view name, Instant value);

  const std::vector<Item>& items() const { return items_; }
  // "term=3 granted=yes"
  std::string text() const;

 private:
  std::vector<Item> items_;
};

}  // namespace orrery
