// Zipf's distribution: of n items, the k-th most popular is asked for in proportion to k^-exponent.
#pragma once

#include <cstdint>

#include "core/random.h"

namespace orrery {

// Rejection-inversion (Hoermann & Derflinger, "Rejection-inversion to generate variates from monotone discrete
// distributions", ACM TOMACS 6(3), 1996): exact, in constant time and memory for any number of items. Bit-identical on
// every processor.
class Zipf {
 public:
  // items: 1..2^53; exponent: 0 (uniform) or more, 20 at most.
  Zipf(std::int64_t items, double exponent);
  // 1..items. Takes one draw, and with a chance of less than one in two another, and so on.
  std::int64_t sample(RandomStream& random) const;

 private:
  double hat(double x) const;           // x^-exponent
  double area(double x) const;          // the integral of the hat from 1 to x
  double area_inverse(double a) const;  // the x whose area it is

  double items_;
  double exponent_;
  double area_begin_, area_end_;  // what is drawn from, uniformly
  double sure_;                   // a point no further than this left of its item is accepted without its test
};

}  // namespace orrery
