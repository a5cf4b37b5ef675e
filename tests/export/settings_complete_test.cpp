// No setting of a call is lost silently: whatever is set changes the exported file, or a comment of it says that it is
// left out.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "core/form.h"
#include "export/call_settings.h"
#include "patterns/ambassador/ambassador.h"
#include "services/policies.h"

using namespace orrery;

namespace {

using Texts = std::vector<std::pair<std::string, std::string>>;

// What has to be set as well, or the row says nothing.
const std::map<std::string, Texts, std::less<>> kContext{
    {"retry.non_idempotent", {{"idempotent", "false"}}},
    {"retry_budget", {{"retry", "{}"}}},
    {"breaker.wait_open_cap", {{"breaker.wait_open_factor", "2"}}},
    {"breaker.snapshot", {{"breaker.like", "hystrix"}}},
    {"hedge.on_timeout", {{"retry", "{}"}}},
    {"hedge.delay", {{"retry", "{}"}, {"hedge.on_timeout", "true"}}},
    {"hedge.max", {{"retry", "{}"}, {"hedge.on_timeout", "true"}}},
    {"hedge.extra", {{"retry", "{}"}, {"hedge.on_timeout", "true"}}},
    {"weights", {{"balance", "weighted-round-robin"}}},
};

const std::map<std::string, std::string, std::less<>> kTexts{
    {"retry.on", "reset"}, {"weights", "3 1"}, {"order", "breaker retry adaptive_throttle rate_limit bulkhead"}};

// Values of a row other than its default.
std::vector<std::string> other_values(const Parameter& row) {
  switch (row.type) {
    case ParameterType::section: return {"{}"};
    case ParameterType::boolean: return {row.default_text == "true" ? "false" : "true"};
    case ParameterType::integer: return {"7"};
    case ParameterType::number: return {"1.7"};
    case ParameterType::percent: return {"37%"};
    case ParameterType::rate: return {"37/s"};
    case ParameterType::duration: return {"37s"};
    case ParameterType::duration_range: return {"37s..41s"};
    case ParameterType::text: return {kTexts.at(std::string(row.path))};
    case ParameterType::choice: {
      std::vector<std::string> words;
      for (const std::string_view word : choice_words(row))
        if (word != row.default_text) words.emplace_back(word);
      return words;
    }
    default: FAIL("no other value is known of " << row.path);
  }
  return {};
}

void set(ParameterValues& values, const std::string& path, const std::string& text) {
  INFO(path << ": " << text);
  if (values.declared().find(path)->type == ParameterType::section)
    values.include(path);
  else
    REQUIRE(values.set(path, text).has_value());
}

// A table of settings of which one is changed: those of the call, or those of the proxy that makes it.
struct Table {
  const Parameters& rows;
  bool is_of_call;

  ParameterValues values(const Parameter& row) const {
    ParameterValues values(rows);
    if (is_of_call) set(values, "timeout", "1s");
    const std::string section(row.path.substr(0, row.path.find('.')));
    if (section != row.path && rows.find(section) != nullptr) values.include(section);
    if (const auto context = kContext.find(row.path); context != kContext.end())
      for (const auto& [path, text] : context->second) set(values, path, text);
    return values;
  }
  std::string exported(const SettingsFormat& format, const ParameterValues& values) const {
    const ParameterValues plain(call_policies, {{"timeout", "1s"}});
    const ParameterValues* policies = is_of_call ? &values : &plain;
    return format.text(
        {"a/scenario", "caller", "target", {"target-1", "target-2"}, policies, is_of_call ? nullptr : &values});
  }
};

bool is_said_to_be_left_out(const std::string& text, std::string_view path) {
  for (std::string_view part = path;; part = part.substr(0, part.rfind('.'))) {
    if (text.find(fmt::format("# - {} is left out: ", part)) != std::string::npos) return true;
    if (part.find('.') == std::string_view::npos) return false;
  }
}

void check_change(const Table& table, const Parameter& row, const std::string& before, const std::string& after) {
  for (const SettingsFormat& format : settings_formats()) {
    ParameterValues values = table.values(row);
    if (!before.empty()) set(values, std::string(row.path), before);
    const std::string text_before = table.exported(format, values);
    set(values, std::string(row.path), after);
    const std::string text = table.exported(format, values);
    INFO(format.name << ", " << row.path << ": " << after << "\n" << text);
    CHECK((text != text_before || is_said_to_be_left_out(text, row.path)));
  }
}

std::string with_required(const Form& form) {
  std::string text(form.name);
  for (const Parameter& argument : form.arguments)
    if (argument.default_text.empty()) text += fmt::format(" {}=5{}", argument.path, "/s");
  return text;
}

void check_form(const Table& table, const Parameter& row, const Form& form) {
  const std::string plain = with_required(form);
  // Envoy has one round robin, which goes by weights where there are any.
  if (form.name != row.default_text && form.name != "weighted-round-robin") check_change(table, row, "", plain);
  for (const Parameter& argument : form.arguments) {
    // A prime, and an end that is not below the other.
    const std::string value = argument.path == "max" ? "8191" : other_values(argument).front();
    const std::string least = argument.path == "max" && form.name == "tokens" ? "99" : value;
    const std::string base = argument.default_text.empty() ? std::string(form.name) : plain;
    check_change(table, row, plain, fmt::format("{} {}={}", base, argument.path, least));
  }
}

void check_row(const Table& table, const Parameter& row) {
  if (row.type == ParameterType::form) {
    for (const Form& form : row.forms->list) check_form(table, row, form);
    return;
  }
  for (const std::string& value : other_values(row)) check_change(table, row, "", value);
}

}  // namespace

TEST_CASE("every policy of a call that is set is exported, or said to be left out") {
  const Table table{call_policies, true};
  for (const Parameter& row : call_policies) check_row(table, row);
}

TEST_CASE("every limit and health check of a proxy that is set is exported, or said to be left out") {
  const Table table{Ambassador::parameters, false};
  int rows = 0;
  for (const Parameter& row : Ambassador::parameters) {
    if (!row.path.starts_with("limits.") && !row.path.starts_with("health_check")) continue;
    check_row(table, row);
    ++rows;
  }
  CHECK(rows == 9);
}
