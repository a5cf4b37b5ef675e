#include "scenario/fault_reader.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/value_text.h"
#include "scenario/read_configuration.h"

namespace orrery {
namespace {

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> names;
  for (const FaultVerb& verb : fault_verbs()) names.push_back(verb.name.text());
  return names;
}

bool is_fault_id(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

std::vector<const YamlEntry*> verbs_of(const YamlNode& item) {
  std::vector<const YamlEntry*> verbs;
  for (const YamlEntry& entry : item.entries)
    if (find_fault_verb(entry.key) != nullptr) verbs.push_back(&entry);
  return verbs;
}

bool can_be_hit(const NodeKind& kind, const FaultVerb& verb) {
  if (verb.needs_load) return kind.has_operations;
  if (verb.needs_configuration) return kind.is_configurable;
  if (verb.needs_calls) return kind.serves && kind.protocol == Protocol::calls;
  return verb.order == Name() ||
         std::find(kind.orders.begin(), kind.orders.end(), verb.order.text()) != kind.orders.end();
}

std::string_view why_not(const FaultVerb& verb) {
  if (verb.needs_load) return "offer no load";
  if (verb.needs_configuration) return "take no new configuration while they run";
  return verb.needs_calls ? "answer no calls" : "know no such order";
}

bool picks_one(const Selector& selector) {
  using Pick = Selector::Pick;
  return selector.pick == Pick::any || selector.pick == Pick::most || selector.pick == Pick::least ||
         (selector.pick == Pick::number && selector.number == 1);
}

}  // namespace

FaultReader::FaultReader(LoadContext& load, const YamlNode& item, std::string id, const References& references,
                         const std::vector<ReadGroup>& groups)
    : load_(load), references_(references), groups_(groups), item_(item), verbs_(verbs_of(item)) {
  fault_.id = std::move(id);
  std::vector<std::string_view> also_known = verb_names();
  if (!verbs_.empty()) {
    fault_.verb = find_fault_verb(verbs_.front()->key);
    const std::vector<std::string_view> options = top_keys(*fault_.verb->options);
    also_known.insert(also_known.end(), options.begin(), options.end());
  }
  const std::size_t errors_before = load.reporter.error_count();
  fields_.emplace(load, item, language::fault, fmt::format("fault '{}'", fault_.id), item.place, std::move(also_known));
  has_unknown_keys_ = load.reporter.error_count() != errors_before;
}

std::optional<Fault> FaultReader::read() {
  if (!fields_->is_map()) return std::nullopt;
  const std::size_t errors_before = load_.reporter.error_count();
  read_schedule();
  has_schedule_ = load_.reporter.error_count() == errors_before;
  check_id();
  if (check_verb()) {
    read_target();
    fault_.options = ParameterValues(*fault_.verb->options);
    read_parameters(load_, item_, fields_->what(), verbs_.front()->key_place, fault_.options);
    read_to();
    read_endpoint();
    read_call();
    read_set();
  }
  fault_.optional = fields_->value<bool>("optional").value_or(false);
  if (has_unknown_keys_ || load_.reporter.error_count() != errors_before) return std::nullopt;
  return std::move(fault_);
}

std::optional<Fault> FaultReader::schedule_alone() const {
  if (!has_schedule_) return std::nullopt;
  Fault alone;
  alone.id = fault_.id;
  alone.schedule = fault_.schedule;
  return alone;
}

bool FaultReader::check_verb() {
  if (verbs_.size() == 1) return true;
  if (verbs_.size() > 1) {
    load_.reporter.error(verbs_[1]->key_place, fmt::format("{} has two verbs, '{}' and '{}': write two faults",
                                                           fields_->what(), verbs_[0]->key, verbs_[1]->key));
    return false;
  }
  // The key that is unknown is most probably the verb, misspelt.
  if (!has_unknown_keys_)
    load_.reporter.error(item_.place, fmt::format("{} does nothing: it needs a verb, one of {}", fields_->what(),
                                                  one_of(verb_names(), 20)));
  return false;
}

void FaultReader::check_id() {
  const YamlNode* node = fields_->node("id");
  if (node == nullptr) return;
  const auto text = read_scalar(load_, *node, "a name such as leader-dies", "id");
  if (!text) return;
  if (!is_fault_id(*text)) {
    load_.reporter.error(node->place, "id: " + unexpected("a name such as leader-dies or rolling-1", *text,
                                                          "small letters, digits and dashes, a letter first")
                                                   .text);
  } else if (is_nemesis_id(*text)) {
    load_.reporter.error(node->place,
                         fmt::format("id: '{}' is kept for what a nemesis draws: choose another name", *text));
  }
}

void FaultReader::read_target() {
  const YamlNode& node = verbs_.front()->value;
  if (node.place.source == 0) std::tie(fault_.line, fault_.column) = std::pair(node.place.line, node.place.column);
  if (fault_.verb->target == FaultTarget::link) {
    if (auto link = references_.link(node, SelectorUse::fault)) {
      check_link(*link, node.place);
      fault_.target = std::move(*link);
    }
  } else if (auto selector = references_.selector(node, SelectorUse::fault)) {
    if (fault_.verb->name == Name("bridge")) check_bridge(*selector, node.place);
    for (const Selector* term : selector->terms()) check_ability(*term, node.place);
    fault_.target = std::move(*selector);
  }
}

void FaultReader::check_ability(const Selector& term, Place place) {
  const FaultVerb& verb = *fault_.verb;
  const KnownGroup* group = references_.group_of(term);
  if (group == nullptr || group->kind == nullptr || can_be_hit(*group->kind, verb)) return;
  std::vector<std::string_view> able, others;
  for (const KnownGroup& known : references_.groups())
    if (known.kind != nullptr && can_be_hit(*known.kind, verb)) able.push_back(known.name);
  for (const FaultVerb& other : fault_verbs())
    if (other.target == FaultTarget::nodes && can_be_hit(*group->kind, other)) others.push_back(other.name.text());
  load_.reporter.error(
      place,
      fmt::format("nodes of kind '{}' {}: '{}' cannot hit '{}'; {}", group->kind->name, why_not(verb), verb.name.text(),
                  group->name,
                  able.empty() ? "no group of this scenario can be hit" : "groups that it can hit: " + one_of(able)),
      fmt::format("verbs for '{}' are {}", group->name, one_of(others, others.size())));
}

std::optional<Selector> FaultReader::read_one_node(const YamlEntry& entry, std::string_view examples) {
  auto selector = references_.selector(entry.value, SelectorUse::fault);
  if (!selector || (selector->more.empty() && (!selector->instance.empty() || picks_one(*selector)))) return selector;
  load_.reporter.error(entry.value.place, fmt::format("{}: expected one node such as {}, found {}", entry.key, examples,
                                                      in_quotes(selector->text())));
  return std::nullopt;
}

void FaultReader::read_to() {
  const YamlEntry* to = fault_.options.declared().find("to") == nullptr ? nullptr : item_.find("to");
  if (to == nullptr || !to->value.is_text() || to->value.text == "none") return;
  auto selector = read_one_node(*to, "server-2 or 'any follower of server'");
  if (!selector) return;
  const auto* target = std::get_if<Selector>(&fault_.target);
  for (const Selector* term : target->terms())
    if (const KnownGroup* group = references_.group_of(*term);
        group != nullptr && group != references_.group_of(*selector))
      load_.reporter.error(to->value.place, fmt::format("to: expected a node of '{}', as {} is, found {}", group->name,
                                                        in_quotes(term->text()), in_quotes(selector->text())));
  fault_.to = std::move(*selector);
}

void FaultReader::read_endpoint() {
  if (fault_.options.declared().find("endpoint") == nullptr) return;
  const YamlEntry* endpoint = item_.find("endpoint");
  const auto* target = std::get_if<Selector>(&fault_.target);
  if (endpoint == nullptr || target == nullptr || !endpoint->value.is_text()) return;
  auto selector = read_one_node(*endpoint, "backend-2 or 'any backend'");
  if (!selector) return;
  const KnownGroup* called = references_.group_of(*selector);
  for (const ReadGroup* group : groups_hit(*target)) {
    const auto calls = group->group.values.calls();
    if (called == nullptr ||
        std::any_of(calls.begin(), calls.end(), [&](const Call& call) { return call.target == called->name; }))
      continue;
    load_.reporter.error(endpoint->value.place,
                         fmt::format("endpoint: '{}' does not call '{}'", group->group.name, called->name));
  }
  fault_.to = std::move(*selector);
}

void FaultReader::read_call() {
  const YamlEntry* call = fault_.options.declared().find("call") == nullptr ? nullptr : item_.find("call");
  const auto* target = std::get_if<Selector>(&fault_.target);
  if (call == nullptr || target == nullptr || !call->value.is_text() || !fault_.options.has("call")) return;
  const std::string& called = fault_.options.word("call");
  for (const ReadGroup* group : groups_hit(*target)) {
    const auto calls = group->group.values.calls();
    std::vector<std::string_view> known;
    for (const Call& one : calls)
      if (one.policies.has("breaker")) known.push_back(one.target);
    if (std::find(known.begin(), known.end(), called) != known.end()) continue;
    const bool is_called =
        std::any_of(calls.begin(), calls.end(), [&](const Call& one) { return one.target == called; });
    const std::string head = is_called
                                 ? fmt::format("the calls of '{}' to '{}' have no breaker", group->group.name, called)
                                 : fmt::format("'{}' does not call '{}'", group->group.name, called);
    load_.reporter.error(call->value.place, fmt::format("call: {}{}", head, suggestion(called, known)));
  }
  Selector first;
  first.group = called;
  fault_.to = std::move(first);
}

std::vector<const ReadGroup*> FaultReader::groups_hit(const Selector& selector) const {
  std::vector<const ReadGroup*> hit;
  for (const Selector* term : selector.terms()) {
    const KnownGroup* known = references_.group_of(*term);
    if (known == nullptr || known->kind == nullptr) continue;
    for (const ReadGroup& group : groups_)
      if (known->name == group.group.name) hit.push_back(&group);
  }
  return hit;
}

void FaultReader::read_set() {
  const YamlNode* set = fields_->node("set");
  if (!fault_.verb->needs_configuration) {
    if (set != nullptr)
      load_.reporter.error(fields_->place_of("set"),
                           fmt::format("'{}' sets nothing: leave out 'set'", fault_.verb->name.text()));
    return;
  }
  if (set == nullptr) {
    load_.reporter.error(verbs_.front()->key_place,
                         fmt::format("{} lacks the key 'set': which policies, and to what", fields_->what()));
    return;
  }
  if (const auto* target = std::get_if<Selector>(&fault_.target))
    for (const ReadGroup* group : groups_hit(*target))
      if (group->group.kind->is_configurable) fault_.set = read_configuration(load_, *set, group->group);
}

void FaultReader::check_link(const LinkSelector& link, Place place) {
  const auto from = references_.certain_instances(link.from);
  const auto to = references_.certain_instances(link.to);
  if (!from || from != to) return;
  if (from->size() == 1) {
    load_.reporter.error(place, fmt::format("{} joins no two nodes", in_quotes(link.text())));
  } else if (fault_.verb->name == Name("partition")) {
    load_.reporter.error(place, fmt::format("both sides of {} are the same nodes: to cut each of them off from all "
                                            "others, write 'isolate: {}'",
                                            in_quotes(link.text()), link.from.text()));
  }
}

void FaultReader::check_bridge(const Selector& selector, Place place) {
  const KnownGroup* group = references_.group_of(selector);
  for (const Selector* term : selector.terms())
    if (references_.group_of(*term) != group)
      load_.reporter.error(place,
                           fmt::format("a bridge stands within one group, found {}", in_quotes(selector.text())));
  if (group == nullptr || !group->count) return;
  const auto bridge = references_.certain_instances(selector);
  const std::size_t least = bridge ? bridge->size() : 1;
  if (static_cast<std::size_t>(*group->count) >= least + 2) return;
  load_.reporter.error(place,
                       fmt::format("a bridge joins two halves of its group: '{}' has {} instances, and {} leaves "
                                   "fewer than two",
                                   group->name, *group->count, in_quotes(selector.text())));
}

void FaultReader::read_schedule() {
  fault_.schedule.lasts = fields_->value<Duration>("for");
  if (fault_.verb != nullptr && !fault_.verb->lasting) refuse_lasting();
  if (!fields_->exactly_one_of({"at", "every", "during"})) return;
  if (fields_->has("at")) read_at(*fields_->node("at"));
  if (fields_->has("every")) {
    fault_.schedule.kind = FaultSchedule::Kind::every;
    fault_.schedule.every = fields_->value<Duration>("every").value_or(Duration());
  }
  if (fields_->has("during")) read_during(*fields_->node("during"));
}

void FaultReader::read_at(const YamlNode& node) {
  if (node.is_text() && node.text.find("..") != std::string::npos) {
    fault_.schedule.kind = FaultSchedule::Kind::at_window;
    if (const auto window = references_.window(node)) fault_.schedule.when = *window;
  } else {
    fault_.schedule.kind = FaultSchedule::Kind::at;
    if (const auto instant = references_.instant(node)) fault_.schedule.when.begin = *instant;
  }
}

void FaultReader::read_during(const YamlNode& node) {
  fault_.schedule.kind = FaultSchedule::Kind::during;
  if (const auto window = references_.window(node)) fault_.schedule.when = *window;
  if (fields_->has("for"))
    load_.reporter.error(fields_->place_of("for"), "'during' says already how long the fault lasts: leave out 'for'");
}

void FaultReader::refuse_lasting() {
  for (const std::string_view key : {"for", "during"})
    if (fields_->has(key))
      load_.reporter.error(fields_->place_of(key), fmt::format("'{}' strikes and is over: '{}' makes no sense with it",
                                                               fault_.verb->name.text(), key));
}

}  // namespace orrery
