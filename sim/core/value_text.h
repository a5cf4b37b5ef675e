// The grammar of scalar values in scenario files: how each is read from text. Errors say what was expected and what was
// found. Numbers are read and shown without regard to the locale.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/distribution.h"
#include "core/parameters.h"
#include "core/time.h"

namespace orrery {

template <class T>
using Read = tl::expected<T, ValueError>;

Read<bool> read_boolean(std::string_view text);                  // true | false
Read<std::int64_t> read_integer(std::string_view text);          // [-]digits
Read<double> read_number(std::string_view text);                 // [-]digits[.digits]
Read<double> read_percent(std::string_view text);                // number% with 0..100; gives the fraction
Read<Duration> read_duration(std::string_view text);             // number and ns us ms s min h, whole nanoseconds
Read<DurationRange> read_duration_range(std::string_view text);  // X..X, low <= high
Read<double> read_rate(std::string_view text);                   // number and /s /min /h; per second
Read<std::int64_t> read_size(std::string_view text);             // number and B kB MB GB KiB MiB GiB; whole bytes
Read<double> read_bandwidth(std::string_view text);  // size/s, or number and kbit Mbit Gbit /s; bytes per second
Read<std::string> read_name(std::string_view text);  // [a-z][a-z0-9-]*, never ending in -digits
// Of durations (in seconds): a duration, `uniform X..X`, `exponential mean=`, `normal mean= deviation=`,
// `lognormal median= sigma=`, `pareto scale= shape=`, `empirical file=` (CSV, one duration a line or one number in
// seconds).
Read<Distribution> read_distribution(std::string_view text, std::string_view directory = ".");

// One part of `{ mixture: [ { weight: 90%, of: exponential mean=5ms } ... ] }`, as its texts.
struct MixturePart {
  std::string weight, of;
};
// The weights are percents and add up to 100%; a weight of 0% is an error.
Read<Distribution> read_mixture(std::span<const MixturePart> parts, std::string_view directory = ".");

// One share of `{ get: 80%, put: 20% }`, as its texts.
struct ShareText {
  std::string word, share;
};
// Percents of the words, each given once at most, that add up to 100%.
Read<Shares> read_shares(std::span<const ShareText> given, const std::vector<std::string_view>& words);
Read<Shares> read_shares(std::string_view text, const std::vector<std::string_view>& words);
// "{ get: 80%, put: 20% }" in the parameter's own words.
std::string shares_example(const Parameter& parameter);

// The exact duration in this language, in the largest unit up to s that keeps it at 1 or more: "150ms", "1.5s", "-2us",
// "0s".
std::string duration_text(Duration duration);
// The same for prose, with a space before the unit: "150 ms", "1.5 s", "0 s".
std::string exact_text(Duration duration);
// A text of this language for prose: each number apart from its unit. "150ms..300ms" -> "150 ms..300 ms".
std::string in_prose(std::string_view text);
// The range in this language: "150ms..300ms".
std::string duration_range_text(DurationRange range);

// `text` between quotes for an error: cut where it is long, with what cannot be printed shown as \xNN.
std::string in_quotes(std::string_view text);
// "expected a duration such as 150ms, found '150' (a unit is missing: ns, us, ms, s, min, h)"; `why` may be empty.
ValueError unexpected(std::string_view expected, std::string_view found, std::string_view why = {});
// " (did you mean 'ms'?)", or nothing where no candidate is near.
std::string suggestion(std::string_view text, const std::vector<std::string_view>& candidates);

// The name among `candidates` that `text` most probably meant, the first of the nearest: fewest insertions, deletions,
// substitutions and swaps of neighbours, whatever the case of the letters. Empty where that takes more than a third of
// the longer text (but one edit is always allowed to a text of two characters or more).
std::string nearest_name(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace orrery
