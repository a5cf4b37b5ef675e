#include "models/branch_scenario.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "models/knob_values.h"
#include "scenario/yaml_tree.h"

namespace orrery::gui {

namespace {

constexpr std::string_view kFaults = "faults";

std::vector<std::string> linesOf(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

bool isBlankOrComment(const std::string& line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == std::string::npos || line[first] == '#';
}

// The number of the last line of a key of the root, from 1: what stands before the next key, without the comments that
// belong to that.
int lastLineOf(const YamlNode& root, const YamlEntry& entry, const std::vector<std::string>& lines) {
  int last = static_cast<int>(lines.size());
  for (const YamlEntry& other : root.entries)
    if (other.key_place.line > entry.key_place.line) last = std::min(last, other.key_place.line - 1);
  while (last > entry.key_place.line && isBlankOrComment(lines[static_cast<std::size_t>(last - 1)])) --last;
  return last;
}

}  // namespace

tl::expected<std::string, std::string> withFault(const std::string& text, const std::string& id,
                                                 const std::string& fault) {
  Reporter reporter;
  reporter.add_source("", text);
  const std::optional<YamlNode> root = parse_yaml(text, reporter);
  if (!root || !root->is_map() || !fault.starts_with('{')) return tl::unexpected(std::string("this is no scenario"));
  const bool hasId = fault.find(" id:") != std::string::npos;
  const std::string item = hasId ? fault : fmt::format("{{ id: {},{}", id, fault.substr(1));
  std::vector<std::string> lines = linesOf(text);
  const YamlEntry* list = root->find(kFaults);
  if (list == nullptr) {
    lines.push_back("");
    lines.push_back(fmt::format("{}:", kFaults));
    lines.push_back("  - " + item);
  } else {
    const int last = lastLineOf(*root, *list, lines);
    std::string& end = lines[static_cast<std::size_t>(last - 1)];
    const std::string& first = lines[static_cast<std::size_t>(list->value.place.line - 1)];
    if (list->value.is_list() && first[static_cast<std::size_t>(list->value.place.column - 1)] == '[') {
      const std::size_t bracket = end.rfind(']');
      if (bracket == std::string::npos) return tl::unexpected(std::string("the end of its faults is not to be found"));
      std::size_t before = bracket;
      while (before > 0 && end[before - 1] == ' ') --before;
      end.replace(before, bracket - before, list->value.items.empty() ? " " + item + " " : ", " + item + " ");
    } else {
      std::string indentation = "  ";
      if (!list->value.items.empty()) {
        const std::string& line = lines[static_cast<std::size_t>(list->value.items.front().place.line - 1)];
        indentation = line.substr(0, line.find('-'));
      }
      lines.insert(lines.begin() + last, fmt::format("{}- {}", indentation, item));
    }
  }
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

tl::expected<std::string, std::string> scenarioOfBranch(const run_file::Head& head) {
  std::string text = head.source;
  const std::string prefix = fmt::format("{}.", kFaults);
  for (const auto& [path, value] : head.overrides) {
    auto edit = settingEdit(text, head.variant, path, value);
    if (edit) {
      text.replace(edit->offset, edit->length, edit->replacement);
      continue;
    }
    // A fault that the text does not have yet.
    auto changed =
        path.starts_with(prefix) ? withFault(text, path.substr(prefix.size()), value) : tl::unexpected(edit.error());
    if (!changed) return tl::unexpected(changed.error());
    text = *std::move(changed);
  }
  return text;
}

}  // namespace orrery::gui
