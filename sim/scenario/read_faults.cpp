#include "scenario/read_faults.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/value_text.h"
#include "faults/fault_times.h"
#include "scenario/system.h"

namespace orrery {
namespace {

std::vector<std::string_view> verb_names() {
  std::vector<std::string_view> names;
  for (const FaultVerb& verb : fault_verbs()) names.push_back(verb.name.text());
  return names;
}

std::vector<const YamlEntry*> verbs_of(const YamlNode& item) {
  std::vector<const YamlEntry*> verbs;
  for (const YamlEntry& entry : item.entries)
    if (find_fault_verb(entry.key) != nullptr) verbs.push_back(&entry);
  return verbs;
}

class FaultReader {
 public:
  FaultReader(LoadContext& load, const YamlNode& item, std::string id, const References& references)
      : load_(load), references_(references), item_(item), verbs_(verbs_of(item)) {
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
    fields_->value<std::string>("id");  // that the name is one; see fault_id
    if (check_verb()) {
      read_target();
      fault_.options = ParameterValues(*fault_.verb->options);
      read_parameters(load_, item_, fields_->what(), verbs_.front()->key_place, fault_.options);
    }
    read_schedule();
    fault_.optional = fields_->value<bool>("optional").value_or(false);
    if (has_unknown_keys_ || load_.reporter.error_count() != errors_before) return std::nullopt;
    return std::move(fault_);
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

  void read_target() {
    const YamlNode& node = verbs_.front()->value;
    if (node.place.source == 0) std::tie(fault_.line, fault_.column) = std::pair(node.place.line, node.place.column);
    if (fault_.verb->target == FaultTarget::link) {
      if (auto link = references_.link(node, SelectorUse::fault)) fault_.target = std::move(*link);
    } else if (auto selector = references_.selector(node, SelectorUse::fault)) {
      fault_.target = std::move(*selector);
    }
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
  const YamlNode& item_;
  const std::vector<const YamlEntry*> verbs_;
  std::optional<Fields> fields_;
  bool has_unknown_keys_ = false;
  Fault fault_;
};

void warn_if_late(LoadContext& load, const Fault& fault, Place place, Duration run_for) {
  const FaultSchedule& schedule = fault.schedule;
  const bool is_every = schedule.kind == FaultSchedule::Kind::every;
  const InstantExpression& begin = schedule.when.begin;
  const bool is_late = is_every ? schedule.every > run_for : begin.fault.empty() && begin.offset > run_for;
  if (is_late)
    load.reporter.warning(
        place, fmt::format("fault '{}' never strikes: the run ends at {}", fault.id, duration_text(run_for)));
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
                               Duration run_for) {
  std::vector<Fault> faults;
  const std::size_t errors_before = load.reporter.error_count();
  const std::vector<const YamlNode*> items = scenario.items("faults");
  for (std::size_t at = 0; at < items.size(); ++at) {
    if (items[at]->is_none()) continue;
    std::optional<Fault> fault = FaultReader(load, *items[at], fault_id(*items[at], at), references).read();
    if (!fault) continue;
    warn_if_late(load, *fault, items[at]->place, run_for);
    faults.push_back(std::move(*fault));
  }
  if (load.reporter.error_count() != errors_before) return faults;
  // Whether one fault can wait for another is a matter of all of them.
  for (const FaultTimeError& error : check_times(faults))
    load.reporter.error(references.faults().at(faults[error.fault].id), error.text);
  return faults;
}

}  // namespace orrery
