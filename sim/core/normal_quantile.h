// The quantile function of the standard normal distribution.
#pragma once

namespace orrery {

// The z with P(Z <= z) = p, for 0 < p < 1, to about 16 digits: Wichura's algorithm AS 241 (Applied Statistics 37,
// 1988), routine PPND16, over arithmetic, sqrt and SLEEF's log, so that its bits are the same on every processor.
double normal_quantile(double p);

}  // namespace orrery
