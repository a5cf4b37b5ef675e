#include "faults/instant.h"

#include <fmt/format.h>

namespace orrery {

namespace {

constexpr auto kInstant = "an instant such as 2s or leader-dies.end + 500ms";
constexpr auto kWindow = "a window such as 12s..30s";
constexpr std::string_view kEnd = ".end";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t end = text.find_last_not_of(' ') + 1;
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

bool begins_as_number(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

struct Sum {
  std::string_view base;
  std::string_view change;  // empty: there is none
  bool minus = false;
};

// A minus stands between spaces, since names hold dashes.
Sum split_sum(std::string_view text) {
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos) return {trimmed(text.substr(0, plus)), trimmed(text.substr(plus + 1)), false};
  const std::size_t minus = text.find(" - ");
  if (minus != std::string_view::npos) return {trimmed(text.substr(0, minus)), trimmed(text.substr(minus + 3)), true};
  return {text, {}, false};
}

// Reads ID or ID.end; a reason where it is neither.
std::string read_fault(std::string_view base, InstantExpression& instant) {
  const std::size_t point = std::min(base.find('.'), base.size());
  const std::string_view rest = base.substr(point);
  if (!rest.empty() && rest != kEnd)
    return fmt::format("behind a fault's id stands nothing or .end, not {}", in_quotes(rest));
  instant.fault = base.substr(0, point);
  instant.fault_end = !rest.empty();
  const bool plain = instant.fault.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  if (instant.fault.empty() || !plain) return fmt::format("{} is neither a duration nor a fault's id", in_quotes(base));
  return {};
}

}  // namespace

std::string InstantExpression::text() const {
  if (fault.empty()) return duration_text(offset);
  const std::string base = fault + (fault_end ? std::string(kEnd) : "");
  if (offset == Duration()) return base;
  return fmt::format("{} {} {}", base, offset < Duration() ? "-" : "+",
                     duration_text(offset < Duration() ? -offset : offset));
}

std::string WindowExpression::text() const { return begin.text() + ".." + end.text(); }

Read<InstantExpression> read_instant(std::string_view text) {
  InstantExpression instant;
  const auto wrong = [&](std::string_view why) { return tl::unexpected(unexpected(kInstant, text, why)); };
  const std::string_view whole = trimmed(text);
  if (whole.empty()) return wrong("it is empty");
  const Sum sum = split_sum(whole);
  if (begins_as_number(sum.base) || sum.base.starts_with('-')) {
    const auto since_start = read_duration(sum.base);
    if (!since_start) return tl::unexpected(since_start.error());
    instant.offset = *since_start;
  } else if (const std::string why = read_fault(sum.base, instant); !why.empty()) {
    return wrong(why);
  }
  if (sum.base.size() < whole.size()) {
    const auto change = read_duration(sum.change);
    if (!change) return tl::unexpected(change.error());
    if (*change < Duration()) return wrong("one sign is enough");
    std::int64_t offset = 0;
    const std::int64_t step = sum.minus ? -change->nanoseconds() : change->nanoseconds();
    if (__builtin_add_overflow(instant.offset.nanoseconds(), step, &offset)) return wrong("it is too large");
    instant.offset = Duration::nanoseconds(offset);
  }
  if (instant.fault.empty() && instant.offset < Duration()) return wrong("the run begins at 0s");
  return instant;
}

Read<WindowExpression> read_window(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos)
    return tl::unexpected(unexpected(kWindow, text, "the two ends are joined by '..'"));
  const auto begin = read_instant(text.substr(0, dots));
  if (!begin) return tl::unexpected(begin.error());
  const auto end = read_instant(text.substr(dots + 2));
  if (!end) return tl::unexpected(end.error());
  const bool same_base = begin->fault == end->fault && begin->fault_end == end->fault_end;
  if (same_base && begin->offset >= end->offset)
    return tl::unexpected(unexpected(kWindow, text, "it ends no later than it begins"));
  return WindowExpression{*begin, *end};
}

}  // namespace orrery
