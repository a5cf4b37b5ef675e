// How distributions and mixtures are read from text.
#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/value_text.h"
#include "core/words.h"

namespace orrery {

namespace {

constexpr auto kExpected = "a distribution such as 5ms, uniform 1ms..3ms or exponential mean=5ms";

using Arguments = std::map<std::string_view, std::string_view>;

tl::unexpected<ValueError> argument_error(std::string_view key, const ValueError& error) {
  return tl::unexpected(ValueError{fmt::format("{}: {}", key, error.text)});
}

// Seconds of the duration that `key` gives.
Read<double> seconds(const Arguments& arguments, std::string_view key, bool above_zero) {
  const std::string_view text = arguments.at(key);
  const auto duration = read_duration(text);
  if (!duration) return argument_error(key, duration.error());
  if (above_zero && *duration <= Duration())
    return argument_error(key, {fmt::format("must be above 0, found {}", in_quotes(text))});
  if (*duration < Duration())
    return argument_error(key, {fmt::format("must not be negative, found {}", in_quotes(text))});
  return duration->seconds();
}

Read<double> number(const Arguments& arguments, std::string_view key, bool above_zero) {
  const std::string_view text = arguments.at(key);
  const auto value = read_number(text);
  if (!value) return argument_error(key, value.error());
  if (above_zero && *value <= 0.0)
    return argument_error(key, {fmt::format("must be above 0, found {}", in_quotes(text))});
  if (*value < 0.0) return argument_error(key, {fmt::format("must not be negative, found {}", in_quotes(text))});
  return *value;
}

// One duration a line, or one number in seconds. Blank lines count for nothing.
Read<Distribution> read_samples(std::string_view file, std::string_view directory) {
  const std::filesystem::path path = std::filesystem::path(directory) / file;
  std::error_code ignored;
  std::ifstream stream;
  if (std::filesystem::is_regular_file(path, ignored)) stream.open(path);
  if (!stream.is_open())
    return tl::unexpected(ValueError{fmt::format("file: cannot read {}", in_quotes(path.generic_string()))});
  std::vector<double> samples;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    const std::vector<std::string_view> values = words(std::string_view(line).substr(0, line.find('\r')));
    if (values.empty()) continue;
    const auto duration = read_duration(values[0]);
    const auto plain = duration ? Read<double>(duration->seconds()) : read_number(values[0]);
    if (!plain || *plain < 0.0 || values.size() > 1)
      return tl::unexpected(
          ValueError{fmt::format("{}:{}: expected one duration such as 5ms or a number of seconds, "
                                 "not negative, found {}",
                                 path.generic_string(), number, in_quotes(line))});
    samples.push_back(*plain);
  }
  if (samples.empty())
    return tl::unexpected(ValueError{fmt::format("file: {} holds no values", in_quotes(path.generic_string()))});
  return Distribution::empirical(std::move(samples));
}

// What a shape is written with. `make` finds every key in its arguments.
struct ShapeText {
  std::string_view name;
  std::vector<std::string_view> keys;
  Read<Distribution> (*make)(const Arguments& arguments, std::string_view directory);
};

Read<Distribution> make_exponential(const Arguments& arguments, std::string_view) {
  return seconds(arguments, "mean", true).map([](double mean) { return Distribution::exponential(mean); });
}
Read<Distribution> make_normal(const Arguments& arguments, std::string_view) {
  const auto mean = seconds(arguments, "mean", false);
  if (!mean) return tl::unexpected(mean.error());
  return seconds(arguments, "deviation", false).map([&](double deviation) {
    return Distribution::normal(*mean, deviation);
  });
}
Read<Distribution> make_lognormal(const Arguments& arguments, std::string_view) {
  const auto median = seconds(arguments, "median", true);
  if (!median) return tl::unexpected(median.error());
  return number(arguments, "sigma", false).map([&](double sigma) { return Distribution::lognormal(*median, sigma); });
}
Read<Distribution> make_pareto(const Arguments& arguments, std::string_view) {
  const auto scale = seconds(arguments, "scale", true);
  if (!scale) return tl::unexpected(scale.error());
  return number(arguments, "shape", true).map([&](double shape) { return Distribution::pareto(*scale, shape); });
}
Read<Distribution> make_empirical(const Arguments& arguments, std::string_view directory) {
  return read_samples(arguments.at("file"), directory);
}

const std::array<ShapeText, 5>& shapes() {
  static const std::array<ShapeText, 5> table = {
      ShapeText{"exponential", {"mean"}, make_exponential}, ShapeText{"normal", {"mean", "deviation"}, make_normal},
      ShapeText{"lognormal", {"median", "sigma"}, make_lognormal}, ShapeText{"pareto", {"scale", "shape"}, make_pareto},
      ShapeText{"empirical", {"file"}, make_empirical}};
  return table;
}

// "mean= deviation="
std::string keys_text(const ShapeText& shape) {
  std::string text;
  for (const std::string_view key : shape.keys) text += fmt::format("{}{}=", text.empty() ? "" : " ", key);
  return text;
}

Read<Arguments> read_arguments(const ShapeText& shape, std::span<const std::string_view> pairs) {
  const std::string expected = fmt::format("{} with {}", shape.name, keys_text(shape));
  Arguments arguments;
  for (const std::string_view pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos)
      return tl::unexpected(unexpected(expected, pair, "not of the form key=value"));
    const std::string_view key = pair.substr(0, equals);
    if (std::find(shape.keys.begin(), shape.keys.end(), key) == shape.keys.end()) {
      ValueError error = unexpected(expected, key);
      error.text += suggestion(key, shape.keys);
      return tl::unexpected(std::move(error));
    }
    if (!arguments.emplace(key, pair.substr(equals + 1)).second)
      return tl::unexpected(unexpected(expected, pair, fmt::format("{} is given twice", key)));
  }
  for (const std::string_view key : shape.keys)
    if (!arguments.contains(key))
      return tl::unexpected(ValueError{fmt::format("expected {}, {}= is missing", expected, key)});
  return arguments;
}

// "uniform 2ms..3ms" for "2ms..3ms"; empty where the text is no range.
std::string uniform_meant(std::string_view text) {
  return read_duration_range(text) ? fmt::format("did you mean 'uniform {}'?", text) : std::string();
}

Read<Distribution> read_uniform(std::string_view text, std::span<const std::string_view> rest) {
  if (rest.size() != 1) return tl::unexpected(unexpected("uniform with one range, as in uniform 1ms..3ms", text));
  const auto range = read_duration_range(rest[0]);
  if (!range) return tl::unexpected(range.error());
  if (range->low < Duration())
    return tl::unexpected(ValueError{fmt::format("must not be negative, found {}", in_quotes(rest[0]))});
  return Distribution::uniform(range->low.seconds(), range->high.seconds());
}

}  // namespace

Read<Distribution> read_distribution(std::string_view text, std::string_view directory) {
  const std::vector<std::string_view> parts = words(text);
  if (parts.empty()) return tl::unexpected(unexpected(kExpected, text, "it is empty"));
  const std::span<const std::string_view> rest = std::span(parts).subspan(1);
  if (parts[0] == "uniform") return read_uniform(text, rest);
  std::vector<std::string_view> names = {"uniform"};
  for (const ShapeText& shape : shapes()) {
    names.push_back(shape.name);
    if (shape.name != parts[0]) continue;
    const auto arguments = read_arguments(shape, rest);
    if (!arguments) return tl::unexpected(arguments.error());
    return shape.make(*arguments, directory);
  }
  const char first = parts[0][0];
  if (first >= 'a' && first <= 'z') {
    ValueError error = unexpected(fmt::format("a duration or one of {}", fmt::join(names, ", ")), parts[0]);
    error.text += suggestion(parts[0], names);
    return tl::unexpected(std::move(error));
  }
  if (const std::string meant = uniform_meant(text); !meant.empty())
    return tl::unexpected(unexpected(kExpected, text, meant));
  const auto constant = read_duration(text);
  if (!constant) return tl::unexpected(constant.error());
  if (*constant < Duration())
    return tl::unexpected(ValueError{fmt::format("must not be negative, found {}", in_quotes(text))});
  return Distribution::constant(constant->seconds());
}

Read<Distribution> read_mixture(std::span<const MixturePart> parts, std::string_view directory) {
  constexpr double kSumTolerance = 1e-9;  // a weight has a rounded last digit; 100% in thirds is still an error
  std::vector<Distribution::Weighted> weighted;
  double sum = 0.0;
  for (const MixturePart& part : parts) {
    const auto weight = read_percent(part.weight);
    if (!weight) return argument_error("weight", weight.error());
    if (*weight == 0.0)
      return argument_error("weight", {fmt::format("must be above 0%, found {}", in_quotes(part.weight))});
    const auto of = read_distribution(part.of, directory);
    if (!of) return argument_error("of", of.error());
    weighted.push_back({*weight, *of});
    sum += *weight;
  }
  if (weighted.empty()) return tl::unexpected(ValueError{"expected a mixture of at least one part"});
  if (std::fabs(sum - 1.0) > kSumTolerance)
    return tl::unexpected(ValueError{fmt::format("expected weights that add up to 100%, found {:.6g}%", sum * 100.0)});
  return Distribution::mixture(std::move(weighted));
}

}  // namespace orrery
