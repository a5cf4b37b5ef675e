#include "models/draft_changes.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenario/yaml_tree.h"

namespace orrery::gui {

namespace {

std::optional<YamlNode> treeOf(const std::string& text) {
  Reporter quiet;
  quiet.add_source("", text);
  return parse_yaml(text, quiet);
}

// Cut where it would take a line of its own, between two characters.
std::string shortened(std::string value) {
  constexpr std::size_t kMost = 44;
  if (value.size() <= kMost) return value;
  std::size_t end = kMost - 1;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
  return value.substr(0, end) + "…";
}

const std::string* idOf(const YamlNode& item) {
  const YamlEntry* id = item.is_map() ? item.find("id") : nullptr;
  return id != nullptr && id->value.is_text() ? &id->value.text : nullptr;
}

bool haveIds(const YamlNode& list) {
  return std::all_of(list.items.begin(), list.items.end(), [](const YamlNode& one) { return idOf(one) != nullptr; });
}

const YamlNode* withId(const YamlNode& list, const std::string& id) {
  const auto found =
      std::find_if(list.items.begin(), list.items.end(), [&](const YamlNode& one) { return *idOf(one) == id; });
  return found == list.items.end() ? nullptr : &*found;
}

class Differences {
 public:
  explicit Differences(const std::string& variant) : settings_(fmt::format("variants.{}.set", variant)) {}

  void between(const std::string& path, const YamlNode& before, const YamlNode& after) {
    if (before.is_map() && after.is_map()) return betweenMaps(path, before, after);
    if (before.is_list() && after.is_list()) return betweenLists(path, before, after);
    if (flow_text(before) != flow_text(after)) add(path, after);
  }
  std::vector<std::string> take() {
    found_.insert(found_.end(), gone_.begin(), gone_.end());
    return std::move(found_);
  }

 private:
  void betweenMaps(const std::string& path, const YamlNode& before, const YamlNode& after) {
    for (const YamlEntry& entry : after.entries) {
      const YamlEntry* known = before.find(entry.key);
      known != nullptr ? between(below(path, entry.key), known->value, entry.value)
                       : add(below(path, entry.key), entry.value);
    }
    for (const YamlEntry& entry : before.entries)
      if (after.find(entry.key) == nullptr) remove(below(path, entry.key));
  }

  void betweenLists(const std::string& path, const YamlNode& before, const YamlNode& after) {
    if (haveIds(before) && haveIds(after)) {
      for (const YamlNode& item : after.items) {
        const YamlNode* known = withId(before, *idOf(item));
        known != nullptr ? between(below(path, *idOf(item)), *known, item) : add(below(path, *idOf(item)), item);
      }
      for (const YamlNode& item : before.items)
        if (withId(after, *idOf(item)) == nullptr) remove(below(path, *idOf(item)));
      return;
    }
    const bool areOfMaps = !after.items.empty() && after.items.front().is_map();
    if (before.items.size() != after.items.size() || !areOfMaps) {
      if (flow_text(before) != flow_text(after)) add(path, after);
      return;
    }
    for (std::size_t i = 0; i < after.items.size(); ++i)
      between(below(path, std::to_string(i + 1)), before.items[i], after.items[i]);
  }

  std::string below(const std::string& path, const std::string& key) const {
    return path.empty() || path == settings_ ? key : path + "." + key;
  }
  void add(const std::string& path, const YamlNode& value) {
    found_.push_back(fmt::format("{}={}", path, shortened(flow_text(value))));
  }
  void remove(const std::string& path) { gone_.push_back(path + " is gone"); }

  const std::string settings_;  // of the variant that is run
  std::vector<std::string> found_, gone_;
};

}  // namespace

std::optional<std::vector<std::string>> draftChanges(const std::string& before, const std::string& after,
                                                     const std::string& variant) {
  const auto one = treeOf(before), other = treeOf(after);
  if (!one || !other) return std::nullopt;
  Differences differences(variant);
  differences.between({}, *one, *other);
  return differences.take();
}

std::string summaryOf(const std::vector<std::string>& changes) {
  if (changes.empty()) return {};
  return changes.size() == 1 ? changes.front() : fmt::format("{}, +{} more", changes.front(), changes.size() - 1);
}

}  // namespace orrery::gui
