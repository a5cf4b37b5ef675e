#include "engine/platform_units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace orrery {
namespace {

struct Figure {
  std::string_view attribute;
  std::string_view example;  // how a unit looks
};

constexpr std::string_view kTime = "ms";
constexpr std::string_view kRate = "MBps";
constexpr std::string_view kSpeed = "Gf";

// The attributes of version 4.1 of the format that stand for a time, a bandwidth or a speed.
constexpr std::array kFigures{
    Figure{"latency", kTime},      Figure{"lat", kTime},          Figure{"bb_lat", kTime},
    Figure{"loopback_lat", kTime}, Figure{"bandwidth", kRate},    Figure{"bw", kRate},
    Figure{"bb_bw", kRate},        Figure{"bw_in", kRate},        Figure{"bw_out", kRate},
    Figure{"loopback_bw", kRate},  Figure{"limiter_link", kRate}, Figure{"read_bw", kRate},
    Figure{"write_bw", kRate},     Figure{"speed", kSpeed},
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Digits, with a point or an exponent: SimGrid would append a unit of its own choice. 0 needs none.
bool is_bare(std::string_view value) {
  bool has_digit = false, is_zero = true;
  for (const char c : value) {
    const bool is_digit = c >= '0' && c <= '9';
    has_digit = has_digit || is_digit;
    is_zero = is_zero && (!is_digit || c == '0');
    if (!is_digit && std::string_view("+-.eE").find(c) == std::string_view::npos) return false;
  }
  return has_digit && !is_zero;
}

class Scan {
 public:
  explicit Scan(std::string_view xml) : rest_(xml), whole_(xml) {}

  std::string first() {
    while (skip_past("<")) {
      if (rest_.starts_with("!--")) {
        skip_past("-->");
      } else if (rest_.starts_with("!") || rest_.starts_with("?")) {
        skip_past(">");
      } else if (std::string found = in_tag(); !found.empty()) {
        return found;
      }
    }
    return {};
  }

 private:
  bool skip_past(std::string_view end) {
    const std::size_t at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
    return at != std::string_view::npos;
  }

  // Up to the end of the tag at hand: name="value", by either kind of quote.
  std::string in_tag() {
    while (true) {
      const std::size_t at = rest_.find_first_of("\"'>");
      if (at == std::string_view::npos || rest_[at] == '>') return {};
      const std::string_view name = attribute_name(rest_.substr(0, at));
      const char quote = rest_[at];
      rest_.remove_prefix(at + 1);
      const std::size_t end = std::min(rest_.find(quote), rest_.size());
      if (std::string found = check(name, rest_.substr(0, end)); !found.empty()) return found;
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
    }
  }

  // The word before the equals sign.
  static std::string_view attribute_name(std::string_view text) {
    while (!text.empty() && (is_blank(text.back()) || text.back() == '=')) text.remove_suffix(1);
    std::size_t begin = text.size();
    while (begin > 0 && !is_blank(text[begin - 1])) --begin;
    return text.substr(begin);
  }

  // The speeds of a processor's states are a list.
  std::string check(std::string_view name, std::string_view value) const {
    const auto figure =
        std::find_if(kFigures.begin(), kFigures.end(), [name](const Figure& known) { return known.attribute == name; });
    if (figure == kFigures.end()) return {};
    for (std::string_view left = value; !left.empty();) {
      std::string_view one = left.substr(0, left.find(','));
      left.remove_prefix(std::min(left.size(), one.size() + 1));
      while (!one.empty() && is_blank(one.front())) one.remove_prefix(1);
      while (!one.empty() && is_blank(one.back())) one.remove_suffix(1);
      if (!is_bare(one)) continue;
      const auto line = 1 + std::count(whole_.begin(), whole_.begin() + (value.data() - whole_.data()), '\n');
      return fmt::format("{}: {}=\"{}\" has no unit: write {}{}, say", line, name, value, one, figure->example);
    }
    return {};
  }

  std::string_view rest_;
  const std::string_view whole_;
};

}  // namespace

std::string unitless_figure(std::string_view xml) { return Scan(xml).first(); }

}  // namespace orrery
