// The alphabet of the stage: every sign that is painted there, in words, and which of them a run has to show.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "run_file/run_file.h"

namespace orrery::gui {

enum class StageSign {
  serving,
  inCharge,
  undecided,
  refusing,
  down,
  notStarted,
  paused,
  slow,
  load,
  term,
  timer,
  link,
  request,
  reply,
  vote,
  voteReply,
  keepAlive,
  attempt,
  hedge,
  duplicate,
  bulk,
  passed,
  lost,
  wall,
  fault,
  flash,
  selected,
  cause,
};

struct StageSignText {
  StageSign sign;
  std::string_view name, told;  // "Double ring", "in charge: the leader"
};

// All of them: nodes first, then messages, then what stands beside both.
std::span<const StageSignText> stageAlphabet();
// Those that the run had to show as far as it has come, by the names of what happened in it; in the same order. May
// throw SqliteError.
std::vector<StageSign> signsOf(const run_file::RunFile& file);

}  // namespace orrery::gui
