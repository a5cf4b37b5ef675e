#include "patterns/ambassador/access_log.h"

#include "patterns/ambassador/ambassador_observed.h"

namespace orrery::ambassador {

namespace {

constexpr std::array<Name, kRequestEnds> kLines{kAnswered, kProxyFailed, kProxyTimedOut, kProxyOverflowed};
constexpr std::array<Field, kRequestEnds> kCounts{kOk, kFailed, kTimedOut, kOverflowed};

}  // namespace

void AccessLog::on_end(Context& ctx, const AccessLine& line) {
  const auto end = static_cast<std::size_t>(line.end);
  --active_;
  ++ended_[end];
  ctx.record(kLines[end], line.endpoint, line.origin.operation, line.attempts, line.took.nanoseconds());
}

void AccessLog::show(Context& ctx) const {
  ctx.expose(kActive, active_);
  for (std::size_t end = 0; end < kRequestEnds; ++end) ctx.expose(kCounts[end], ended_[end]);
}

}  // namespace orrery::ambassador
