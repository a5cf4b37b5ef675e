// Decimal numbers as scenario files write them, read exactly: [-]digits[.digits], no exponent, no leading +.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace orrery {

// A text that begins with a number, cut behind it.
struct NumberText {
  std::string_view number;
  std::string_view rest;
};

// Errors are reasons, to stand in the brackets of an error text: "no exponents".
tl::expected<NumberText, std::string> split_number(std::string_view text);

// number * factor, which must be whole and fit in 64 bits. factor: 1..10^13. `whole_of` says of what: "nanoseconds".
tl::expected<std::int64_t, std::string> scale_exactly(std::string_view number, std::int64_t factor,
                                                      std::string_view whole_of);

// The double nearest to number * 10^exponent, rounded once.
tl::expected<double, std::string> nearest_double(std::string_view number, int exponent);

}  // namespace orrery
