#include "core/parameters.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "core/form.h"
#include "core/trace.h"
#include "core/value_text.h"

namespace orrery {

std::string_view type_text(ParameterType type) {
  switch (type) {
    case ParameterType::boolean: return "boolean";
    case ParameterType::integer: return "integer";
    case ParameterType::number: return "number";
    case ParameterType::percent: return "percent";
    case ParameterType::duration: return "duration";
    case ParameterType::duration_range: return "duration range";
    case ParameterType::rate: return "rate";
    case ParameterType::size: return "size";
    case ParameterType::bandwidth: return "bandwidth";
    case ParameterType::choice: return "choice";
    case ParameterType::name: return "name";
    case ParameterType::text: return "text";
    case ParameterType::distribution: return "distribution";
    case ParameterType::form: return "form";
    case ParameterType::trace: return "trace";
    case ParameterType::shares: return "shares";
    case ParameterType::section: return "section";
  }
  return "?";
}

std::string a_type_text(ParameterType type) {
  const std::string_view text = type_text(type);
  return (text.starts_with('i') ? "an " : "a ") + std::string(text);
}

bool is_optional(const Parameter& parameter) {
  const bool is_word = parameter.type == ParameterType::choice || parameter.type == ParameterType::name ||
                       parameter.type == ParameterType::text;
  return !is_word && parameter.default_text == "none";
}

std::string expected_text(const Parameter& parameter) {
  if (parameter.forms != nullptr) return fmt::format("{} such as {}", parameter.forms->name, parameter.forms->example);
  if (parameter.type == ParameterType::shares) return fmt::format("shares such as {}", shares_example(parameter));
  if (parameter.type == ParameterType::section) return "a map";
  return a_type_text(parameter.type);
}

std::vector<std::string_view> choice_words(const Parameter& parameter) {
  std::vector<std::string_view> all;
  for (std::string_view rest = parameter.range; !rest.empty();) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    all.push_back(rest.substr(0, bar));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return all;
}

namespace {

using Checked = tl::expected<void, ValueError>;

Read<std::string> read_choice(const Parameter& parameter, std::string_view text) {
  const std::vector<std::string_view> allowed = choice_words(parameter);
  if (std::find(allowed.begin(), allowed.end(), text) != allowed.end()) return std::string(text);
  ValueError error = unexpected(fmt::format("one of {}", fmt::join(allowed, ", ")), text);
  error.text += suggestion(text, allowed);
  return tl::unexpected(std::move(error));
}

tl::expected<ParameterValue, ValueError> read_value(const Parameter& parameter, std::string_view text,
                                                    std::string_view directory) {
  switch (parameter.type) {
    case ParameterType::boolean: return read_boolean(text);
    case ParameterType::integer: return read_integer(text);
    case ParameterType::number: return read_number(text);
    case ParameterType::percent: return read_percent(text);
    case ParameterType::duration: return read_duration(text);
    case ParameterType::duration_range: return read_duration_range(text);
    case ParameterType::rate: return read_rate(text);
    case ParameterType::size: return read_size(text);
    case ParameterType::bandwidth: return read_bandwidth(text);
    case ParameterType::choice: return read_choice(parameter, text);
    case ParameterType::name: return read_name(text);
    case ParameterType::text: return std::string(text);
    case ParameterType::distribution: return read_distribution(text, directory);
    case ParameterType::form:
      ORRERY_CHECK(parameter.forms != nullptr, "a parameter of forms to say which");
      return read_form(*parameter.forms, text, directory);
    case ParameterType::trace: return read_trace(text, directory);
    case ParameterType::shares: return read_shares(text, choice_words(parameter));
    case ParameterType::section: return tl::unexpected(unexpected(expected_text(parameter), text));
  }
  return tl::unexpected(ValueError{"a type that is unknown"});
}

// The ends of a declared range; either text may be empty.
struct Bounds {
  std::string_view low, high;
};

Bounds bounds_of(const Parameter& parameter) {
  const std::size_t dots = parameter.range.find("..");
  if (parameter.range.empty()) return {};
  ORRERY_CHECK(dots != std::string_view::npos, fmt::format("the range of '{}' to have two ends", parameter.path));
  return {parameter.range.substr(0, dots), parameter.range.substr(dots + 2)};
}

// Holds `value` against the bounds, which are read as `Reader` reads them. `subject` begins the error: "its mean ".
template <class T, class Reader>
Checked check_bounds(const Parameter& parameter, const T& value, Reader read, std::string_view subject,
                     std::string_view found) {
  const auto bound = [&](std::string_view text) {
    const auto value_of_bound = read(text);
    ORRERY_CHECK(value_of_bound.has_value(), fmt::format("the range of '{}' to be of its type", parameter.path));
    return *value_of_bound;
  };
  const auto [low, high] = bounds_of(parameter);
  const auto breaks = [&](std::string_view rule, std::string_view end) {
    return tl::unexpected(ValueError{fmt::format("{}must be {} {}, found {}", subject, rule, end, found)});
  };
  if (!low.empty() && value < bound(low)) return breaks("at least", low);
  if (!high.empty() && value > bound(high)) return breaks("at most", high);
  return {};
}

Checked check_distribution(const Parameter& parameter, const Distribution& value, std::string_view text) {
  const auto seconds = [](std::string_view bound) {
    return read_duration(bound).map([](Duration duration) { return duration.seconds(); });
  };
  // A sample below 0 becomes the duration 0.
  const double least = std::max(0.0, value.minimum());
  return check_bounds(parameter, least, seconds, "its least value ", text).and_then([&] {
    return check_bounds(parameter, value.mean(), seconds, "its mean ", text);
  });
}

}  // namespace

const Parameter* Parameters::find(std::string_view path) const {
  const auto found = std::find_if(begin(), end(), [&](const Parameter& parameter) { return parameter.path == path; });
  return found == end() ? nullptr : &*found;
}

tl::expected<void, ValueError> check_range(const Parameter& parameter, const ParameterValue& value,
                                           std::string_view text) {
  const auto number = [&](auto read) { return check_bounds(parameter, std::get<double>(value), read, "", text); };
  const auto whole = [&](auto read) { return check_bounds(parameter, std::get<std::int64_t>(value), read, "", text); };
  switch (parameter.type) {
    case ParameterType::integer: return whole(read_integer);
    case ParameterType::size: return whole(read_size);
    case ParameterType::number: return number(read_number);
    case ParameterType::percent: return number(read_percent);
    case ParameterType::rate: return number(read_rate);
    case ParameterType::bandwidth: return number(read_bandwidth);
    case ParameterType::duration: return check_bounds(parameter, std::get<Duration>(value), read_duration, "", text);
    case ParameterType::duration_range: {
      const auto& range = std::get<DurationRange>(value);
      return check_bounds(parameter, range.low, read_duration, "its low end ", text).and_then([&] {
        return check_bounds(parameter, range.high, read_duration, "its high end ", text);
      });
    }
    case ParameterType::distribution: return check_distribution(parameter, std::get<Distribution>(value), text);
    case ParameterType::boolean:
    case ParameterType::choice:
    case ParameterType::name:
    case ParameterType::text:
    case ParameterType::form:  // its arguments have ranges of their own
    case ParameterType::trace:
    case ParameterType::shares:
    case ParameterType::section: return {};
  }
  return {};
}

tl::expected<ParameterValue, ValueError> read_parameter(const Parameter& parameter, std::string_view text,
                                                        std::string_view directory) {
  auto value = read_value(parameter, text, directory);
  if (!value) return value;
  if (auto in_range = check_range(parameter, *value, text); !in_range) return tl::unexpected(in_range.error());
  return value;
}

ParameterValues::ParameterValues(const Parameters& declared) : declared_(declared) {
  for (const Parameter& parameter : declared_) {
    if (parameter.default_text.empty() || is_optional(parameter)) continue;
    auto value = read_parameter(parameter, parameter.default_text);
    ORRERY_CHECK(value.has_value(), fmt::format("a valid default of '{}' ({})", parameter.path, value.error().text));
    store(parameter.path, std::move(*value), parameter.default_text);
  }
}

ParameterValues::ParameterValues(const Parameters& declared,
                                 std::initializer_list<std::pair<std::string_view, std::string_view>> texts)
    : ParameterValues(declared) {
  for (const auto& [path, text] : texts) {
    const auto done = set(path, text);
    ORRERY_CHECK(done.has_value(), fmt::format("a valid value of '{}' ({})", path, done.error().text));
  }
}

tl::expected<void, ValueError> ParameterValues::set(std::string_view path, std::string_view text,
                                                    std::string_view directory) {
  const Parameter* parameter = declared_.find(path);
  if (parameter == nullptr) {
    std::vector<std::string_view> known;
    for (const Parameter& other : declared_) known.push_back(other.path);
    return tl::unexpected(ValueError{fmt::format("no parameter {}{}", in_quotes(path), suggestion(path, known))});
  }
  if (is_optional(*parameter) && text == "none") {
    std::erase_if(entries_, [&](const Entry& known) { return known.path == path; });
    return {};
  }
  auto value = read_parameter(*parameter, text, directory);
  if (!value) return tl::unexpected(value.error());
  store(path, std::move(*value), text);
  include_section_of(path);
  return {};
}

tl::expected<void, ValueError> ParameterValues::set_value(std::string_view path, ParameterValue value,
                                                          std::string_view text) {
  const Parameter* parameter = declared_.find(path);
  ORRERY_CHECK(parameter != nullptr, "a parameter that is declared");
  if (auto in_range = check_range(*parameter, value, text); !in_range) return in_range;
  store(path, std::move(value), text);
  include_section_of(path);
  return {};
}

void ParameterValues::include(std::string_view section) {
  const Parameter* parameter = declared_.find(section);
  ORRERY_CHECK(parameter != nullptr && parameter->type == ParameterType::section, "a section that is declared");
  store(section, true, "{}");
}

void ParameterValues::include_section_of(std::string_view path) {
  const Parameter* head = declared_.find(path.substr(0, path.find('.')));
  if (head != nullptr && head->type == ParameterType::section) include(head->path);
}

void ParameterValues::store(std::string_view path, ParameterValue value, std::string_view text) {
  for (Entry& known : entries_) {
    if (known.path != path) continue;
    known.value = std::move(value);
    known.text = text;
    return;
  }
  entries_.push_back({std::string(path), std::string(text), std::move(value)});
}

bool ParameterValues::has(std::string_view path) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& known) { return known.path == path; });
}

std::vector<std::string_view> ParameterValues::missing() const {
  std::vector<std::string_view> unset;
  for (const Parameter& parameter : declared_) {
    const Parameter* head = declared_.find(parameter.path.substr(0, parameter.path.find('.')));
    const bool is_left_out = head != nullptr && head->type == ParameterType::section && !has(head->path);
    if (!has(parameter.path) && !is_optional(parameter) && !is_left_out) unset.push_back(parameter.path);
  }
  return unset;
}

std::string_view ParameterValues::text(std::string_view path) const { return entry(path).text; }

const ParameterValues::Entry& ParameterValues::entry(std::string_view path) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& known) { return known.path == path; });
  ORRERY_CHECK(found != entries_.end(), fmt::format("the parameter '{}' to be declared and set", path));
  return *found;
}

}  // namespace orrery
