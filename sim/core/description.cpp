#include "core/description.h"

namespace orrery {

void Description::add(std::string_view name, std::string_view value) { items_.emplace_back(name, value); }
void Description::add(std::string_view name, std::int64_t value) { add(name, std::string_view(std::to_string(value))); }
void Description::add(std::string_view name, std::uint64_t value) {
  add(name, std::string_view(std::to_string(value)));
}
void Description::add(std::string_view name, bool value) { add(name, value ? "yes" : "no"); }
void Description::add(std::string_view name, Duration value) { add(name, std::string_view(to_text(value))); }
void Description::add(std::string_view name, Instant value) { add(name, std::string_view(to_text(value))); }

std::string Description::text() const {
  std::string text;
  for (const auto& [name, value] : items_) {
    if (!text.empty()) text += ' ';
    text.append(name).append("=").append(value);
  }
  return text;
}

}  // namespace orrery
