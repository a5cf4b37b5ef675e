#include "scenario/references.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {
namespace {

// "server-3": the group's name and the number behind the last dash.
struct InstanceName {
  std::string_view group;
  std::int64_t number = 0;
};

InstanceName split_instance(std::string_view name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return {name, 0};
  InstanceName out{name.substr(0, dash), 0};
  const char* end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + dash + 1, end, out.number);
  if (parsed.ec != std::errc() || parsed.ptr != end) out.number = 0;
  return out;
}

bool is_whole_number(ValueType type) { return type == ValueType::integer || type == ValueType::duration; }

}  // namespace

const KnownGroup* References::find_group(std::string_view name) const {
  const auto found =
      std::find_if(groups_.begin(), groups_.end(), [&](const KnownGroup& group) { return group.name == name; });
  return found == groups_.end() ? nullptr : &*found;
}

std::vector<std::string_view> References::group_names() const {
  std::vector<std::string_view> names;
  for (const KnownGroup& group : groups_) names.push_back(group.name);
  return names;
}

const KnownGroup* References::group_of(const Selector& term) const {
  return find_group(term.instance.empty() ? std::string_view(term.group) : split_instance(term.instance).group);
}

std::vector<std::string> References::instances_of(const Selector& term) const {
  if (!term.instance.empty()) return {term.instance};
  if (!term.members.empty()) return term.members;
  std::vector<std::string> names;
  const KnownGroup* group = group_of(term);
  if (group == nullptr || !group->count) return names;
  for (int i = 1; i <= *group->count; ++i) names.push_back(fmt::format("{}-{}", group->name, i));
  return names;
}

std::optional<std::set<std::string>> References::certain_instances(const Selector& selector) const {
  std::set<std::string> names;
  for (const Selector* term : selector.terms()) {
    const bool is_certain =
        term->role.empty() && (term->pick == Selector::Pick::all || term->pick == Selector::Pick::each);
    const std::vector<std::string> its = instances_of(*term);
    if (!is_certain || its.empty()) return std::nullopt;
    names.insert(its.begin(), its.end());
  }
  return names;
}

void References::set_zones(std::optional<std::vector<KnownZone>> zones) {
  zones_are_set_ = true;
  zones_ = std::move(zones);
}

std::optional<Selector> References::selector(const YamlNode& node, SelectorUse use) const {
  if (node.is_list()) return list_form(node, use);
  std::optional<Selector> read;
  if (node.is_map()) {
    read = long_form(node);
  } else if (const auto text = read_scalar(load_, node, "a selector such as 'leader of server'")) {
    auto parsed = read_selector(*text);
    if (!parsed) {
      load_.reporter.error(node.place, parsed.error().text);
    } else {
      read = std::move(*parsed);
    }
  }
  if (!read || !check(*read, use, node.place)) return std::nullopt;
  return read;
}

// `[server-1, server-4]` is `server-1 and server-4`.
std::optional<Selector> References::list_form(const YamlNode& node, SelectorUse use) const {
  if (node.items.empty()) {
    load_.reporter.error(node.place, "expected a list of selectors such as [server-1, server-4], found none");
    return std::nullopt;
  }
  std::vector<Selector> terms;
  for (const YamlNode& item : node.items) {
    if (item.is_list()) {
      load_.reporter.error(item.place, "expected a selector such as 'leader of server', found a list");
      return std::nullopt;
    }
    const std::optional<Selector> read = selector(item, use);
    if (!read) return std::nullopt;
    for (const Selector* term : read->terms()) {
      terms.push_back(*term);
      terms.back().more.clear();
    }
  }
  Selector whole = terms.front();
  whole.more.assign(terms.begin() + 1, terms.end());
  if (!check(whole, use, node.place)) return std::nullopt;
  return whole;
}

std::optional<Selector> References::long_form(const YamlNode& node) const {
  const std::size_t errors_before = load_.reporter.error_count();
  const Fields fields(load_, node, language::selector, "this selector", node.place);
  const auto group = fields.value<std::string>("group");
  const auto role = fields.value<std::string>("role");
  const auto pick = fields.value<std::string>("pick");
  if (!group || load_.reporter.error_count() != errors_before) return std::nullopt;
  auto selector = read_selector(*group);
  Selector plain;
  if (selector) (selector->instance.empty() ? plain.group : plain.instance) = *group;
  if (!selector || *selector != plain) {
    load_.reporter.error(fields.node("group")->place, unexpected("a group such as server", *group).text);
    return std::nullopt;
  }
  if (!selector->instance.empty() && node.entries.size() > 1) {
    load_.reporter.error(node.place, fmt::format("the instance '{}' is one node: leave out everything beside 'group'",
                                                 selector->instance));
    return std::nullopt;
  }
  selector->role = role.value_or("");
  if (!read_place(fields, *selector)) return std::nullopt;
  if (!pick) return std::move(*selector);
  if (const auto picked = read_pick(*pick, *selector); !picked) {
    load_.reporter.error(fields.node("pick")->place, picked.error().text);
    return std::nullopt;
  }
  return std::move(*selector);
}

bool References::read_place(const Fields& fields, Selector& selector) const {
  if (!fields.has("region") && !fields.has("zone")) return true;
  if (!fields.exactly_one_of({"region", "zone"})) return false;
  const auto name = fields.value<std::string>(fields.has("region") ? "region" : "zone");
  selector.zone = name.value_or("");
  return name.has_value();
}

std::optional<LinkSelector> References::link(const YamlNode& node, SelectorUse use) const {
  const auto text = read_scalar(load_, node, "a link such as 'client -> server' or 'server-1 <-> server-2'");
  if (!text) return std::nullopt;
  auto parsed = read_link_selector(*text);
  if (!parsed) {
    load_.reporter.error(node.place, parsed.error().text);
    return std::nullopt;
  }
  // The second selector stands behind the arrow.
  Place to = node.place;
  const std::size_t arrow = text->find('>');
  if (!node.is_quoted && arrow != std::string::npos) {
    const std::size_t begin = std::min(text->find_first_not_of(' ', arrow + 1), text->size());
    to.column += static_cast<int>(begin);
  }
  if (use == SelectorUse::fault) use = SelectorUse::link;
  const bool from_holds = check(parsed->from, use, node.place);
  const bool to_holds = check(parsed->to, use, to);
  if (!from_holds || !to_holds) return std::nullopt;
  return std::move(*parsed);
}

bool References::check(Selector& selector, SelectorUse use, Place place) const {
  if (!groups_are_known_) return true;
  bool holds = true;
  for (Selector* term : selector.terms()) {
    holds = check_term(*term, use, place) && holds;
    if (use != SelectorUse::expectation || !holds || term->pick == selector.pick) continue;
    load_.reporter.error(place, fmt::format("an expectation is about any, each or all of what it lists: expected the "
                                            "same word before every part of {}",
                                            in_quotes(selector.text())));
    return false;
  }
  return holds;
}

std::string References::role_meant(std::string_view word) const {
  for (const KnownGroup& group : groups_) {
    if (group.kind == nullptr) continue;
    const auto& roles = group.kind->roles;
    if (std::find(roles.begin(), roles.end(), word) != roles.end())
      return fmt::format("'{0}' is a role: did you mean '{0} of {1}'?", word, group.name);
  }
  return {};
}

bool References::check_term(Selector& term, SelectorUse use, Place place) const {
  if (!term.instance.empty()) return check_instance(term, place);
  const KnownGroup* group = find_group(term.group);
  if (group == nullptr) {
    std::string note = role_meant(term.group);
    if (note.empty()) note = did_you_mean(term.group, group_names());
    load_.reporter.error(
        place, fmt::format("there is no group {}; groups are: {}", in_quotes(term.group), one_of(group_names())),
        std::move(note));
    return false;
  }
  if (use == SelectorUse::nodes && (!term.role.empty() || term.pick != Selector::Pick::all)) {
    load_.reporter.error(
        place,
        fmt::format("expected groups or instances of them, without pick or role, found {}", in_quotes(term.text())),
        fmt::format("write '{}': it always means all of them together", term.group));
    return false;
  }
  const bool role_holds = check_role(term, *group, place);
  const bool zone_holds = find_members(term, place);
  const bool pick_holds = check_pick(term, *group, use, place);
  return role_holds && zone_holds && pick_holds;
}

bool References::find_members(Selector& selector, Place place) const {
  if (selector.zone.empty() || !zones_are_set_) return true;
  if (!zones_) {
    load_.reporter.error(place, fmt::format("the zones of a platform file are known only in a run, found {}: list "
                                            "instances, such as '{}-1 and {}-2'",
                                            in_quotes(selector.text()), selector.group, selector.group));
    return false;
  }
  const auto zone =
      std::find_if(zones_->begin(), zones_->end(), [&](const KnownZone& known) { return known.name == selector.zone; });
  if (zone == zones_->end()) {
    std::vector<std::string_view> names;
    for (const KnownZone& known : *zones_) names.push_back(known.name);
    load_.reporter.error(
        place,
        fmt::format("there is no zone, region or host {}; there are: {}", in_quotes(selector.zone), one_of(names)),
        did_you_mean(selector.zone, names));
    return false;
  }
  selector.members.clear();
  for (const std::string& instance : zone->instances)
    if (split_instance(instance).group == selector.group) selector.members.push_back(instance);
  // How many there are decides where they stand.
  const KnownGroup* group = find_group(selector.group);
  if (!selector.members.empty() || group == nullptr || !group->count) return true;
  load_.reporter.error(place, fmt::format("no instance of '{}' is in '{}'", selector.group, selector.zone));
  return false;
}

bool References::check_instance(const Selector& selector, Place place) const {
  const auto [name, number] = split_instance(selector.instance);
  const KnownGroup* group = find_group(name);
  if (group == nullptr) {
    std::string note = did_you_mean(name, group_names());
    load_.reporter.error(place,
                         fmt::format("there is no instance {}: no group is called {}; groups are: {}",
                                     in_quotes(selector.instance), in_quotes(name), one_of(group_names())),
                         std::move(note));
    return false;
  }
  if (!group->count || (number >= 1 && number <= *group->count)) return true;
  load_.reporter.error(place,
                       fmt::format("there is no instance {}: group '{}' has {}", in_quotes(selector.instance), name,
                                   *group->count == 1 ? fmt::format("one, {}-1", name)
                                                      : fmt::format("{0}-1 to {0}-{1}", name, *group->count)));
  return false;
}

bool References::check_role(const Selector& selector, const KnownGroup& group, Place place) const {
  if (selector.role.empty() || group.kind == nullptr) return true;
  const std::vector<std::string_view>& roles = group.kind->roles;
  if (std::find(roles.begin(), roles.end(), selector.role) != roles.end()) return true;
  if (roles.empty()) {
    load_.reporter.error(
        place, fmt::format("nodes of kind '{}' have no roles, found {}", group.kind->name, in_quotes(selector.role)));
  } else {
    load_.reporter.error(place,
                         fmt::format("nodes of kind '{}' have no role {}; roles are: {}", group.kind->name,
                                     in_quotes(selector.role), one_of(roles)),
                         did_you_mean(selector.role, roles));
  }
  return false;
}

bool References::check_pick(const Selector& selector, const KnownGroup& group, SelectorUse use, Place place) const {
  using Pick = Selector::Pick;
  if (selector.pick == Pick::others && use != SelectorUse::link) {
    load_.reporter.error(place, fmt::format("'others' are those that the other side of a link leaves, found {}",
                                            in_quotes(selector.text())));
    return false;
  }
  const bool is_quantifier = selector.pick == Pick::all || selector.pick == Pick::any || selector.pick == Pick::each;
  if (use == SelectorUse::expectation && !is_quantifier) {
    load_.reporter.error(place, fmt::format("an expectation is about any, each or all nodes of a group, found {}",
                                            in_quotes(selector.text())));
    return false;
  }
  return check_count(selector, group, place) && check_field(selector, group, place);
}

bool References::check_count(const Selector& selector, const KnownGroup& group, Place place) const {
  if (selector.pick != Selector::Pick::number || !group.count) return true;
  const auto there = static_cast<std::int64_t>(instances_of(selector).size());
  if (selector.number <= there) return true;
  load_.reporter.error(
      place, selector.zone.empty()
                 ? fmt::format("group '{}' has {} instances, found {}", group.name, there, in_quotes(selector.text()))
                 : fmt::format("group '{}' has {} instances in '{}', found {}", group.name, there, selector.zone,
                               in_quotes(selector.text())));
  return false;
}

bool References::check_field(const Selector& selector, const KnownGroup& group, Place place) const {
  const bool by_field = selector.pick == Selector::Pick::most || selector.pick == Selector::Pick::least;
  if (!by_field || group.kind == nullptr) return true;
  std::vector<std::string_view> comparable;
  for (const Field& field : group.kind->fields)
    if (is_whole_number(field.type)) comparable.push_back(field.name.text());
  if (std::find(comparable.begin(), comparable.end(), selector.field) != comparable.end()) return true;
  load_.reporter.error(
      place,
      fmt::format("nodes of kind '{}' have no field {} that can be compared{}", group.kind->name,
                  in_quotes(selector.field), comparable.empty() ? "" : "; such fields are: " + one_of(comparable)),
      did_you_mean(selector.field, comparable));
  return false;
}

bool References::check_fault(const InstantExpression& instant, Place place) const {
  if (instant.fault.empty() || faults_.contains(instant.fault)) return true;
  std::vector<std::string_view> ids;
  for (const auto& [id, where] : faults_) ids.push_back(id);
  load_.reporter.error(place,
                       fmt::format("there is no fault {}{}", in_quotes(instant.fault),
                                   ids.empty() ? "" : "; faults are: " + one_of(ids)),
                       did_you_mean(instant.fault, ids));
  return false;
}

std::optional<InstantExpression> References::instant(const YamlNode& node) const {
  const auto text = read_scalar(load_, node, "an instant such as 2s or 'leader-dies + 500ms'");
  if (!text) return std::nullopt;
  const auto parsed = read_instant(*text);
  if (!parsed) {
    load_.reporter.error(node.place, parsed.error().text);
    return std::nullopt;
  }
  if (!check_fault(*parsed, node.place)) return std::nullopt;
  if (parsed->fault.empty() && parsed->offset < Duration()) {
    load_.reporter.error(node.place, fmt::format("expected an instant of the run, found {}, which is before its start",
                                                 in_quotes(*text)));
    return std::nullopt;
  }
  return *parsed;
}

std::optional<WindowExpression> References::window(const YamlNode& node) const {
  const auto text = read_scalar(load_, node, "a window such as 12s..30s");
  if (!text) return std::nullopt;
  const auto parsed = read_window(*text);
  if (!parsed) {
    load_.reporter.error(node.place, parsed.error().text);
    return std::nullopt;
  }
  if (!check_fault(parsed->begin, node.place) || !check_fault(parsed->end, node.place)) return std::nullopt;
  const bool one_origin = parsed->begin.fault == parsed->end.fault && parsed->begin.fault_end == parsed->end.fault_end;
  if (one_origin && parsed->begin.offset >= parsed->end.offset) {
    load_.reporter.error(node.place,
                         fmt::format("expected a window that begins before it ends, found {}", in_quotes(*text)));
    return std::nullopt;
  }
  if (parsed->begin.fault.empty() && parsed->begin.offset < Duration()) {
    load_.reporter.error(
        node.place, fmt::format("expected a window of the run, found {}, which begins before it", in_quotes(*text)));
    return std::nullopt;
  }
  return *parsed;
}

}  // namespace orrery
