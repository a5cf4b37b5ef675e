#include "run_file/json_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace orrery::run_file {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// As JSON writes whole numbers, and small enough for every reader.
bool is_whole_number(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  constexpr std::size_t kDigitsOfDouble = 15;
  return !text.empty() && text.size() <= kDigitsOfDouble && std::all_of(text.begin(), text.end(), is_digit) &&
         (text.front() != '0' || (text.size() == 1 && !is_negative));
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  constexpr char kFirstPrintable = 0x20;
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c >= 0 && c < kFirstPrintable) {
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_json(std::string& out, const Description& description) {
  const auto& items = description.items();
  out += '{';
  for (auto item = items.begin(); item != items.end();) {
    const auto last = std::find_if(item, items.end(), [&](const auto& other) { return other.first != item->first; });
    if (item != items.begin()) out += ',';
    append_json(out, item->first);
    out += ':';
    const bool is_list = last - item > 1;
    if (is_list) out += '[';
    for (auto value = item; value != last; ++value) {
      if (value != item) out += ',';
      if (is_whole_number(value->second))
        out += value->second;
      else
        append_json(out, value->second);
    }
    if (is_list) out += ']';
    item = last;
  }
  out += '}';
}

Description description_from(std::string_view json) {
  Description description;
  const auto object = nlohmann::ordered_json::parse(json, nullptr, false);
  if (!object.is_object()) return description;
  const auto add = [&](const std::string& name, const nlohmann::ordered_json& value) {
    description.add(name, std::string_view(value.is_string() ? value.get<std::string>() : value.dump()));
  };
  for (const auto& [name, value] : object.items()) {
    if (!value.is_array()) {
      add(name, value);
      continue;
    }
    for (const auto& one : value) add(name, one);
  }
  return description;
}

}  // namespace orrery::run_file
