#include "run/expectation_text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"
#include "core/value_text.h"

namespace orrery {

namespace {

template <class T>
T must_read(const Read<T>& value) {
  ORRERY_CHECK(value.has_value(), "a bound that was validated with its scenario");
  return *value;
}

NodeId node_named(const Scenario& scenario, const std::string& name) {
  const auto found = std::find_if(scenario.placements.begin(), scenario.placements.end(),
                                  [&](const Scenario::Placement& placement) { return placement.node == name; });
  ORRERY_CHECK(found != scenario.placements.end(), "a node that was validated with its scenario");
  return NodeId{static_cast<std::uint32_t>(found - scenario.placements.begin())};
}

std::int64_t read_state_value(ValueType type, const std::string& text, const Scenario& scenario) {
  switch (type) {
    case ValueType::integer: return must_read(read_integer(text));
    case ValueType::name: return static_cast<std::int64_t>(name_id(text));
    case ValueType::node: return index(text == "none" ? kNoNode : node_named(scenario, text));
    case ValueType::duration:
    case ValueType::instant: return must_read(read_duration(text)).nanoseconds();
    case ValueType::boolean: return must_read(read_boolean(text)) ? 1 : 0;
  }
  check_failed("a type of state values", __FILE__, __LINE__);
}

template <class ReadOne>
Bounds bounds_with(const Expectation& expectation, const ReadOne& read_one) {
  Bounds bounds;
  if (expectation.at_least) bounds.at_least = read_one(*expectation.at_least);
  if (expectation.at_most) bounds.at_most = read_one(*expectation.at_most);
  if (expectation.is) bounds.is = read_one(*expectation.is);
  return bounds;
}

}  // namespace

std::string claim_text(const Expectation& expectation) {
  if (expectation.kind == ExpectationKind::invariants)
    return expectation.subject == "all" ? "all invariants"
                                        : fmt::format("invariant {}{}", expectation.subject,
                                                      expectation.is ? fmt::format(" is {}", *expectation.is) : "");
  std::string text = expectation.subject;
  if (!expectation.statistic.empty()) text = fmt::format("{} {}", expectation.statistic, text);
  if (expectation.of) text += fmt::format(" of {}", expectation.of->text());
  if (expectation.kind == ExpectationKind::state && expectation.is)
    text += fmt::format(" is {}", in_prose(*expectation.is));
  if (expectation.during)
    text += fmt::format(" from {} to {}", in_prose(expectation.during->begin.text()),
                        in_prose(expectation.during->end.text()));
  if (expectation.within) text += fmt::format(" within {}", exact_text(*expectation.within));
  if (expectation.after) text += fmt::format(" after {}", in_prose(expectation.after->text()));
  return text;
}

std::string bounds_text(const Expectation& expectation) {
  std::string text;
  const auto add = [&](std::string_view word, const std::string& bound) {
    // A duration in the unit that the figures beside it have: 1500us is 1.5 ms.
    const auto duration = read_duration(bound);
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", word, duration ? exact_text(*duration) : in_prose(bound),
                        expectation.than.empty() ? "" : " times " + expectation.than);
  };
  if (expectation.at_least) add("at least", *expectation.at_least);
  if (expectation.at_most) add("at most", *expectation.at_most);
  if (expectation.is && expectation.kind != ExpectationKind::state) add("exactly", *expectation.is);
  return text;
}

bool is_at_least(double figure, double bound) {
  return std::isinf(figure) ? figure > 0 : figure >= bound - std::fabs(bound) * 1e-12;
}

bool is_at_most(double figure, double bound) {
  return std::isinf(figure) ? bound == figure : figure <= bound + std::fabs(bound) * 1e-12;
}

double read_bound(MetricUnit unit, const std::string& text) {
  switch (unit) {
    case MetricUnit::count:
    case MetricUnit::ratio: return must_read(read_number(text));
    case MetricUnit::duration: return static_cast<double>(must_read(read_duration(text)).nanoseconds());
    case MetricUnit::bytes: return static_cast<double>(must_read(read_size(text)));
    case MetricUnit::percent: return must_read(read_percent(text));
    case MetricUnit::rate: return must_read(read_rate(text));
  }
  check_failed("a unit of metrics", __FILE__, __LINE__);
}

Bounds count_bounds(const Expectation& expectation) {
  return bounds_with(expectation, [](const std::string& text) { return must_read(read_integer(text)); });
}

Bounds state_bounds(const Expectation& expectation, ValueType type, const Scenario& scenario) {
  return bounds_with(expectation, [&](const std::string& text) { return read_state_value(type, text, scenario); });
}

}  // namespace orrery
