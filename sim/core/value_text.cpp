#include "core/value_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include <fmt/format.h>

#include "core/decimal.h"

namespace orrery {

namespace {

template <class T>
using Reasoned = tl::expected<T, std::string>;  // an error is only the reason: "a unit is missing: ..."

tl::unexpected<std::string> because(std::string reason) { return tl::unexpected<std::string>(std::move(reason)); }

struct Unit {
  std::string_view symbol;
  std::int64_t factor;  // of the least unit of its kind
};

constexpr std::array kDurationUnits = {Unit{"ns", 1},
                                       Unit{"us", 1'000},
                                       Unit{"ms", 1'000'000},
                                       Unit{"s", 1'000'000'000},
                                       Unit{"min", 60'000'000'000},
                                       Unit{"h", 3'600'000'000'000}};
constexpr std::array kRateUnits = {Unit{"/s", 1}, Unit{"/min", 60}, Unit{"/h", 3600}};
constexpr std::array kSizeUnits = {
    Unit{"B", 1},      Unit{"kB", 1'000},    Unit{"MB", 1'000'000}, Unit{"GB", 1'000'000'000},
    Unit{"KiB", 1024}, Unit{"MiB", 1 << 20}, Unit{"GiB", 1 << 30}};

// Bandwidth is decimal steps and a factor that is exact in binary, so that it is rounded once.
struct BandwidthUnit {
  std::string_view symbol;
  int exponent;
  double factor;
};
constexpr std::array kBandwidthUnits = {BandwidthUnit{"B/s", 0, 1.0},      BandwidthUnit{"kB/s", 3, 1.0},
                                        BandwidthUnit{"MB/s", 6, 1.0},     BandwidthUnit{"GB/s", 9, 1.0},
                                        BandwidthUnit{"KiB/s", 0, 0x1p10}, BandwidthUnit{"MiB/s", 0, 0x1p20},
                                        BandwidthUnit{"GiB/s", 0, 0x1p30}, BandwidthUnit{"kbit/s", 3, 0.125},
                                        BandwidthUnit{"Mbit/s", 6, 0.125}, BandwidthUnit{"Gbit/s", 9, 0.125}};

constexpr auto kDuration = "a duration such as 150ms";
constexpr auto kDurationRange = "a duration range such as 150ms..300ms";
constexpr auto kRate = "a rate such as 5/s";
constexpr auto kSize = "a size such as 16KiB";
constexpr auto kBandwidth = "a bandwidth such as 10Gbit/s";
constexpr auto kPercent = "a percentage such as 99.9%";
constexpr auto kInteger = "a whole number such as 5";
constexpr auto kNumber = "a number such as 0.99";

template <class Units>
std::vector<std::string_view> symbols(const Units& units) {
  std::vector<std::string_view> all;
  for (const auto& unit : units) all.push_back(unit.symbol);
  return all;
}

// The unit that `symbol` names, or why there is none.
template <class Units>
Reasoned<typename Units::value_type> find_unit(const Units& units, std::string_view symbol) {
  for (const auto& unit : units)
    if (unit.symbol == symbol) return unit;
  const std::vector<std::string_view> known = symbols(units);
  const std::string list = fmt::format("{}", fmt::join(known, ", "));
  if (symbol.empty()) return because(fmt::format("a unit is missing: {}", list));
  std::string nearest = nearest_name(symbol, known);
  // Many misspelt units are a longer form of the right one: "sec", "msec", "minutes".
  for (const std::string_view candidate : known)
    if (nearest.size() < candidate.size() && symbol.starts_with(candidate)) nearest = candidate;
  // Minutes, not a slip of a letter: "3m" is how other tools write them.
  if (symbol == "m" && std::find(known.begin(), known.end(), "min") != known.end()) nearest = "min";
  // "Mbps" is near to MB/s, which is eight times as much.
  if (symbol.ends_with("bps")) nearest.clear();
  const std::string hint = nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest);
  return because(fmt::format("{} is none of {}{}", in_quotes(symbol), list, hint));
}

// A number without unit: what follows it is a mistake.
Reasoned<std::string_view> bare_number(std::string_view text) {
  const auto split = split_number(text);
  if (!split) return because(split.error());
  if (!split->rest.empty()) return because(fmt::format("{} follows the number", in_quotes(split->rest)));
  return split->number;
}

Reasoned<Duration> parse_duration(std::string_view text) {
  const auto split = split_number(text);
  if (!split) return because(split.error());
  const auto unit = find_unit(kDurationUnits, split->rest);
  if (!unit) return because(unit.error());
  const auto nanoseconds = scale_exactly(split->number, unit->factor, "nanoseconds");
  if (!nanoseconds) return because(nanoseconds.error());
  return Duration::nanoseconds(*nanoseconds);
}

Reasoned<DurationRange> parse_duration_range(std::string_view text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) return because("the two ends are joined by '..'");
  const auto low = parse_duration(text.substr(0, dots));
  if (!low) return because(fmt::format("its low end: {}", low.error()));
  const auto high = parse_duration(text.substr(dots + 2));
  if (!high) return because(fmt::format("its high end: {}", high.error()));
  if (*low > *high) return because("the low end is above the high end");
  return DurationRange{*low, *high};
}

Reasoned<double> parse_percent(std::string_view text) {
  const auto split = split_number(text);
  if (!split) return because(split.error());
  if (split->rest.empty()) return because("'%' is missing");
  if (split->rest != "%") return because(fmt::format("{} is not '%'", in_quotes(split->rest)));
  const auto fraction = nearest_double(split->number, -2);
  if (!fraction) return because(fraction.error());
  if (*fraction < 0.0 || *fraction > 1.0) return because("it is between 0% and 100%");
  return *fraction;
}

Reasoned<double> parse_rate(std::string_view text) {
  const auto split = split_number(text);
  if (!split) return because(split.error());
  const auto unit = find_unit(kRateUnits, split->rest);
  if (!unit) return because(unit.error());
  const auto number = nearest_double(split->number, 0);
  if (!number) return because(number.error());
  if (*number < 0.0) return because("it is never negative");
  return *number / static_cast<double>(unit->factor);
}

Reasoned<std::int64_t> parse_size(std::string_view text) {
  const auto split = split_number(text);
  if (!split) return because(split.error());
  const auto unit = find_unit(kSizeUnits, split->rest);
  if (!unit) return because(unit.error());
  const auto bytes = scale_exactly(split->number, unit->factor, "bytes");
  if (bytes && *bytes < 0) return because("it is never negative");
  return bytes;
}

Reasoned<double> parse_bandwidth(std::string_view text) {
  const auto split = split_number(text);
  if (!split) return because(split.error());
  const auto unit = find_unit(kBandwidthUnits, split->rest);
  if (!unit) return because(unit.error());
  const auto number = nearest_double(split->number, unit->exponent);
  if (!number) return because(number.error());
  if (*number < 0.0) return because("it is never negative");
  return *number * unit->factor;
}

Reasoned<std::int64_t> parse_integer(std::string_view text) {
  const auto number = bare_number(text);
  if (!number) return because(number.error());
  if (number->find('.') != std::string_view::npos) return because("it has a fraction");
  return scale_exactly(*number, 1, "ones");
}

Reasoned<double> parse_number(std::string_view text) {
  const auto number = bare_number(text);
  if (!number) return because(number.error());
  return nearest_double(*number, 0);
}

Reasoned<std::string> parse_name(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty()) return because("it is empty");
  if (!letter(text[0])) return because("it begins with a small letter");
  for (const char c : text)
    if (!letter(c) && !digit(c) && c != '-') return because("only small letters, digits and '-'");
  const std::size_t dash = text.find_last_not_of("0123456789");
  if (dash + 1 < text.size() && text[dash] == '-') return because("only an instance ends in '-' and a number");
  return std::string(text);
}

template <class T>
Read<T> explained(Reasoned<T> parsed, std::string_view expected, std::string_view text) {
  if (parsed) return std::move(*parsed);
  return tl::unexpected(unexpected(expected, text, parsed.error()));
}

}  // namespace

Read<bool> read_boolean(std::string_view text) {
  if (text == "true") return true;
  if (text == "false") return false;
  return tl::unexpected(unexpected("true or false", text));
}

Read<std::int64_t> read_integer(std::string_view text) { return explained(parse_integer(text), kInteger, text); }
Read<double> read_number(std::string_view text) { return explained(parse_number(text), kNumber, text); }
Read<double> read_percent(std::string_view text) { return explained(parse_percent(text), kPercent, text); }
Read<Duration> read_duration(std::string_view text) { return explained(parse_duration(text), kDuration, text); }
Read<DurationRange> read_duration_range(std::string_view text) {
  return explained(parse_duration_range(text), kDurationRange, text);
}
Read<double> read_rate(std::string_view text) { return explained(parse_rate(text), kRate, text); }
Read<std::int64_t> read_size(std::string_view text) { return explained(parse_size(text), kSize, text); }
Read<double> read_bandwidth(std::string_view text) { return explained(parse_bandwidth(text), kBandwidth, text); }
Read<std::string> read_name(std::string_view text) {
  return explained(parse_name(text), "a name such as server", text);
}

namespace {

std::string exact(Duration duration, std::string_view between) {
  const std::int64_t count = duration.nanoseconds();
  // Unsigned, so that the least Duration has a magnitude too.
  const std::uint64_t magnitude = count < 0 ? -static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  Unit unit = kDurationUnits[magnitude == 0 ? 3 : 0];
  for (const Unit& larger : std::span(kDurationUnits).first(4))
    if (magnitude >= static_cast<std::uint64_t>(larger.factor)) unit = larger;
  const auto factor = static_cast<std::uint64_t>(unit.factor);
  std::string text = fmt::format("{}{}", count < 0 ? "-" : "", magnitude / factor);
  if (const std::uint64_t rest = magnitude % factor; rest != 0) {
    std::string fraction = fmt::format("{}", factor + rest);  // the leading 1 keeps the zeros behind the point
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text.append(".").append(fraction, 1);
  }
  return text.append(between).append(unit.symbol);
}

}  // namespace

std::string duration_text(Duration duration) { return exact(duration, ""); }
std::string exact_text(Duration duration) { return exact(duration, " "); }

std::string in_prose(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::string prose;
  bool in_number = false;
  bool may_begin = true;  // a digit within a name begins no number
  for (const char c : text) {
    if (in_number && is_letter(c)) prose += ' ';
    in_number = in_number ? is_digit(c) || c == '.' : is_digit(c) && may_begin;
    may_begin = c == ' ' || c == '=' || c == '.' || (c == '-' && may_begin);
    prose += c;
  }
  return prose;
}

std::string duration_range_text(DurationRange range) {
  return duration_text(range.low) + ".." + duration_text(range.high);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShownMax = 60;
  std::string shown = "'";
  for (const char c : text.substr(0, kShownMax)) {
    const auto code = static_cast<unsigned char>(c);
    const bool control = code < 0x20 || code == 0x7f;
    shown += control ? fmt::format("\\x{:02x}", code) : std::string(1, c);
  }
  if (text.size() > kShownMax) shown += "...";
  return shown + "'";
}

ValueError unexpected(std::string_view expected, std::string_view found, std::string_view why) {
  std::string text = fmt::format("expected {}, found {}", expected, in_quotes(found));
  if (!why.empty()) text += fmt::format(" ({})", why);
  return {std::move(text)};
}

}  // namespace orrery
