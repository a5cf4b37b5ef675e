#include "models/room_plan.h"

#include <algorithm>
#include <cmath>

namespace orrery::gui {

namespace {

constexpr double kLeastStage = 520, kLeastEditor = 440;  // some 60 columns of text

}  // namespace

RoomPlan planRoom(int width, int wishedEditor, double scale) {
  const int stage = static_cast<int>(std::lround(kLeastStage * scale));
  const int least = static_cast<int>(std::lround(kLeastEditor * scale));
  const auto left = [&](int columns) { return width - static_cast<int>(std::lround(columns * scale)) - stage; };
  if (left(kStoryLeast + kRightLeast) >= wishedEditor) return {true, true, false, wishedEditor};
  if (left(kRightLeast) >= least) return {false, true, false, std::min(wishedEditor, left(kRightLeast))};
  if (left(0) >= least) return {false, false, false, std::min(wishedEditor, left(0))};
  return {false, false, true, 0};
}

}  // namespace orrery::gui
