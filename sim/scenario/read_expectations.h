// What must hold in a run: `expect:`.
#pragma once

#include <string>
#include <vector>

#include "scenario/references.h"
#include "scenario/scenario.h"

namespace orrery {

// What expectations are held against.
struct ExpectedOf {
  const References& references;
  // The names of the system's invariants; nullptr where they are not known.
  const std::vector<std::string>* checkers = nullptr;
  // Sound ones; nullptr where they are not.
  const std::vector<Fault>* faults = nullptr;
  std::vector<std::string> variants;
  std::string variant;  // the one that is read
  Duration run_for;
};

// Reads those that hold for the variant at hand; of the others, only that there is such a variant: what they name may
// be missing here.
std::vector<Expectation> read_expectations(LoadContext& load, const Fields& scenario, const ExpectedOf& expected_of);

}  // namespace orrery
