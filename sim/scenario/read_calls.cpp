#include "scenario/read_calls.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/system.h"
#include "services/policies.h"

namespace orrery {
namespace {

class CallReader {
 public:
  CallReader(LoadContext& load, const std::vector<const YamlEntry*>& groups, const YamlEntry& entry, Group& group)
      : load_(load),
        groups_(groups),
        entry_(entry),
        group_(group),
        what_(fmt::format("the call of '{}' to '{}'", group.name, entry.key)) {}

  void read() {
    const std::size_t errors_before = load_.reporter.error_count();
    check_target();
    if (!entry_.value.is_map()) {
      const Place place = entry_.value.kind == YamlNode::Kind::nothing ? entry_.key_place : entry_.value.place;
      load_.reporter.error(place, fmt::format("{}: expected a map such as {{ timeout: 500ms }}, found {}", what_,
                                              found_text(entry_.value)));
      return;
    }
    const std::vector<std::string_view> known = top_keys(call_policies);
    const Fields unknown_keys_are_reported(load_, entry_.value, language::call, what_, entry_.key_place, known);
    Call call{entry_.key, ParameterValues(call_policies)};
    read_parameters(load_, entry_.value, what_, entry_.key_place, call.policies);
    if (load_.reporter.error_count() != errors_before) return;
    if (const std::string contradiction = contradiction_of_policies(call.policies); !contradiction.empty())
      load_.reporter.error(entry_.key_place, fmt::format("{}: {}", what_, contradiction));
    group_.values.add_call(std::move(call));
  }

 private:
  void check_target() {
    std::vector<std::string_view> names, serving;
    const YamlEntry* target = nullptr;
    for (const YamlEntry* group : groups_) {
      names.push_back(group->key);
      if (group->key == entry_.key) target = group;
      const NodeKind* kind = kind_of(*group);
      if (kind != nullptr && kind->serves) serving.push_back(group->key);
    }
    const std::string who_serves =
        serving.empty() ? "no group of this scenario does" : "groups that do: " + one_of(serving);
    if (target == nullptr) {
      load_.reporter.error(entry_.key_place,
                           fmt::format("there is no group {}; groups are: {}", in_quotes(entry_.key), one_of(names)),
                           did_you_mean(entry_.key, names));
      return;
    }
    const NodeKind* kind = kind_of(*target);
    if (kind == nullptr || kind->serves) return;
    load_.reporter.error(entry_.key_place,
                         fmt::format("group '{}' cannot be called: nodes of kind '{}' answer no requests; {}",
                                     entry_.key, kind->name, who_serves));
  }
  static const NodeKind* kind_of(const YamlEntry& group) {
    const YamlEntry* kind = group.value.find("kind");
    return kind != nullptr ? find_node_kind(kind->value.text) : nullptr;
  }

  LoadContext& load_;
  const std::vector<const YamlEntry*>& groups_;
  const YamlEntry& entry_;
  Group& group_;
  const std::string what_;
};

}  // namespace

void read_calls(LoadContext& load, const Fields& fields, const std::vector<const YamlEntry*>& groups, Group& group) {
  if (!fields.has("calls")) return;
  if (!group.kind->calls) {
    load.reporter.error(fields.place_of("calls"),
                        fmt::format("nodes of kind '{}' call nobody: leave out 'calls'", group.kind->name));
    return;
  }
  for (const YamlEntry* entry : fields.entries("calls")) CallReader(load, groups, *entry, group).read();
}

}  // namespace orrery
