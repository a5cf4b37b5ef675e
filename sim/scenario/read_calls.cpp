#include "scenario/read_calls.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/system.h"
#include "services/policies.h"

namespace orrery {
namespace {

const NodeKind* kind_of(const YamlEntry& group) {
  const YamlEntry* kind = group.value.find("kind");
  return kind != nullptr ? find_node_kind(kind->value.text) : nullptr;
}

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
      load_.reporter.error(culprit_place(entry_.value, contradiction, entry_.key_place),
                           fmt::format("{}: {}", what_, contradiction));
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
      if (kind != nullptr && can_be_called(*kind) && group->key != group_.name) serving.push_back(group->key);
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
    if (kind == nullptr || can_be_called(*kind)) return;
    const std::string what =
        kind->serves ? fmt::format("do not answer calls of kind '{}'", group_.kind->name) : "answer no requests";
    load_.reporter.error(entry_.key_place, fmt::format("group '{}' cannot be called: nodes of kind '{}' {}; {}",
                                                       entry_.key, kind->name, what, who_serves));
  }
  // By a caller whose own kind is not known: by some kind.
  bool can_be_called(const NodeKind& kind) const {
    return kind.serves && (group_.kind == nullptr || kind.protocol == group_.kind->protocol);
  }

  LoadContext& load_;
  const std::vector<const YamlEntry*>& groups_;
  const YamlEntry& entry_;
  Group& group_;
  const std::string what_;
};

// Follows calls from group to group, in the order of the file, and meets each group once. Only groups that both call
// and can be called may stand in a circle.
class CircleSearch {
 public:
  CircleSearch(LoadContext& load, const std::vector<const YamlEntry*>& groups) : load_(load), groups_(groups) {}

  void search() {
    for (const YamlEntry* group : groups_) visit(*group);
  }

 private:
  void visit(const YamlEntry& group) {
    if (!met_.insert(group.key).second) return;
    const NodeKind* kind = group.value.is_map() ? kind_of(group) : nullptr;
    if (kind == nullptr || !kind->calls || !kind->serves) return;
    path_.push_back(group.key);
    const YamlEntry* calls = group.value.find("calls");
    if (calls != nullptr && calls->value.is_map())
      for (const YamlEntry& call : calls->value.entries) follow(call);
    path_.pop_back();
  }
  void follow(const YamlEntry& call) {
    const auto begin = std::find(path_.begin(), path_.end(), call.key);
    if (begin != path_.end()) {
      load_.reporter.error(call.key_place, fmt::format("calls go in a circle: {} -> {}",
                                                       fmt::join(begin, path_.end(), " -> "), call.key));
      return;
    }
    for (const YamlEntry* group : groups_)
      if (group->key == call.key) return visit(*group);
  }

  LoadContext& load_;
  const std::vector<const YamlEntry*>& groups_;
  std::set<std::string_view> met_;
  std::vector<std::string_view> path_;  // from group to group, to the one that is visited
};

}  // namespace

void check_circles(LoadContext& load, const std::vector<const YamlEntry*>& groups) {
  CircleSearch(load, groups).search();
}

void read_calls(LoadContext& load, const Fields& fields, const std::vector<const YamlEntry*>& groups, Group& group) {
  if (!fields.has("calls")) return;
  if (group.kind != nullptr && !group.kind->calls) {
    load.reporter.error(fields.place_of("calls"),
                        fmt::format("nodes of kind '{}' call nobody: leave out 'calls'", group.kind->name));
    return;
  }
  for (const YamlEntry* entry : fields.entries("calls")) CallReader(load, groups, *entry, group).read();
}

void check_own(LoadContext& load, const std::vector<const YamlEntry*>& groups, const std::vector<KnownGroup>& known) {
  const auto count_of = [&](std::string_view name) -> std::optional<int> {
    for (const KnownGroup& group : known)
      if (group.name == name) return group.count;
    return std::nullopt;
  };
  for (const YamlEntry* group : groups) {
    const YamlEntry* calls = group->value.find("calls");
    if (calls == nullptr || !calls->value.is_map()) continue;
    for (const YamlEntry& call : calls->value.entries) {
      const YamlEntry* balance = call.value.find("balance");
      if (balance == nullptr || !balance->value.is_text() || balance->value.text != "own") continue;
      const auto callers = count_of(group->key), targets = count_of(call.key);
      if (!callers || !targets || *callers == *targets) continue;
      load.reporter.error(balance->value.place,
                          fmt::format("balance: own needs an instance of '{}' for each of '{}': they have {} and {}",
                                      call.key, group->key, *targets, *callers));
    }
  }
}

}  // namespace orrery
