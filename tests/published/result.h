// One line of the table that `./orrery published` prints and the tests hold.
#pragma once

#include <string>
#include <string_view>

namespace orrery::published {

struct Result {
  std::string what;
  double published = 0;
  double reached = 0;
  double tolerance = 0;     // how far `reached` may be away, in the unit of the two
  std::string_view unit;    // "ms", "%"; empty: a plain number
  double error = 0;         // the standard error of `reached`, where it is known
  bool is_at_most = false;  // `published` is a bound that `reached` must not exceed
  bool holds() const {
    if (is_at_most) return reached <= published;
    return reached >= published - tolerance && reached <= published + tolerance;
  }
};

}  // namespace orrery::published
