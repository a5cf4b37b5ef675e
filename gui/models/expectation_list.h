// What was expected of a run and, once it is over, what came of it: line by line and as a whole.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/verdict.h"
#include "scenario/scenario.h"

namespace orrery::gui {

class RunSession;

struct ExpectationLine {
  std::optional<Verdict> verdict;  // nothing while the run goes on
  std::string claim, figure;       // "latency of client", "p99 12 ms (at most 20 ms)"
};

struct ExpectationList {
  std::vector<ExpectationLine> lines;
  std::optional<ExpectationLine> whole = {};  // of the run; nothing while it goes on

  std::size_t count(Verdict verdict) const;
  // "✗ 1 of 4 failed", "✓ 4 held", "○ 4 open".
  std::string summary() const;
};

// `scenario`: of the run, nothing where this version cannot read it.
ExpectationList expectationsOf(const RunSession& session, const std::optional<Scenario>& scenario);

}  // namespace orrery::gui
