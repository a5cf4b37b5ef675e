// The checkers of a run: made for each group of the scenario, and reported by name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/checker.h"
#include "run/expectations.h"
#include "scenario/scenario.h"

namespace orrery {

class Invariants {
 public:
  // The scenario must outlive this.
  explicit Invariants(const Scenario& scenario);

  const std::vector<std::unique_ptr<Checker>>& checkers() const { return checkers_; }
  // What checkers of one name found in several groups is one finding. Once the run is over.
  std::vector<InvariantFinding> findings() const;

 private:
  std::string node_name(NodeId node) const;  // empty: no node in particular

  const Scenario& scenario_;
  std::vector<std::unique_ptr<Checker>> checkers_;
};

}  // namespace orrery
