#include "core/value_text.h"

#include <limits>
#include <string>

#include <rapidcheck.h>
#include <catch2/catch.hpp>

#include "support/property.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::holds;

namespace {

template <class T>
std::string error_of(const Read<T>& read) {
  return read ? "no error" : read.error().text;
}

}  // namespace

TEST_CASE("durations are read exactly") {
  CHECK(read_duration("150ms") == 150_ms);
  CHECK(read_duration("0.5us") == 500_ns);
  CHECK(read_duration("1.000000001s") == 1'000'000'001_ns);
  CHECK(read_duration("1.50000ns").has_value() == false);
  CHECK(read_duration("2.000ns") == 2_ns);
  CHECK(read_duration("90min") == 5400_s);
  CHECK(read_duration("0.00000000025h") == 900_ns);
  CHECK(read_duration("-3ms") == -3_ms);
  CHECK(read_duration("0s") == Duration());
  CHECK(read_duration("0000000000000000000000000000150ms") == 150_ms);
  // 0.1s + 0.2s in doubles is not 0.3s; here every decimal is itself.
  CHECK(read_duration("0.3s")->nanoseconds() == 300'000'000);
  CHECK(read_duration("9223372036854775807ns") == Duration::max());
  CHECK(read_duration("9223372036.854775807s") == Duration::max());
  CHECK(read_duration("-9223372036854775808ns")->nanoseconds() == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("a duration that is none says what was expected, what was found and why") {
  CHECK(error_of(read_duration("150")) ==
        "expected a duration such as 150ms, found '150' (a unit is missing: ns, us, ms, s, min, h)");
  CHECK(error_of(read_duration("1.5ns")) ==
        "expected a duration such as 150ms, found '1.5ns' (it is not a whole number of nanoseconds)");
  CHECK(error_of(read_duration("9223372036854775808ns")) ==
        "expected a duration such as 150ms, found '9223372036854775808ns' (it is too large)");
  CHECK(error_of(read_duration("99999999999999999999999999999999999999h")) ==
        "expected a duration such as 150ms, found '99999999999999999999999999999999999999h' (it is too large)");
  CHECK(error_of(read_duration("5sec")) ==
        "expected a duration such as 150ms, found '5sec' ('sec' is none of ns, us, ms, s, min, h; did you mean 's'?)");
  CHECK(error_of(read_duration("5msec")) ==
        "expected a duration such as 150ms, found '5msec' ('msec' is none of ns, us, ms, s, min, h; did you mean "
        "'ms'?)");
  CHECK(error_of(read_duration("5MS")) ==
        "expected a duration such as 150ms, found '5MS' ('MS' is none of ns, us, ms, s, min, h; did you mean 'ms'?)");
  CHECK(error_of(read_duration("1e3ms")) == "expected a duration such as 150ms, found '1e3ms' (no exponents)");
  CHECK(error_of(read_duration("+5ms")) == "expected a duration such as 150ms, found '+5ms' (no leading +)");
  CHECK(error_of(read_duration("5 ms")) == "expected a duration such as 150ms, found '5 ms' (no spaces)");
  CHECK(error_of(read_duration("")) == "expected a duration such as 150ms, found '' (it is empty)");
}

TEST_CASE("what only looks like a number is refused") {
  for (const char* text : {"inf", "nan", "infs", "-inf", ".5s", "5.s", "1.2.3s", "0x10s", "--5s", "-", "-s", "1,5s",
                           "1_000ms", "five", "5ms ", " 5ms", "1e-3s", "5\nms"}) {
    INFO(text);
    CHECK_FALSE(read_duration(text).has_value());
    CHECK_FALSE(read_number(text).has_value());
    CHECK_FALSE(read_integer(text).has_value());
    CHECK_FALSE(read_rate(std::string(text) + "/s").has_value());
    CHECK_FALSE(read_size(std::string(text) + "B").has_value());
  }
}

TEST_CASE("the text of a duration is read as the same duration") {
  CHECK(duration_text(150_ms) == "150ms");
  CHECK(duration_text(1500_ms) == "1.5s");
  CHECK(duration_text(-2_us) == "-2us");
  CHECK(duration_text(Duration()) == "0s");
  CHECK(duration_text(1'000'050_ns) == "1.00005ms");
  CHECK(duration_text(7200_s) == "7200s");
  CHECK(duration_range_text({150_ms, 1_s}) == "150ms..1s");
  holds([](std::int64_t count) {
    const Duration duration = Duration::nanoseconds(count);
    RC_ASSERT(read_duration(duration_text(duration)) == duration);
  });
  for (const std::int64_t count : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()})
    CHECK(read_duration(duration_text(Duration::nanoseconds(count)))->nanoseconds() == count);
}

TEST_CASE("in prose a number stands apart from its unit, and the digits of a name do not") {
  CHECK(exact_text(1500_ms) == "1.5 s");
  CHECK(exact_text(Duration()) == "0 s");
  CHECK(exact_text(-2_us) == "-2 us");
  CHECK(in_prose("150ms..300ms") == "150 ms..300 ms");
  CHECK(in_prose("lognormal median=1.5ms sigma=0.3") == "lognormal median=1.5 ms sigma=0.3");
  CHECK(in_prose("-2us") == "-2 us");
  CHECK(in_prose("16KiB") == "16 KiB");
  CHECK(in_prose("10Gbit/s") == "10 Gbit/s");
  CHECK(in_prose("99.9%") == "99.9%");
  CHECK(in_prose("5/s") == "5/s");
  CHECK(in_prose("server-1 and n2x") == "server-1 and n2x");
  CHECK(in_prose("leader-1.end + 2s") == "leader-1.end + 2 s");
}

TEST_CASE("a duration range has two ends in order") {
  CHECK(read_duration_range("150ms..300ms") == DurationRange{150_ms, 300_ms});
  CHECK(read_duration_range("1.5ms..1.5ms") == DurationRange{1500_us, 1500_us});
  CHECK(error_of(read_duration_range("150ms")) ==
        "expected a duration range such as 150ms..300ms, found '150ms' (the two ends are joined by '..')");
  CHECK(error_of(read_duration_range("300ms..150ms")) ==
        "expected a duration range such as 150ms..300ms, found '300ms..150ms' (the low end is above the high end)");
  CHECK(error_of(read_duration_range("150..300ms")) ==
        "expected a duration range such as 150ms..300ms, found '150..300ms' (its low end: a unit is missing: ns, us, "
        "ms, s, min, h)");
  CHECK_FALSE(read_duration_range("1ms..2ms..3ms").has_value());
  CHECK_FALSE(read_duration_range("1ms...3ms").has_value());
}

TEST_CASE("whole numbers are read over the whole 64-bit range") {
  CHECK(read_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(read_integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(error_of(read_integer("9223372036854775808")) ==
        "expected a whole number such as 5, found '9223372036854775808' (it is too large)");
  CHECK(error_of(read_integer("2.0")) == "expected a whole number such as 5, found '2.0' (it has a fraction)");
  CHECK(error_of(read_integer("5ms")) == "expected a whole number such as 5, found '5ms' ('ms' follows the number)");
  holds([](std::int64_t value) { RC_ASSERT(read_integer(std::to_string(value)) == value); });
}

TEST_CASE("numbers are the doubles nearest to their decimals") {
  CHECK(read_number("0.1") == 0.1);
  CHECK(read_number("-12.5") == -12.5);
  CHECK(read_number("0.99") == 0.99);
  CHECK_FALSE(std::signbit(*read_number("-0")));
  CHECK_FALSE(read_number(std::string(400, '9')).has_value());
}

TEST_CASE("a percentage is the fraction nearest to its decimals, between 0 and 1") {
  CHECK(read_percent("99.9%") == 0.999);
  CHECK(read_percent("0.1%") == 0.001);
  CHECK(read_percent("100%") == 1.0);
  CHECK(read_percent("0%") == 0.0);
  CHECK(error_of(read_percent("50")) == "expected a percentage such as 99.9%, found '50' ('%' is missing)");
  CHECK(error_of(read_percent("101%")) ==
        "expected a percentage such as 99.9%, found '101%' (it is between 0% and 100%)");
  CHECK_FALSE(read_percent("-1%").has_value());
}

TEST_CASE("rates are per second") {
  CHECK(read_rate("5/s") == 5.0);
  CHECK(read_rate("90/min") == 1.5);
  CHECK(read_rate("36/h") == 0.01);
  CHECK(error_of(read_rate("5")) == "expected a rate such as 5/s, found '5' (a unit is missing: /s, /min, /h)");
  CHECK(error_of(read_rate("5/sec")) ==
        "expected a rate such as 5/s, found '5/sec' ('/sec' is none of /s, /min, /h; did you mean '/s'?)");
  CHECK_FALSE(read_rate("-5/s").has_value());
}

TEST_CASE("sizes are whole bytes") {
  CHECK(read_size("512B") == 512);
  CHECK(read_size("16KiB") == 16'384);
  CHECK(read_size("1.5kB") == 1'500);
  CHECK(read_size("0.5KiB") == 512);
  CHECK(read_size("2GB") == 2'000'000'000);
  CHECK(read_size("4GiB") == std::int64_t{4} << 30);
  CHECK(error_of(read_size("1.5B")) ==
        "expected a size such as 16KiB, found '1.5B' (it is not a whole number of bytes)");
  CHECK(error_of(read_size("16KB")) ==
        "expected a size such as 16KiB, found '16KB' ('KB' is none of B, kB, MB, GB, KiB, MiB, GiB; did you mean "
        "'kB'?)");
  CHECK_FALSE(read_size("9000000000GiB").has_value());
  CHECK_FALSE(read_size("-1B").has_value());
}

TEST_CASE("bandwidths are bytes per second, from bits or from bytes") {
  CHECK(read_bandwidth("10Gbit/s") == 1.25e9);
  CHECK(read_bandwidth("8kbit/s") == 1000.0);
  CHECK(read_bandwidth("1.5MB/s") == 1.5e6);
  CHECK(read_bandwidth("1MiB/s") == 1048576.0);
  CHECK_FALSE(read_bandwidth("10Gbit").has_value());
  // Mbps is near to MB/s in letters, and eight times off in meaning.
  CHECK(error_of(read_bandwidth("10Mbps")).find("did you mean") == std::string::npos);
}

TEST_CASE("a name is small letters, digits and dashes, and no instance") {
  CHECK(read_name("server") == "server");
  CHECK(read_name("us-east-1a") == "us-east-1a");
  CHECK(error_of(read_name("server-1")) ==
        "expected a name such as server, found 'server-1' (only an instance ends in '-' and a number)");
  for (const char* text : {"", "Server", "1server", "-a", "a_b", "a b", "a-1", "ä"}) {
    INFO(text);
    CHECK_FALSE(read_name(text).has_value());
  }
}

TEST_CASE("booleans are the two words and nothing else") {
  CHECK(read_boolean("true") == true);
  CHECK(read_boolean("false") == false);
  for (const char* text : {"yes", "True", "1", "on", ""}) CHECK_FALSE(read_boolean(text).has_value());
}

TEST_CASE("an error shows what cannot be printed as numbers, and no more than a line of it") {
  CHECK(in_quotes(std::string_view("a\0\n\x7f", 4)) == "'a\\x00\\x0a\\x7f'");
  CHECK(in_quotes(std::string(1000, 'x')) == "'" + std::string(60, 'x') + "...'");
}
