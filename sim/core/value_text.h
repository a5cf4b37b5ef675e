// The grammar of scalar values in scenario files: how each is read from text. Errors say what was expected and what was
// found. Numbers are read and shown without regard to the locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/distribution.h"
#include "core/parameters.h"
#include "core/time.h"

namespace orrery {

template <class T>
using Read = tl::expected<T, ValueError>;

Read<bool> read_boolean(std::string_view text);                    // true | false
Read<std::int64_t> read_integer(std::string_view text);            // [-]digits
Read<double> read_number(std::string_view text);                   // [-]digits[.digits]
Read<double> read_percent(std::string_view text);                  // number% with 0..100; gives the fraction
Read<Duration> read_duration(std::string_view text);               // number and ns us ms s min h, whole nanoseconds
Read<DurationRange> read_duration_range(std::string_view text);    // X..X, low <= high
Read<double> read_rate(std::string_view text);                     // number and /s /min /h; per second
Read<std::int64_t> read_size(std::string_view text);               // number and B kB MB GB KiB MiB GiB; whole bytes
Read<double> read_bandwidth(std::string_view text);                // size/s, or number and kbit Mbit Gbit /s; bytes per second
Read<std::string> read_name(std::string_view text);                // [a-z][a-z0-9-]*, never ending in -digits
// Of durations (in seconds): a duration, `uniform X..X`, `exponential mean=`, `normal mean= deviation=`,
// `lognormal median= sigma=`, `pareto scale= shape=`, `empirical file=` (CSV, one duration a line or one number in seconds).
Read<Distribution> read_distribution(std::string_view text, std::string_view directory = ".");

// The name among `candidates` that `text` most probably meant; empty where none is near (edit distance).
std::string nearest_name(std::string_view text, const std::vector<std::string_view>& candidates);

}  // namespace orrery
