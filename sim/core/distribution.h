// Probability distributions over seconds or plain numbers, bit-identical on every processor: arithmetic, sqrt and
// SLEEF's `cinz` functions only, never libm or std:: distributions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/random.h"
#include "core/time.h"

namespace orrery {

class Distribution {
 public:
  struct Weighted;

  Distribution();  // the constant 0
  static Distribution constant(double value);
  static Distribution uniform(double low, double high);  // [low, high)
  static Distribution exponential(double mean);
  static Distribution normal(double mean, double deviation);   // Box-Muller
  static Distribution lognormal(double median, double sigma);  // exp(normal(log(median), sigma))
  static Distribution pareto(double scale, double shape);      // P(X > x) = (scale / x)^shape for x >= scale
  static Distribution empirical(std::vector<double> samples);  // each sample as likely as any other
  static Distribution mixture(std::vector<Weighted> parts);    // weights are relative, > 0

  // Takes no draw for a constant, two for normal and lognormal, one for the others; a mixture one more than the part it
  // picks.
  double sample(RandomStream& random) const;
  // A sample in seconds as a whole number of nanoseconds: what is below 0 becomes 0, and what is above 2^61 ns (73
  // years) becomes that, so that an Instant can be moved by it.
  Duration sample_duration(RandomStream& random) const;
  // Expected value; infinity where there is none (Pareto with shape <= 1). Of `sample`, not of `sample_duration`.
  double mean() const;
  // The p-quantile, 0 < p < 1, of `sample`: exact where there is a closed form, by bisection for a mixture.
  double quantile(double p) const;
  // No smaller value can be drawn; minus infinity for a normal distribution.
  double minimum() const;

  struct Shape;

 private:
  explicit Distribution(std::shared_ptr<const Shape> shape);
  std::shared_ptr<const Shape> shape_;
};

struct Distribution::Weighted {
  double weight;
  Distribution of;
};

}  // namespace orrery
