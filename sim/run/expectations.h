// The expectations of a scenario, followed through a run and found held, failed or undecided.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/sink.h"
#include "run/metrics.h"
#include "run/state_view.h"
#include "run/verdict.h"
#include "run/watch.h"
#include "scenario/scenario.h"

namespace orrery {

// When an instant such as `leader-dies.end + 500ms` is, in this run.
using InstantOf = std::function<Instant(const InstantExpression&)>;

// What a run's checkers found of one invariant, over all groups that it was held against.
struct InvariantFinding {
  std::string name;
  std::string claim;
  std::uint64_t exercised = 0;
  struct Breach {
    Instant time;
    std::string node;  // empty: no node in particular
    std::string text;
    RecordId record{};  // which broke it, or from which on it could not be told
  };
  std::vector<Breach> breaches;  // the first few
  std::uint64_t breach_count = 0;
  // What could not be told: neither held nor violated.
  std::vector<Breach> doubts = {};  // the first few
  std::uint64_t doubt_count = 0;
  bool breach_is_expected = false;  // the scenario is to show it broken
};

struct ExpectationFinding {
  std::string claim;  // "leaderless_time of server from 2 s to 10 s"
  int line = 0;       // in the scenario file
  Finding finding;
};

// A figure that is held against that of another variant, once both have run.
struct ComparedFigure {
  int line = 0;                  // of the expectation in the scenario file
  std::optional<double> figure;  // in the metric's base unit
  std::string text;              // the figure in words, or why there is none
};

class Expectations final : public Sink {
 public:
  // Those that count for the scenario's variant. The scenario must be validated and outlive this.
  Expectations(const Scenario& scenario, const InstantOf& instant_of);
  ~Expectations() override;

  // The figures that the expectations on metrics need; `Metrics` must be asked these, in this order.
  const std::vector<MetricQuery>& queries() const { return queries_; }

  bool reads_traffic() const override { return false; }
  void on_start(const RunInfo& info) override { info_.names = info.names; }
  void on_batch(const RecordBatch& batch) override;
  void on_finish(Instant end) override;

  // Once the run is over, and while its names are still there. `metrics` was made with queries() from its position
  // `first_query` on.
  std::vector<ExpectationFinding> findings(const Metrics& metrics, std::size_t first_query,
                                           const std::vector<InvariantFinding>& invariants) const;
  // Of the expectations that hold two variants against each other, this one's figures.
  std::vector<ComparedFigure> compared(const Metrics& metrics, std::size_t first_query) const;

 private:
  struct Item;

  void add_metric(Item& item);
  void add_event(Item& item);
  void add_state(Item& item);
  Finding judge_metric(const Item& item, const Metrics& metrics, std::size_t first_query) const;

  const Scenario& scenario_;
  std::vector<Item> items_;
  std::vector<MetricQuery> queries_;
  RunInfo info_;  // with the end that the scenario plans, also where the run is cut short
  std::unique_ptr<StateView> view_;
  Instant end_;
};

}  // namespace orrery
