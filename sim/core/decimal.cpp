#include "core/decimal.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace orrery {

namespace {

__extension__ using Wide = __int128;

tl::unexpected<std::string> because(std::string reason) { return tl::unexpected<std::string>(std::move(reason)); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_from(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end;
}

bool is_exponent(std::string_view rest) {
  if (rest.empty() || (rest[0] != 'e' && rest[0] != 'E')) return false;
  const std::size_t digit = rest.size() > 1 && (rest[1] == '+' || rest[1] == '-') ? 2 : 1;
  return digit < rest.size() && is_digit(rest[digit]);
}

}  // namespace

tl::expected<NumberText, std::string> split_number(std::string_view text) {
  if (text.empty()) return because("it is empty");
  if (text[0] == '+') return because("no leading +");
  const std::size_t begin = text[0] == '-' ? 1 : 0;
  std::size_t end = digits_from(text, begin);
  if (end == begin)
    return because(end < text.size() && text[end] == '.' ? "a digit must stand before the point"
                                                         : "it does not begin with a number");
  if (end < text.size() && text[end] == '.') {
    const std::size_t point = end;
    end = digits_from(text, point + 1);
    if (end == point + 1) return because("a digit must follow the point");
  }
  const std::string_view rest = text.substr(end);
  if (is_exponent(rest)) return because("no exponents");
  if (!rest.empty() && rest[0] == ',') return because("no commas; a point begins the fraction");
  if (!rest.empty() && rest[0] == ' ') return because("no spaces");
  return NumberText{text.substr(0, end), rest};
}

tl::expected<std::int64_t, std::string> scale_exactly(std::string_view number, std::int64_t factor,
                                                      std::string_view whole_of) {
  const bool negative = number[0] == '-';
  if (negative) number.remove_prefix(1);
  const std::size_t point = std::min(number.find('.'), number.size());
  std::string digits(number.substr(0, point));
  std::string_view fraction = number.substr(std::min(point + 1, number.size()));
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);
  digits += fraction;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));

  const std::size_t whole_digits = digits.size() - std::min(fraction.size(), digits.size());
  constexpr std::size_t kWholeDigitsMax = 19;  // of a 64-bit number
  constexpr std::size_t kDigitsMax = 24;       // times 10^13 they fit in 127 bits
  constexpr const char* kTooLarge = "it is too large";
  if (whole_digits > kWholeDigitsMax) return because(kTooLarge);
  if (digits.size() > kDigitsMax) return because("it has too many digits");
  Wide value = 0;
  for (const char digit : digits) value = value * 10 + (digit - '0');
  value *= factor;
  for (std::size_t i = 0; i < fraction.size() && value != 0; ++i) {
    if (value % 10 != 0) return because(fmt::format("it is not a whole number of {}", whole_of));
    value /= 10;
  }
  if (negative) value = -value;
  if (value < std::numeric_limits<std::int64_t>::min() || value > std::numeric_limits<std::int64_t>::max())
    return because(kTooLarge);
  return static_cast<std::int64_t>(value);
}

tl::expected<double, std::string> nearest_double(std::string_view number, int exponent) {
  const std::string text = fmt::format("{}e{}", number, exponent);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return because("it is too large or too fine");
  return value == 0.0 ? 0.0 : value;
}

}  // namespace orrery
