// Instants and windows as text: a duration since the start, a fault's id or ID.end, and plus or minus a duration.
#include <fmt/format.h>

#include "core/check.h"
#include "faults/fault.h"

namespace orrery {

namespace {

constexpr std::string_view kInstantExample = "an instant such as 2s, leader-dies or 'leader-dies.end + 500ms'";
constexpr std::string_view kWindowExample = "a window such as 12s..30s or 'leader-dies..leader-dies.end + 2s'";
constexpr std::string_view kEnd = ".end";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

bool starts_with_digit(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

// Ids may end in digits ("fault-1"), other than names.
bool is_id(std::string_view text) {
  if (text.empty() || text[0] < 'a' || text[0] > 'z') return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) return false;
  return true;
}

}  // namespace

Read<InstantExpression> read_instant(std::string_view whole) {
  const std::string_view text = trimmed(whole);
  InstantExpression instant;
  std::string_view anchor = text;
  for (const std::string_view sign : {" + ", " - "}) {
    const std::size_t at = text.find(sign);
    if (at == std::string_view::npos) continue;
    anchor = trimmed(text.substr(0, at));
    const Read<Duration> offset = read_duration(trimmed(text.substr(at + sign.size())));
    if (!offset) return tl::unexpected(offset.error());
    instant.offset = sign == " + " ? *offset : -*offset;
    break;
  }
  if (starts_with_digit(anchor)) {
    const Read<Duration> since_start = read_duration(anchor);
    if (!since_start) return tl::unexpected(since_start.error());
    instant.offset += *since_start;
    return instant;
  }
  if (anchor.ends_with(kEnd)) {
    instant.fault_end = true;
    anchor.remove_suffix(kEnd.size());
  }
  if (!is_id(anchor)) return tl::unexpected(unexpected(kInstantExample, whole));
  instant.fault = anchor;
  return instant;
}

Read<WindowExpression> read_window(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return tl::unexpected(unexpected(kWindowExample, text));
  auto begin = read_instant(text.substr(0, dots));
  if (!begin) return tl::unexpected(begin.error());
  auto end = read_instant(text.substr(dots + 2));
  if (!end) return tl::unexpected(end.error());
  return WindowExpression{std::move(*begin), std::move(*end)};
}

std::string InstantExpression::text() const {
  if (fault.empty()) return duration_text(offset);
  std::string text = fault;
  if (fault_end) text += kEnd;
  if (offset > Duration()) text += " + " + duration_text(offset);
  if (offset < Duration()) text += " - " + duration_text(-offset);
  return text;
}

std::string WindowExpression::text() const { return begin.text() + ".." + end.text(); }

}  // namespace orrery
