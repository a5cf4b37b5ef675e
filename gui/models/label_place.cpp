#include "models/label_place.h"

#include <algorithm>

namespace orrery::gui {

bool isClear(const Stretch& text, const std::vector<Stretch>& taken) {
  return std::none_of(taken.begin(), taken.end(),
                      [&](const Stretch& one) { return one.from < text.to && text.from < one.to; });
}

double labelLeft(const Stretch& room, double width, std::vector<Stretch> taken) {
  std::sort(taken.begin(), taken.end(), [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  double left = room.from;
  for (const Stretch& one : taken)
    if (one.from < left + width && left < one.to) left = one.to;
  return left + width <= room.to ? left : room.from;
}

}  // namespace orrery::gui
