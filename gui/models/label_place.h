// Where a text stands on a row so that nothing runs through it.
#pragma once

#include <vector>

namespace orrery::gui {

// Of one row, in pixels from the left.
struct Stretch {
  double from = 0, to = 0;
};

// The leftmost place at which a text of this width stands within `room` and clear of all that is taken; where there is
// none, the left end of the room.
double labelLeft(const Stretch& room, double width, std::vector<Stretch> taken);
// Whether it stands clear there.
bool isClear(const Stretch& text, const std::vector<Stretch>& taken);

}  // namespace orrery::gui
