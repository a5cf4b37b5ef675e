// Sends the Records of a run file through sinks, as the run itself did: metrics over other windows, fingerprints,
// stories.
#pragma once

#include <functional>
#include <span>

#include "core/sink.h"
#include "run_file/run_file.h"

namespace orrery::run_file {

// Called between batches; false ends the replay before its end.
using Progress = std::function<bool(RecordId reached)>;

// All Records up to what the file holds now. Sinks get descriptions and timers as they stand in the file.
void replay(const RunFile& file, std::span<Sink* const> sinks, const Progress& progress = {});

}  // namespace orrery::run_file
