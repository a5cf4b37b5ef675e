// An ambassador's access log and its statistics: one line at the end of every request, and counts by how they ended.
#pragma once

#include <array>
#include <cstdint>

#include "core/context.h"
#include "services/service_call.h"

namespace orrery::ambassador {

enum class RequestEnd : std::uint8_t { answered, failed, timed_out, overflowed };
inline constexpr std::size_t kRequestEnds = 4;

// What a line says.
struct AccessLine {
  RequestEnd end = RequestEnd::answered;
  Origin origin;
  NodeId endpoint = kNoNode;  // whose answer ended it
  std::int64_t attempts = 0;
  Duration took;  // from its arrival
};

class AccessLog {
 public:
  void on_begin() { ++active_; }
  // Writes the line and counts it.
  void on_end(Context& ctx, const AccessLine& line);
  void show(Context& ctx) const;

  std::int64_t active() const { return active_; }

 private:
  std::int64_t active_ = 0;
  std::array<std::int64_t, kRequestEnds> ended_ = {};
};

}  // namespace orrery::ambassador
