// How large a person at the window wishes to have its texts, in steps.
#pragma once

namespace orrery::gui {

// The next larger or smaller step; the last one in that direction where there is none. 1 is as they come.
double largerText(double scale);
double smallerText(double scale);
// What is kept may be from elsewhere: within what the steps go to.
double withinTextScale(double scale);

}  // namespace orrery::gui
