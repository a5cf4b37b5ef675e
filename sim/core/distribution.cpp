#include "core/distribution.h"

#include <sleef.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <variant>

#include "core/check.h"
#include "core/normal_quantile.h"

namespace orrery {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// The longest sample in nanoseconds, about 73 years: a quarter of what a Duration holds, so that adding a few never
// wraps.
constexpr double kSampleLimit = 0x1p61;

double log(double x) { return Sleef_cinz_logd1_u10purec(x); }
double log1p(double x) { return Sleef_cinz_log1pd1_u10purec(x); }
double exp(double x) { return Sleef_cinz_expd1_u10purec(x); }
double expm1(double x) { return Sleef_cinz_expm1d1_u10purec(x); }
double pow(double x, double y) { return Sleef_cinz_powd1_u10purec(x, y); }
double cos_pi(double x) { return Sleef_cinz_cospid1_u05purec(x); }

// Box-Muller. The second value of the pair is given up, so that every sample takes two draws.
double standard_normal(RandomStream& random) {
  const double radius = std::sqrt(-2.0 * log(random.uniform_positive()));
  return radius * cos_pi(2.0 * random.uniform());
}

double standard_normal_cdf(double z) { return 0.5 * Sleef_cinz_erfcd1_u15purec(z * -0x1.6a09e667f3bcdp-1); }

// Each shape: its samples by inversion where there is a closed form; its distribution function for mixtures.

struct Constant {
  double value;
  double sample(RandomStream&) const { return value; }
  double mean() const { return value; }
  double quantile(double) const { return value; }
  double cdf(double x) const { return x < value ? 0.0 : 1.0; }
  double minimum() const { return value; }
};

struct Uniform {
  double low, high;
  double sample(RandomStream& random) const {
    const double x = low + (high - low) * random.uniform();
    return x < high ? x : std::max(low, std::nextafter(high, low));  // rounding may reach the open end
  }
  double mean() const { return low + 0.5 * (high - low); }
  double quantile(double p) const { return low + (high - low) * p; }
  double cdf(double x) const { return x < low ? 0.0 : x >= high ? 1.0 : (x - low) / (high - low); }
  double minimum() const { return low; }
};

struct Exponential {
  double mean_value;
  double sample(RandomStream& random) const { return 0.0 - mean_value * log(random.uniform_positive()); }
  double mean() const { return mean_value; }
  double quantile(double p) const { return 0.0 - mean_value * log1p(-p); }
  double cdf(double x) const { return x <= 0.0 ? 0.0 : -expm1(-x / mean_value); }
  double minimum() const { return 0.0; }
};

struct Normal {
  double center, deviation;
  double sample(RandomStream& random) const { return center + deviation * standard_normal(random); }
  double mean() const { return center; }
  double quantile(double p) const { return center + deviation * normal_quantile(p); }
  double cdf(double x) const {
    if (deviation == 0.0) return x < center ? 0.0 : 1.0;
    return standard_normal_cdf((x - center) / deviation);
  }
  double minimum() const { return deviation == 0.0 ? center : -kInfinity; }
};

struct Lognormal {
  double median, sigma;
  double sample(RandomStream& random) const { return median * exp(sigma * standard_normal(random)); }
  double mean() const { return median * exp(0.5 * sigma * sigma); }
  double quantile(double p) const { return median * exp(sigma * normal_quantile(p)); }
  double cdf(double x) const {
    if (sigma == 0.0) return x < median ? 0.0 : 1.0;
    return x <= 0.0 ? 0.0 : standard_normal_cdf(log(x / median) / sigma);
  }
  double minimum() const { return sigma == 0.0 ? median : 0.0; }
};

struct Pareto {
  double scale, shape;
  double sample(RandomStream& random) const { return scale * pow(random.uniform_positive(), -1.0 / shape); }
  double mean() const { return shape <= 1.0 ? kInfinity : shape * scale / (shape - 1.0); }
  double quantile(double p) const { return scale * pow(1.0 - p, -1.0 / shape); }
  double cdf(double x) const { return x <= scale ? 0.0 : 1.0 - pow(scale / x, shape); }
  double minimum() const { return scale; }
};

struct Empirical {
  std::vector<double> sorted;
  double mean_value;
  double sample(RandomStream& random) const { return sorted[random.below(sorted.size())]; }
  double mean() const { return mean_value; }
  double quantile(double p) const {
    const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
  }
  double cdf(double x) const {
    const auto above = std::upper_bound(sorted.begin(), sorted.end(), x);
    return static_cast<double>(above - sorted.begin()) / static_cast<double>(sorted.size());
  }
  double minimum() const { return sorted.front(); }
};

}  // namespace

struct Distribution::Shape {
  struct Mixture {
    std::vector<Weighted> parts;  // weights add up to 1
    double sample(RandomStream& random) const {
      const double chosen = random.uniform();
      double reached = 0.0;
      for (const Weighted& part : parts)
        if (chosen < (reached += part.weight)) return part.of.sample(random);
      return parts.back().of.sample(random);
    }
    double mean() const {
      double sum = 0.0;
      for (const Weighted& part : parts) sum += part.weight * part.of.mean();
      return sum;
    }
    double cdf(double x) const {
      double sum = 0.0;
      for (const Weighted& part : parts) sum += part.weight * part.of.shape_->cdf(x);
      return sum;
    }
    // The quantile of a mixture lies between the least and the greatest of its parts' quantiles.
    double quantile(double p) const {
      double low = kInfinity, high = -kInfinity;
      for (const Weighted& part : parts) {
        const double of_part = part.of.quantile(p);
        low = std::min(low, of_part);
        high = std::max(high, of_part);
      }
      if (cdf(low) >= p) return low;
      for (;;) {
        const double middle = low + 0.5 * (high - low);
        if (middle <= low || middle >= high) return high;
        (cdf(middle) < p ? low : high) = middle;
      }
    }
    double minimum() const {
      double least = kInfinity;
      for (const Weighted& part : parts) least = std::min(least, part.of.minimum());
      return least;
    }
  };

  std::variant<Constant, Uniform, Exponential, Normal, Lognormal, Pareto, Empirical, Mixture> of;

  double cdf(double x) const {
    return std::visit([&](const auto& shape) { return shape.cdf(x); }, of);
  }
  template <class T>
  static Distribution make(T shape) {
    return Distribution(std::make_shared<const Shape>(Shape{std::move(shape)}));
  }
};

Distribution::Distribution(std::shared_ptr<const Shape> shape) : shape_(std::move(shape)) {}

Distribution::Distribution() {
  static const auto zero = std::make_shared<const Shape>(Shape{Constant{0.0}});
  shape_ = zero;
}

Distribution Distribution::constant(double value) {
  ORRERY_CHECK(std::isfinite(value), "a finite constant");
  return Shape::make(Constant{value});
}

Distribution Distribution::uniform(double low, double high) {
  ORRERY_CHECK(low <= high && std::isfinite(high - low), "uniform ends in order, a finite distance apart");
  return Shape::make(Uniform{low, high});
}

Distribution Distribution::exponential(double mean) {
  ORRERY_CHECK(mean > 0.0 && std::isfinite(mean), "an exponential mean above 0");
  return Shape::make(Exponential{mean});
}

Distribution Distribution::normal(double mean, double deviation) {
  ORRERY_CHECK(std::isfinite(mean), "a finite normal mean");
  ORRERY_CHECK(deviation >= 0.0 && std::isfinite(deviation), "a normal deviation of 0 or more");
  return Shape::make(Normal{mean, deviation});
}

Distribution Distribution::lognormal(double median, double sigma) {
  ORRERY_CHECK(median > 0.0 && std::isfinite(median), "a lognormal median above 0");
  ORRERY_CHECK(sigma >= 0.0 && std::isfinite(sigma), "a lognormal sigma of 0 or more");
  return Shape::make(Lognormal{median, sigma});
}

Distribution Distribution::pareto(double scale, double shape) {
  ORRERY_CHECK(scale > 0.0 && std::isfinite(scale), "a Pareto scale above 0");
  ORRERY_CHECK(shape > 0.0 && std::isfinite(shape), "a Pareto shape above 0");
  return Shape::make(Pareto{scale, shape});
}

Distribution Distribution::empirical(std::vector<double> samples) {
  ORRERY_CHECK(!samples.empty(), "an empirical distribution to have samples");
  double sum = 0.0;
  std::sort(samples.begin(), samples.end());
  for (const double sample : samples) {
    ORRERY_CHECK(std::isfinite(sample), "empirical samples to be finite");
    sum += sample;
  }
  const double mean = sum / static_cast<double>(samples.size());
  return Shape::make(Empirical{std::move(samples), mean});
}

Distribution Distribution::mixture(std::vector<Weighted> parts) {
  ORRERY_CHECK(!parts.empty(), "a mixture to have parts");
  double sum = 0.0;
  for (const Weighted& part : parts) {
    ORRERY_CHECK(part.weight > 0.0 && std::isfinite(part.weight), "a mixture's weights to be above 0");
    sum += part.weight;
  }
  for (Weighted& part : parts) part.weight /= sum;
  return Shape::make(Shape::Mixture{std::move(parts)});
}

double Distribution::sample(RandomStream& random) const {
  return std::visit([&](const auto& shape) { return shape.sample(random); }, shape_->of);
}

Duration Distribution::sample_duration(RandomStream& random) const {
  const double nanoseconds = sample(random) * 1e9;
  return Duration::nanoseconds(std::llround(std::clamp(nanoseconds, 0.0, kSampleLimit)));
}

double Distribution::mean() const {
  return std::visit([](const auto& shape) { return shape.mean(); }, shape_->of);
}

double Distribution::quantile(double p) const {
  ORRERY_CHECK(p > 0.0 && p < 1.0, "a quantile strictly between 0 and 1");
  return std::visit([&](const auto& shape) { return shape.quantile(p); }, shape_->of);
}

double Distribution::minimum() const {
  return std::visit([](const auto& shape) { return shape.minimum(); }, shape_->of);
}

}  // namespace orrery
