// How the width of a room is shared while the editor is open: the stage is what one edits for, and keeps its room.
#pragma once

namespace orrery::gui {

// What the columns need at least, in pixels at scale 1.
inline constexpr int kStoryLeast = 300, kRightLeast = 340;

struct RoomPlan {
  bool hasStory = true;  // the column at the left; its knobs are the editor's, too
  bool hasRight = true;  // inspector and log
  bool isUnder = false;  // the editor stands under the stage, not beside it
  int editor = 0;        // its width, where it is beside

  friend bool operator==(const RoomPlan&, const RoomPlan&) = default;
};

// In pixels; `scale` is that of the look. The editor gets less than it wishes before it takes the stage's least width,
// and the columns give way before the editor does.
RoomPlan planRoom(int width, int wishedEditor, double scale);

}  // namespace orrery::gui
