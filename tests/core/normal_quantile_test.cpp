#include "core/normal_quantile.h"

#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>

using namespace orrery;

TEST_CASE("the normal quantile gives the values that Wichura published with AS 241") {
  CHECK(normal_quantile(0.25) == Approx(-0.6744897501960817).epsilon(1e-15));
  CHECK(normal_quantile(0.001) == Approx(-3.090232306167814).epsilon(1e-15));
  CHECK(normal_quantile(1e-20) == Approx(-9.262340089798408).epsilon(1e-15));
}

TEST_CASE("the normal quantile agrees with Boost's to 14 digits") {
  const boost::math::normal_distribution<> normal;
  for (double p = 1e-300; p < 0.999999; p = p < 1e-3 ? p * 7 : p + 0.000917) {
    INFO(p);
    CHECK(normal_quantile(p) == Approx(boost::math::quantile(normal, p)).epsilon(1e-14).margin(1e-15));
  }
}

TEST_CASE("the normal quantile is odd around one half") {
  CHECK(normal_quantile(0.5) == 0.0);
  for (const double p : {0.25, 0.0625, 0x1p-20}) CHECK(normal_quantile(p) == -normal_quantile(1 - p));
}
