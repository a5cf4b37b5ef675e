#include "run/state_text.h"

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

std::string state_text(const RunInfo& info, std::int64_t value, ValueType type) {
  ORRERY_CHECK(info.names != nullptr, "the names of the run that the value is of");
  switch (type) {
    case ValueType::integer: return fmt::format("{}", value);
    case ValueType::name: return std::string(info.names->text(NameId{static_cast<std::uint32_t>(value)}));
    case ValueType::node: {
      const auto node = static_cast<std::size_t>(value);
      return node < info.nodes.size() ? info.nodes[node].name : "nobody";
    }
    case ValueType::duration: return to_text(Duration::nanoseconds(value));
    case ValueType::instant: return to_text(Instant::nanoseconds(value));
    case ValueType::boolean: return value == 0 ? "no" : "yes";
  }
  return fmt::format("{}", value);
}

}  // namespace orrery
