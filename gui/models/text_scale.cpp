#include "models/text_scale.h"

#include <algorithm>
#include <array>

namespace orrery::gui {

namespace {

constexpr std::array kSteps{0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0};

}  // namespace

double largerText(double scale) {
  const auto next = std::upper_bound(kSteps.begin(), kSteps.end(), scale);
  return next == kSteps.end() ? kSteps.back() : *next;
}

double smallerText(double scale) {
  const auto here = std::lower_bound(kSteps.begin(), kSteps.end(), scale);
  return here == kSteps.begin() ? kSteps.front() : *(here - 1);
}

double withinTextScale(double scale) { return std::clamp(scale, kSteps.front(), kSteps.back()); }

}  // namespace orrery::gui
