#include "scenario/read_faults.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/value_text.h"
#include "faults/fault_times.h"
#include "scenario/fault_plan.h"
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

class FaultReader {
 public:
  FaultReader(LoadContext& load, const YamlNode& item, std::string id, const References& references,
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
    fields_.emplace(load, item, language::fault, fmt::format("fault '{}'", fault_.id), item.place,
                    std::move(also_known));
    has_unknown_keys_ = load.reporter.error_count() != errors_before;
  }

  std::optional<Fault> read() {
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

  // Of a fault that read() found wrong: when it would strike, where that alone is sound.
  std::optional<Fault> schedule_alone() const {
    if (!has_schedule_) return std::nullopt;
    Fault alone;
    alone.id = fault_.id;
    alone.schedule = fault_.schedule;
    return alone;
  }

 private:
  bool check_verb() {
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

  // Whether it is given or made up, a fault's name may end in -digits: it has no instances to be told from.
  void check_id() {
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

  void read_target() {
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
  // Nodes that cannot do what the verb asks of them are no target.
  void check_ability(const Selector& term, Place place) {
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
        fmt::format("nodes of kind '{}' {}: '{}' cannot hit '{}'; {}", group->kind->name, why_not(verb),
                    verb.name.text(), group->name,
                    able.empty() ? "no group of this scenario can be hit" : "groups that it can hit: " + one_of(able)),
        fmt::format("verbs for '{}' are {}", group->name, one_of(others, others.size())));
  }
  // Whom an order names beside the nodes hit: one node, of their group.
  void read_to() {
    const YamlEntry* to = fault_.options.declared().find("to") == nullptr ? nullptr : item_.find("to");
    if (to == nullptr || !to->value.is_text() || to->value.text == "none") return;
    auto selector = references_.selector(to->value, SelectorUse::fault);
    if (!selector) return;
    const bool is_one = selector->more.empty() && (!selector->instance.empty() || picks_one(*selector));
    if (!is_one) {
      load_.reporter.error(to->value.place, fmt::format("to: expected one node such as server-2 or 'any follower of "
                                                        "server', found {}",
                                                        in_quotes(selector->text())));
      return;
    }
    const auto* target = std::get_if<Selector>(&fault_.target);
    for (const Selector* term : target->terms())
      if (const KnownGroup* group = references_.group_of(*term);
          group != nullptr && group != references_.group_of(*selector))
        load_.reporter.error(to->value.place,
                             fmt::format("to: expected a node of '{}', as {} is, found {}", group->name,
                                         in_quotes(term->text()), in_quotes(selector->text())));
    fault_.to = std::move(*selector);
  }
  // One node that all nodes hit call.
  void read_endpoint() {
    if (fault_.options.declared().find("endpoint") == nullptr) return;
    const YamlEntry* endpoint = item_.find("endpoint");
    const auto* target = std::get_if<Selector>(&fault_.target);
    if (endpoint == nullptr || target == nullptr || !endpoint->value.is_text()) return;
    auto selector = references_.selector(endpoint->value, SelectorUse::fault);
    if (!selector) return;
    const bool is_one = selector->more.empty() && (!selector->instance.empty() || picks_one(*selector));
    if (!is_one) {
      load_.reporter.error(endpoint->value.place, fmt::format("endpoint: expected one node such as backend-2 or 'any "
                                                              "backend', found {}",
                                                              in_quotes(selector->text())));
      return;
    }
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
  // The group whose calls hold the breakers that an order is for: its first instance stands for it.
  void read_call() {
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
  // Those whose kind is known.
  std::vector<const ReadGroup*> groups_hit(const Selector& selector) const {
    std::vector<const ReadGroup*> hit;
    for (const Selector* term : selector.terms()) {
      const KnownGroup* known = references_.group_of(*term);
      if (known == nullptr || known->kind == nullptr) continue;
      for (const ReadGroup& group : groups_)
        if (known->name == group.group.name) hit.push_back(&group);
    }
    return hit;
  }
  void read_set() {
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
  // What can be told before the run of FaultVerb::objection.
  void check_link(const LinkSelector& link, Place place) {
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
  void check_bridge(const Selector& selector, Place place) {
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

  void read_schedule() {
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
  void read_at(const YamlNode& node) {
    if (node.is_text() && node.text.find("..") != std::string::npos) {
      fault_.schedule.kind = FaultSchedule::Kind::at_window;
      if (const auto window = references_.window(node)) fault_.schedule.when = *window;
    } else {
      fault_.schedule.kind = FaultSchedule::Kind::at;
      if (const auto instant = references_.instant(node)) fault_.schedule.when.begin = *instant;
    }
  }
  void read_during(const YamlNode& node) {
    fault_.schedule.kind = FaultSchedule::Kind::during;
    if (const auto window = references_.window(node)) fault_.schedule.when = *window;
    if (fields_->has("for"))
      load_.reporter.error(fields_->place_of("for"), "'during' says already how long the fault lasts: leave out 'for'");
  }
  void refuse_lasting() {
    for (const std::string_view key : {"for", "during"})
      if (fields_->has(key))
        load_.reporter.error(
            fields_->place_of(key),
            fmt::format("'{}' strikes and is over: '{}' makes no sense with it", fault_.verb->name.text(), key));
  }

  LoadContext& load_;
  const References& references_;
  const std::vector<ReadGroup>& groups_;
  const YamlNode& item_;
  const std::vector<const YamlEntry*> verbs_;
  std::optional<Fields> fields_;
  bool has_unknown_keys_ = false;
  bool has_schedule_ = false;
  Fault fault_;
};

// When the faults strike, with the place of each: also of those that are wrong otherwise, as far as it can be told.
struct Schedules {
  std::vector<Fault> faults;
  std::vector<Place> places;

  void add(Fault fault, Place place) {
    faults.push_back(std::move(fault));
    places.push_back(place);
  }
};

// What is allowed but hardly meant.
void warn_if_late(LoadContext& load, const Fault& fault, const FaultTimeRange& times, Place place, Duration run_for) {
  const Instant end = Instant::at(run_for);
  const std::string run_ends = fmt::format("the run ends at {}", duration_text(run_for));
  if (times.earliest > end) {
    load.reporter.warning(place, fmt::format("fault '{}' never strikes: {}", fault.id, run_ends));
  } else if (times.latest > end) {
    load.reporter.warning(place, fmt::format("fault '{}' may be drawn to strike after the run, and then never does: {}",
                                             fault.id, run_ends));
  } else if (fault.schedule.kind == FaultSchedule::Kind::during && *times.end > end) {
    load.reporter.warning(place, fmt::format("fault '{}' is not undone at {}: {}", fault.id,
                                             duration_text(times.end->since_start()), run_ends));
  }
}

void warn_if_late(LoadContext& load, const Schedules& schedules, Duration run_for) {
  const std::vector<std::optional<FaultTimeRange>> times = time_ranges(schedules.faults);
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i]) warn_if_late(load, schedules.faults[i], *times[i], schedules.places[i], run_for);
}

// Strikes that are not over when the next one comes.
void warn_if_piling_up(LoadContext& load, const Fault& fault, const References& references, Place place) {
  if (fault.schedule.kind != FaultSchedule::Kind::every || !fault.verb->lasting || fault.schedule.lasts) return;
  const std::string every = duration_text(fault.schedule.every);
  if (fault.verb->takes == nullptr) {
    load.reporter.warning(place, fmt::format("fault '{}' strikes again every {} and is never undone: without 'for' the "
                                             "strikes pile up",
                                             fault.id, every));
    return;
  }
  const auto nodes = references.certain_instances(std::get<Selector>(fault.target));
  if (!nodes) return;
  const Duration takes = fault.verb->takes(nodes->size(), fault.options);
  if (takes > fault.schedule.every)
    load.reporter.warning(place, fmt::format("fault '{}' strikes again every {}, and one strike takes {}: they overlap",
                                             fault.id, every, duration_text(takes)));
}

}  // namespace

std::string fault_id(const YamlNode& item, std::size_t position) {
  const YamlEntry* id = item.find("id");
  return id != nullptr && id->value.is_text() ? id->value.text : fmt::format("fault-{}", position + 1);
}

void collect_faults(LoadContext& load, const Fields& scenario, References& references) {
  const YamlNode* list = scenario.node("faults");
  if (list == nullptr || !list->is_list()) return;
  for (std::size_t at = 0; at < list->items.size(); ++at) {
    const YamlNode& item = list->items[at];
    if (item.is_none()) continue;
    const YamlEntry* given = item.find("id");
    const Place place = given != nullptr ? given->value.place : item.place;
    const std::string id = fault_id(item, at);
    if (const auto first = references.faults().find(id); first != references.faults().end()) {
      load.reporter.error(place, fmt::format("there are two faults '{}': the first is at {}", id,
                                             load.reporter.place_text(first->second)));
    } else {
      references.add_fault(id, place);
    }
  }
}

std::vector<Fault> read_faults(LoadContext& load, const Fields& scenario, const References& references,
                               const std::vector<ReadGroup>& groups, const std::optional<Nemesis>& nemesis,
                               Duration run_for) {
  std::vector<Fault> faults;
  Schedules schedules;
  const std::size_t errors_before = load.reporter.error_count();
  const std::vector<const YamlNode*> items = scenario.items("faults");
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (items[at]->is_none()) continue;
    FaultReader reader(load, *items[at], fault_id(*items[at], at), references, groups);
    std::optional<Fault> fault = reader.read();
    if (const auto schedule = fault ? fault : reader.schedule_alone()) schedules.add(*schedule, items[at]->place);
    if (!fault) continue;
    warn_if_piling_up(load, *fault, references, items[at]->place);
    faults.push_back(std::move(*fault));
  }
  if (nemesis) schedules.add(nemesis_window(*nemesis), references.faults().at(std::string(kNemesisId)));
  const bool nemesis_is_wrong = !nemesis && references.faults().contains(std::string(kNemesisId));
  const bool is_whole = !nemesis_is_wrong && load.reporter.error_count() == errors_before;
  // Whether one fault can wait for another is a matter of all of them.
  if (is_whole)
    for (const FaultTimeError& error : check_times(schedules.faults))
      load.reporter.error(references.faults().at(schedules.faults[error.fault].id), error.text);
  warn_if_late(load, schedules, run_for);
  return faults;
}

}  // namespace orrery
