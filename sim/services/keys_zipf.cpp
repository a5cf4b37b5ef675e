#include "services/keys_zipf.h"

#include <sleef.h>

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace orrery {

namespace {

double log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double exp(double x) { return Sleef_cinz_expd1_u10purec(x); }

// (e^t - 1) / t and log(1 + t) / t, which are 1 at 0: with them one formula serves every exponent, 1 included. Near 0
// the quotients lose nothing that the series would keep.
double expm1_over(double t) { return t == 0.0 ? 1.0 : Sleef_cinz_expm1d1_u10purec(t) / t; }
double log1p_over(double t) { return t == 0.0 ? 1.0 : Sleef_cinz_log1pd1_u10purec(t) / t; }

}  // namespace

Zipf::Zipf(std::int64_t items, double exponent) : items_(static_cast<double>(items)), exponent_(exponent) {
  ORRERY_CHECK(items >= 1 && items <= (std::int64_t{1} << 53), "a number of items that a double holds exactly");
  ORRERY_CHECK(exponent >= 0.0 && exponent <= 20.0, "an exponent of 0 to 20");
  // Item 1 has all of its probability, 1, left of its upper end at 3/2.
  area_begin_ = area(1.5) - 1.0;
  area_end_ = area(items_ + 0.5);
  sure_ = 2.0 - area_inverse(area(2.5) - hat(2.0));
}

double Zipf::hat(double x) const { return exp(-exponent_ * log(x)); }

// (x^(1-q) - 1) / (1 - q), and log x where q = 1.
double Zipf::area(double x) const {
  const double logarithm = log(x);
  return logarithm * expm1_over((1.0 - exponent_) * logarithm);
}

double Zipf::area_inverse(double a) const {
  // Rounding may lead below the least area that there is.
  const double t = std::max(-1.0, a * (1.0 - exponent_));
  return exp(a * log1p_over(t));
}

// The area under the hat is cut at the halves, so that every item has its interval; what the hat has there above the
// item's probability is rejected.
std::int64_t Zipf::sample(RandomStream& random) const {
  for (;;) {
    const double drawn = area_end_ + random.uniform() * (area_begin_ - area_end_);
    const double x = area_inverse(drawn);
    const double item = std::clamp(std::floor(x + 0.5), 1.0, items_);
    if (item - x <= sure_ || drawn >= area(item + 0.5) - hat(item)) return static_cast<std::int64_t>(item);
  }
}

}  // namespace orrery
