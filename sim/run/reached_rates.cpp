#include "run/reached_rates.h"

#include <fmt/format.h>

#include "core/name.h"

namespace orrery {

namespace {

// As services/call_observed.h declares them.
constexpr Name kReached{"breaker_reached"};
constexpr std::int64_t kSlowRate = 2;
constexpr double kMillion = 1e6;

// "62%", "86.7%"
std::string percent_text(double share) {
  std::string text = fmt::format("{:.1f}", share * 100);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + "%";
}

}  // namespace

void ReachedRates::follow(const Record& event) {
  if (event.kind != RecordKind::event || event.name != kReached.id()) return;
  // Those of an opening come one right after the other.
  if (!reached_.empty() && (reached_.back().cause != event.cause || reached_.back().node != event.node ||
                            reached_.back().peer != event.peer))
    reached_.clear();
  reached_.push_back(event);
}

std::optional<std::string> ReachedRates::text(const Record& opening) const {
  std::string text;
  for (const Record& reached : reached_) {
    const bool is_its = reached.cause == opening.cause && reached.node == opening.node && reached.peer == opening.peer;
    if (!is_its || opening.a == 0) continue;
    const auto share = static_cast<double>(reached.b) / static_cast<double>(opening.a);
    text += fmt::format("{}the {} rate, {}, reached the threshold, {}", text.empty() ? "" : " and ",
                        reached.a == kSlowRate ? "slow-call" : "failure", percent_text(share),
                        percent_text(static_cast<double>(reached.c) / kMillion));
  }
  if (text.empty()) return std::nullopt;
  return text;
}

}  // namespace orrery
