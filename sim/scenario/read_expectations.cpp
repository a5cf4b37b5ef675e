#include "scenario/read_expectations.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "core/metric_table.h"
#include "core/value_text.h"
#include "faults/fault_times.h"
#include "scenario/multiple.h"

namespace orrery {
namespace {

constexpr std::string_view kBounds[] = {"at_least", "at_most", "is"};

// Reads one bound in its unit, for the sake of its errors; the order of two bounds is that of the figures.
using ReadBound = std::function<tl::expected<double, ValueError>(std::string_view)>;

double as_figure(Duration duration) { return static_cast<double>(duration.nanoseconds()); }

tl::expected<double, ValueError> read_amount(std::string_view text) {
  return read_number(text).and_then([&](double amount) -> tl::expected<double, ValueError> {
    if (amount < 0) return tl::unexpected(unexpected("a number from 0", text));
    return amount;
  });
}

ReadBound bound_of(MetricUnit unit) {
  switch (unit) {
    case MetricUnit::count:
    case MetricUnit::ratio: return read_amount;
    case MetricUnit::duration: return [](std::string_view text) { return read_duration(text).map(as_figure); };
    case MetricUnit::bytes:
      return [](std::string_view text) { return read_size(text).map([](Bytes size) { return double(size); }); };
    case MetricUnit::percent: return read_percent;
    case MetricUnit::rate: return read_rate;
  }
  return read_number;
}

tl::expected<double, ValueError> read_count(std::string_view text) {
  return read_integer(text).map([](std::int64_t count) { return double(count); });
}

class ExpectationReader {
 public:
  ExpectationReader(LoadContext& load, const YamlNode& item, const ExpectedOf& expected_of)
      : load_(load),
        expected_of_(expected_of),
        references_(expected_of.references),
        fields_(load, item, language::expectation, "this expectation", item.place) {
    out_.text = flow_text(item);
    out_.line = item.place.line;
  }

  std::optional<Expectation> read() {
    const std::size_t errors_before = load_.reporter.error_count();
    out_.variant = fields_.value<std::string>("variant").value_or("");
    if (!fields_.exactly_one_of({"invariants", "metric", "event", "state"})) return std::nullopt;
    if (fields_.has("invariants")) read_invariants();
    if (fields_.has("metric")) read_metric();
    if (fields_.has("event")) read_event();
    if (fields_.has("state")) read_state();
    if (has_times_) warn_if_late();
    if (load_.reporter.error_count() != errors_before) return std::nullopt;
    return std::move(out_);
  }

 private:
  void read_subject(ExpectationKind kind, std::string_view key) {
    out_.kind = kind;
    out_.subject = fields_.value<std::string>(key).value_or("");
  }

  void read_invariants() {
    read_subject(ExpectationKind::invariants, "invariants");
    refuse("'invariants'", {"of", "during", "after", "within", "stat", "at_least", "at_most"});
    read_bounds([](std::string_view value) -> tl::expected<double, ValueError> {
      if (value == kViolated) return 0.0;
      return tl::unexpected(unexpected(in_quotes(kViolated), value));
    });
    if (out_.is && out_.subject == "all")
      load_.reporter.error(fields_.place_of("is"), "which of the invariants is violated must be said: name one");
    if (out_.subject == "all" || expected_of_.checkers == nullptr) return;
    std::vector<std::string_view> known(expected_of_.checkers->begin(), expected_of_.checkers->end());
    known.push_back("all");
    if (std::find(known.begin(), known.end(), out_.subject) == known.end())
      load_.reporter.error(
          subject_place("invariants"),
          fmt::format("this system has no invariant {}; expected {}", in_quotes(out_.subject), one_of(known)),
          did_you_mean(out_.subject, known));
  }

  void read_metric() {
    read_subject(ExpectationKind::metric, "metric");
    refuse("'metric'", {"after", "within"});
    read_of(SelectorUse::nodes);
    read_during();
    const MetricDeclaration* metric = find_metric(out_.subject);
    if (metric == nullptr) {
      std::vector<std::string_view> known;
      for (const MetricDeclaration& declared : metric_table()) known.push_back(declared.name);
      load_.reporter.error(
          subject_place("metric"),
          fmt::format("unknown metric {}; metrics are: {}", in_quotes(out_.subject), one_of(known, 20)),
          did_you_mean(out_.subject, known));
      return;
    }
    out_.statistic = fields_.value<std::string>("stat").value_or("");
    if (metric->form == MetricForm::histogram && !fields_.has("stat"))
      load_.reporter.error(
          fields_.place_of("metric"),
          fmt::format("the metric '{}' has many samples: 'stat' must say which statistic, one of {}", metric->name,
                      one_of({std::begin(kMetricStatistics), std::end(kMetricStatistics)})));
    if (metric->form == MetricForm::figure && fields_.has("stat"))
      load_.reporter.error(fields_.place_of("stat"),
                           fmt::format("the metric '{}' is one figure: 'stat' makes no sense with it", metric->name));
    check_source(*metric);
    out_.than = read_than();
    read_bounds(out_.than.empty() ? bound_of(metric->unit) : ReadBound(read_factor));
    require_bound(fmt::format("the metric '{}'", metric->name));
  }
  // A metric that no node meant can have would stay without a figure in every run.
  void check_source(const MetricDeclaration& metric) {
    std::vector<const NodeKind*> meant = kinds_meant();
    if (!out_.of && !of_is_wrong_)
      for (const KnownGroup& group : references_.groups()) meant.push_back(group.kind);
    const auto may_feed = [&](const NodeKind* kind) { return kind == nullptr || feeds(*kind, metric.source); };
    if (meant.empty() || std::any_of(meant.begin(), meant.end(), may_feed)) return;
    std::vector<std::string_view> feeding;
    for (const NodeKind& kind : node_kinds())
      if (feeds(kind, metric.source)) feeding.push_back(kind.name);
    load_.reporter.error(
        subject_place("metric"),
        fmt::format("the metric '{}' needs nodes with {}: {} has none", metric.name, text_of(metric.source),
                    out_.of ? in_quotes(out_.of->text()) : "this system"),
        feeding.empty() ? "no node kind has them yet" : fmt::format("node kinds that have: {}", one_of(feeding)));
  }

  void read_event() {
    read_subject(ExpectationKind::event, "event");
    refuse("'event'", {"stat"});
    read_of(SelectorUse::expectation);
    read_when();
    read_bounds(read_count);
    std::vector<std::string_view> known;
    for (const NodeKind* kind : kinds_meant()) known.insert(known.end(), kind->events.begin(), kind->events.end());
    check_subject("event", known);
  }

  void read_state() {
    read_subject(ExpectationKind::state, "state");
    refuse("'state'", {"stat", "after", "within"});
    read_of(SelectorUse::expectation);
    read_during();
    std::vector<std::string_view> known;
    for (const NodeKind* kind : kinds_meant())
      for (const Field& field : kind->fields) known.push_back(field.name.text());
    check_subject("field", known);
    if (kinds_meant().size() > 1)
      load_.reporter.error(fields_.node("of")->place, "an expectation of a state is about nodes of one kind");
    for (const NodeKind* kind : kinds_meant())
      for (const Field& field : kind->fields)
        if (field.name.text() == out_.subject) {
          read_state_bounds(*kind, field);
          return;
        }
    read_bounds(nullptr);
    require_bound(fmt::format("the state '{}'", out_.subject));
  }

  // A name is compared, never ordered.
  void read_state_bounds(const NodeKind& kind, const Field& field) {
    const bool is_ordered =
        field.type == ValueType::integer || field.type == ValueType::duration || field.type == ValueType::instant;
    if (!is_ordered)
      refuse(fmt::format("the field '{}', which has no order", field.name.text()), {"at_least", "at_most"});
    read_bounds([&](std::string_view text) { return read_state_value(kind, field, text); });
    require_bound(fmt::format("the state '{}'", out_.subject));
  }
  tl::expected<double, ValueError> read_state_value(const NodeKind& kind, const Field& field, std::string_view text) {
    switch (field.type) {
      case ValueType::integer: return read_count(text);
      case ValueType::duration:
      case ValueType::instant: return read_duration(text).map(as_figure);
      case ValueType::boolean: return read_boolean(text).map([](bool) { return 0.0; });
      case ValueType::node: return read_node(text);
      case ValueType::name: break;
    }
    const std::vector<std::string_view> words = words_of(kind, field);
    if (words.empty() || std::find(words.begin(), words.end(), text) != words.end()) return 0.0;
    return tl::unexpected(
        ValueError{fmt::format("expected one of the {} {}, found {}{}", field.name == kRoleField ? "roles" : "words",
                               one_of(words), in_quotes(text), suggestion(text, words))});
  }
  // As far as the sizes of groups are known.
  bool is_instance(const Selector& one) const {
    const KnownGroup* group = references_.group_of(one);
    if (group == nullptr) return false;
    Selector whole;
    whole.group = group->name;
    const std::vector<std::string> known = references_.instances_of(whole);
    return known.empty() || std::find(known.begin(), known.end(), one.instance) != known.end();
  }
  tl::expected<double, ValueError> read_node(std::string_view text) {
    if (text == "none") return 0.0;
    const auto selector = read_selector(text);
    const bool is_one = selector && !selector->instance.empty() && selector->more.empty();
    if (is_one && is_instance(*selector)) return 0.0;
    return tl::unexpected(unexpected("an instance such as server-1, or none", text));
  }

  void read_of(SelectorUse use) {
    if (const YamlNode* of = fields_.node("of")) {
      out_.of = references_.selector(*of, use);
      of_is_wrong_ = !out_.of;
    } else if (use == SelectorUse::expectation) {
      load_.reporter.error(fields_.place(), "this expectation lacks the key 'of': whose it is");
      of_is_wrong_ = true;
    }
  }
  void read_during() {
    const YamlNode* during = fields_.node("during");
    if (during == nullptr) return;
    out_.during = references_.window(*during);
    if (!out_.during) return;
    check_instant_of(out_.during->begin, during->place);
    check_instant_of(out_.during->end, during->place);
  }
  void check_instant_of(const InstantExpression& instant, Place place) {
    if (expected_of_.faults == nullptr) return;
    const auto wrong = check_instant(instant, *expected_of_.faults);
    if (!wrong) return;
    load_.reporter.error(place, *wrong);
    has_times_ = false;
  }
  void read_when() {
    read_during();
    if (fields_.has("during")) {
      refuse("'during'", {"after", "within"});
      return;
    }
    for (const auto& [one, other] : {std::pair{"after", "within"}, std::pair{"within", "after"}})
      if (fields_.has(one) && !fields_.has(other))
        load_.reporter.error(fields_.place_of(one), fmt::format("'{}' goes together with '{}'", one, other));
    if (const YamlNode* after = fields_.node("after")) {
      out_.after = references_.instant(*after);
      if (out_.after) check_instant_of(*out_.after, after->place);
    }
    out_.within = fields_.value<Duration>("within");
  }

  // What is allowed but hardly meant.
  void warn_if_late() {
    const InstantExpression* begin = out_.during ? &out_.during->begin : out_.after ? &*out_.after : nullptr;
    if (begin == nullptr || !can_be_told(*begin)) return;
    const std::vector<Fault> faults = expected_of_.faults != nullptr ? *expected_of_.faults : std::vector<Fault>();
    const Instant run_end = Instant::at(expected_of_.run_for);
    const std::string run_for = duration_text(expected_of_.run_for);
    if (earliest(*begin, faults) >= run_end) {
      load_.reporter.warning(fields_.place(),
                             fmt::format("this expectation is about a time after the end of the run ({})", run_for));
      return;
    }
    const InstantExpression& last = out_.during ? out_.during->end : *begin;
    if (!can_be_told(last)) return;
    const Duration within = out_.during ? Duration() : out_.within.value_or(Duration());
    const Instant end = latest(last, faults);
    if (end > run_end || within > run_end - end)
      load_.reporter.warning(
          fields_.place(),
          fmt::format("this expectation may stay undecided: its window goes on after the end of the run ({})",
                      run_for));
  }
  // Where a fault is wrong, only what counts from the start of the run.
  bool can_be_told(const InstantExpression& instant) const {
    return expected_of_.faults != nullptr || instant.fault.empty();
  }

  // The other variant, where the bounds are multiples of its figure. Both variants read such an expectation; what is
  // wrong with its bounds is said in its own.
  std::string read_than() {
    std::string than;
    const YamlNode* no_multiple = nullptr;
    for (const std::string_view key : {"at_least", "at_most"}) {
      const YamlNode* node = fields_.node(key);
      if (node == nullptr) continue;
      const auto multiple = node->is_text() ? read_multiple(node->text) : std::nullopt;
      if (!multiple) {
        no_multiple = node;
        continue;
      }
      const auto& known = expected_of_.variants;
      const bool is_known = std::find(known.begin(), known.end(), multiple->variant) != known.end();
      std::string objection = objection_to_multiple(multiple->variant, out_.variant, known);
      if (objection.empty() && !than.empty() && than != multiple->variant)
        objection = "both bounds must be multiples of one variant's figure";
      if (!objection.empty() && !is_other_side())
        load_.reporter.error(node->place, fmt::format("{}: {}", key, objection),
                             is_known ? std::string() : did_you_mean(multiple->variant, {known.begin(), known.end()}));
      than = multiple->variant;
    }
    if (!than.empty() && no_multiple != nullptr && !is_other_side())
      load_.reporter.error(no_multiple->place,
                           fmt::format("beside a multiple of the figure of {} this must be one too", in_quotes(than)));
    if (!than.empty()) refuse("a multiple of another variant's figure", {"is"});
    return than;
  }
  bool is_other_side() const { return !out_.variant.empty() && out_.variant != expected_of_.variant; }
  static tl::expected<double, ValueError> read_factor(std::string_view text) {
    const auto multiple = read_multiple(text);
    return read_number(multiple ? multiple->factor : text);
  }

  // nullptr: in a unit that is not known.
  void read_bounds(const ReadBound& read) {
    std::optional<double> least, most;
    for (const std::string_view key : kBounds) {
      const YamlNode* node = fields_.node(key);
      // `none` is a value here: of a field that names a node.
      if (node == nullptr && key == "is" && fields_.place_of("is") != fields_.place()) out_.is = "none";
      if (node == nullptr) continue;
      const auto text = read_scalar(load_, *node, "a figure");
      if (!text) continue;
      const auto multiple = out_.than.empty() ? std::nullopt : read_multiple(*text);
      (key == "at_least"  ? out_.at_least
       : key == "at_most" ? out_.at_most
                          : out_.is) = multiple ? std::string(multiple->factor) : *text;
      // A figure beside a multiple has its error already.
      if (!read || (!out_.than.empty() && !multiple)) continue;
      const auto figure = read(*text);
      if (!figure && !is_other_side())
        load_.reporter.error(node->place, fmt::format("{}: {}", key,
                                                      out_.than.empty() && read_multiple(*text)
                                                          ? "multiples of another variant's figure are for "
                                                            "'at_least' and 'at_most' of a metric"
                                                          : figure.error().text));
      if (figure && key == "at_least") least = *figure;
      if (figure && key == "at_most") most = *figure;
    }
    if (least && most && *least > *most)
      load_.reporter.error(fields_.place_of("at_most"),
                           fmt::format("nothing is at least {} and at most {}", *out_.at_least, *out_.at_most));
    if (out_.is && (out_.at_least || out_.at_most))
      load_.reporter.error(fields_.place_of("is"), "'is' says it all: leave out at_least and at_most");
  }
  void require_bound(const std::string& what) {
    if (fields_.has_unknown_keys()) return;
    if (!out_.at_least && !out_.at_most && !out_.is)
      load_.reporter.error(fields_.place(),
                           fmt::format("this expectation of {} lacks a bound: at_least, at_most or is", what));
  }

  void refuse(std::string_view beside, const std::vector<std::string_view>& keys) {
    for (const std::string_view key : keys)
      if (fields_.has(key))
        load_.reporter.error(fields_.place_of(key), fmt::format("'{}' makes no sense with {}", key, beside));
  }

  void check_subject(std::string_view what, const std::vector<std::string_view>& known) {
    if (kinds_meant().empty() || std::find(known.begin(), known.end(), out_.subject) != known.end()) return;
    load_.reporter.error(subject_place(what == "field" ? "state" : "event"),
                         fmt::format("nodes of kind '{}' have no {} {}; expected {}", kinds_meant().front()->name, what,
                                     in_quotes(out_.subject), one_of(known, 20)),
                         did_you_mean(out_.subject, known));
  }
  Place subject_place(std::string_view key) const { return fields_.node(key)->place; }

  // The kinds whose nodes `of` can mean; none where that is not known.
  std::vector<const NodeKind*> kinds_meant() const {
    if (of_is_wrong_ || !out_.of) return {};
    std::vector<const NodeKind*> kinds;
    for (const Selector* term : out_.of->terms()) {
      const KnownGroup* group = references_.group_of(*term);
      if (group == nullptr || group->kind == nullptr) return {};
      if (std::find(kinds.begin(), kinds.end(), group->kind) == kinds.end()) kinds.push_back(group->kind);
    }
    return kinds;
  }
  LoadContext& load_;
  const ExpectedOf& expected_of_;
  const References& references_;
  const Fields fields_;
  bool of_is_wrong_ = false;
  bool has_times_ = true;
  Expectation out_;
};

}  // namespace

std::vector<Expectation> read_expectations(LoadContext& load, const Fields& scenario, const ExpectedOf& expected_of) {
  std::vector<Expectation> out;
  const std::vector<std::string_view> known(expected_of.variants.begin(), expected_of.variants.end());
  for (const YamlNode* item : scenario.items("expect")) {
    const YamlEntry* only = item->find("variant");
    const std::vector<std::string_view> others = compared_with(*item);
    const bool is_other = std::find(others.begin(), others.end(), expected_of.variant) != others.end();
    if (only != nullptr && only->value.is_text() && only->value.text != expected_of.variant && !is_other) {
      if (std::find(known.begin(), known.end(), only->value.text) == known.end())
        load.reporter.error(
            only->value.place,
            known.empty()
                ? fmt::format("there is no variant {}: this scenario has none", in_quotes(only->value.text))
                : fmt::format("there is no variant {}; variants are: {}", in_quotes(only->value.text), one_of(known)),
            did_you_mean(only->value.text, known));
      continue;
    }
    std::optional<Expectation> expectation = ExpectationReader(load, *item, expected_of).read();
    if (!expectation) continue;
    out.push_back(std::move(*expectation));
  }
  return out;
}

}  // namespace orrery
