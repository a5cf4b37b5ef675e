#include "run/expectations.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"
#include "run/expectation_text.h"
#include "run/watch_event.h"
#include "run/watch_state.h"

namespace orrery {

struct Expectations::Item {
  const Expectation* expectation = nullptr;
  Window window;
  std::unique_ptr<Watch> watch;      // of an event or a state
  std::optional<std::size_t> query;  // of a metric: its position in queries_
};

namespace {

RunInfo planned(const Scenario& scenario) {
  RunInfo info;
  for (const Scenario::Placement& placement : scenario.placements)
    info.nodes.push_back({placement.node, placement.group, "", placement.host});
  info.end = Instant::at(scenario.run_for);
  return info;
}

// Both ends count in `after X within D`.
Window window_of(const Expectation& expectation, const InstantOf& instant_of) {
  if (expectation.after) {
    const Instant begin = instant_of(*expectation.after);
    return {begin, begin + *expectation.within + Duration::nanoseconds(1), true};
  }
  if (expectation.during)
    return {.begin = instant_of(expectation.during->begin), .end = instant_of(expectation.during->end)};
  return {};
}

ValueType type_of_field(const Scenario& scenario, const Selector& of, const std::string& field) {
  std::string group = of.group;
  for (const Scenario::Placement& placement : scenario.placements)
    if (placement.node == of.instance) group = placement.group;
  for (const Group& candidate : scenario.groups) {
    if (candidate.name != group) continue;
    for (const Field& known : candidate.kind->fields)
      if (known.name.text() == field) return known.type;
  }
  check_failed("a field that was validated with its scenario", __FILE__, __LINE__);
}

bool allows(const Expectation& expectation, MetricUnit unit, double figure) {
  if (expectation.at_least && !is_at_least(figure, read_bound(unit, *expectation.at_least))) return false;
  if (expectation.at_most && !is_at_most(figure, read_bound(unit, *expectation.at_most))) return false;
  if (!expectation.is) return true;
  const double is = read_bound(unit, *expectation.is);
  return is_at_least(figure, is) && is_at_most(figure, is);
}

// Of an invariant that the scenario is to show broken.
Finding find_violation(const InvariantFinding& invariant) {
  if (invariant.breach_count == 0)
    return {invariant.exercised == 0 ? Verdict::undecided : Verdict::failed,
            fmt::format("not violated in {} tests", invariant.exercised)};
  return {Verdict::held, fmt::format("{} times in {} tests", invariant.breach_count, invariant.exercised)};
}

Finding find_invariants(const Expectation& expectation, const std::vector<InvariantFinding>& invariants) {
  const bool all = expectation.subject == "all";
  std::size_t meant = 0;
  std::size_t never_exercised = 0;
  std::string broken;
  std::string doubtful;
  for (const InvariantFinding& invariant : invariants) {
    if (all ? invariant.breach_is_expected : invariant.name != expectation.subject) continue;
    if (expectation.is) return find_violation(invariant);
    ++meant;
    if (invariant.breach_count > 0)
      broken += (broken.empty() ? "" : ", ") + invariant.name;
    else if (invariant.doubt_count > 0)
      doubtful += (doubtful.empty() ? "" : ", ") + invariant.name;
    else if (invariant.exercised == 0)
      ++never_exercised;
  }
  if (!broken.empty()) return {Verdict::failed, "violated: " + broken};
  if (!doubtful.empty()) return {Verdict::undecided, "could not be judged throughout: " + doubtful};
  if (!all && never_exercised == meant) return {Verdict::undecided, "never put to the test"};
  if (meant == 0) return {Verdict::held, "there is none to hold"};
  if (never_exercised > 0)
    return {Verdict::held, fmt::format("{} held, {} never put to the test", meant - never_exercised, never_exercised)};
  return {Verdict::held, fmt::format("{} held", meant)};
}

}  // namespace

Expectations::Expectations(const Scenario& scenario, const InstantOf& instant_of)
    : scenario_(scenario), info_(planned(scenario)), view_(std::make_unique<StateView>(info_)) {
  for (const Expectation& expectation : scenario.expectations) {
    const bool is_compared = !expectation.than.empty();
    if (!is_compared && !expectation.variant.empty() && expectation.variant != scenario.variant) continue;
    Item item;
    item.expectation = &expectation;
    item.window = window_of(expectation, instant_of);
    switch (expectation.kind) {
      case ExpectationKind::invariants: break;
      case ExpectationKind::metric: add_metric(item); break;
      case ExpectationKind::event: add_event(item); break;
      case ExpectationKind::state: add_state(item); break;
    }
    items_.push_back(std::move(item));
  }
}

Expectations::~Expectations() = default;

void Expectations::add_metric(Item& item) {
  const Expectation& expectation = *item.expectation;
  MetricQuery query{find_metric(expectation.subject), expectation.statistic, {}, item.window};
  ORRERY_CHECK(query.metric != nullptr, "a metric that was validated with its scenario");
  if (expectation.of) {
    query.nodes = view_->candidates(*expectation.of);
  } else {
    for (std::uint32_t i = 0; i < info_.nodes.size(); ++i) query.nodes.push_back(NodeId{i});
  }
  item.query = queries_.size();
  queries_.push_back(std::move(query));
}

void Expectations::add_event(Item& item) {
  const Expectation& expectation = *item.expectation;
  ORRERY_CHECK(expectation.of.has_value(), "an expectation on an event to say whose");
  item.watch = std::make_unique<EventWatch>(name_id(expectation.subject), *expectation.of, item.window,
                                            count_bounds(expectation));
}

void Expectations::add_state(Item& item) {
  const Expectation& expectation = *item.expectation;
  ORRERY_CHECK(expectation.of.has_value(), "an expectation on a state to say whose");
  const ValueType type = type_of_field(scenario_, *expectation.of, expectation.subject);
  item.watch = std::make_unique<StateWatch>(Name(std::string_view(expectation.subject)), *expectation.of, item.window,
                                            state_bounds(expectation, type, scenario_));
}

void Expectations::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (view_->changes(record)) {
      for (const Item& item : items_)
        if (item.watch) item.watch->on_interval(*view_, record.time);
      view_->apply(record);
    } else if (record.kind == RecordKind::event) {
      for (const Item& item : items_)
        if (item.watch) item.watch->on_event(record, *view_);
    }
  }
}

void Expectations::on_finish(Instant end) {
  end_ = end;
  for (const Item& item : items_)
    if (item.watch) item.watch->on_interval(*view_, end);
}

Finding Expectations::judge_metric(const Item& item, const Metrics& metrics, std::size_t first_query) const {
  const Expectation& expectation = *item.expectation;
  if (!is_covered(item.window, info_, end_)) return {Verdict::undecided, not_covered_text(item.window, info_, end_)};
  const MetricUnit unit = queries_[*item.query].metric->unit;
  const auto figure = metrics.figure(first_query + *item.query);
  if (!figure) return {Verdict::undecided, fmt::format("nothing was measured ({})", bounds_text(expectation))};
  return {allows(expectation, unit, *figure) ? Verdict::held : Verdict::failed,
          fmt::format("{} ({})", figure_text(unit, figure), bounds_text(expectation))};
}

std::vector<ExpectationFinding> Expectations::findings(const Metrics& metrics, std::size_t first_query,
                                                       const std::vector<InvariantFinding>& invariants) const {
  std::vector<ExpectationFinding> findings;
  for (const Item& item : items_) {
    const Expectation& expectation = *item.expectation;
    if (!expectation.than.empty()) continue;
    ExpectationFinding found{claim_text(expectation), expectation.line, {}};
    if (item.watch) {
      found.finding = item.watch->find(info_, end_);
      if (const std::string bounds = bounds_text(expectation); !bounds.empty())
        found.finding.figure += fmt::format(" ({})", bounds);
    } else if (item.query) {
      found.finding = judge_metric(item, metrics, first_query);
    } else {
      found.finding = find_invariants(expectation, invariants);
    }
    findings.push_back(std::move(found));
  }
  return findings;
}

std::vector<ComparedFigure> Expectations::compared(const Metrics& metrics, std::size_t first_query) const {
  std::vector<ComparedFigure> figures;
  for (const Item& item : items_) {
    if (item.expectation->than.empty()) continue;
    ComparedFigure& compared = figures.emplace_back(ComparedFigure{item.expectation->line, {}, {}});
    if (!is_covered(item.window, info_, end_)) {
      compared.text = not_covered_text(item.window, info_, end_);
      continue;
    }
    compared.figure = metrics.figure(first_query + *item.query);
    compared.text = compared.figure ? figure_text(queries_[*item.query].metric->unit, compared.figure)
                                    : std::string("nothing was measured");
  }
  return figures;
}

}  // namespace orrery
