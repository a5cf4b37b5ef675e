// The rows that a run writes once: what it is of, and what came of it.
#pragma once

#include "core/sink.h"
#include "run/result.h"
#include "run_file/sqlite.h"
#include "scenario/scenario.h"

namespace orrery::run_file {

// Hosts, and what is linked: zones, groups that call others, groups of peers.
void write_platform(Database& database, const Scenario& scenario);
// Nodes and faults.
void write_actors(Database& database, const RunInfo& info);
// Metrics, expectations, invariants and their violations.
void write_result(Database& database, const RunResult& result);

}  // namespace orrery::run_file
