// Requests from a client through services and back, in whole Worlds.
#include <catch2/catch.hpp>

#include "support/measured_run.h"

using namespace orrery;
using namespace orrery::literals;
using orrery::test::measured_run;

namespace {

Window window(Duration begin, Duration end) { return {Instant::at(begin), Instant::at(end)}; }

const std::string kHead = "orrery: 1\ntitle: A request path\nrun_for: 40s\n";

}  // namespace

TEST_CASE("attempts that time out and are made again charge twice, unless the service knows what it has done") {
  const auto charges = [](const std::string& idempotent) {
    return measured_run(
        kHead +
            "system:\n  user: { kind: client, arrivals: poisson rate=20/s, calls: { bank: { timeout: 30ms, "
            "retry: { max_attempts: 4 } } } }\n"
            "  bank: { kind: service, workers: 10, service_time: exponential mean=20ms, effects: true, "
            "idempotent: " +
            idempotent + " }\n",
        {{"effects", "", "bank"}, {"double_effects", "", "bank"}, {"requests", "", "bank"}});
  };
  const auto careless = charges("false");
  CHECK(careless[0] == Approx(careless[2]).margin(10));  // some are worked on when the run ends
  CHECK(careless[1] > 100);
  const auto careful = charges("true");
  CHECK(careful[1] == 0);
  CHECK(careful[0] < careful[2]);
}

TEST_CASE("an outage behind a fallback costs full answers, not success, and is over when the fault is") {
  const Window during = window(10_s, 20_s), after = window(21_s, 40_s);
  const auto figures = measured_run(
      kHead +
          "system:\n  user: { kind: client, arrivals: poisson rate=100/s, calls: { shop: { timeout: 1s } } }\n"
          "  shop: { kind: service, workers: 10, service_time: 1ms, calls: { stock: { timeout: 500ms, "
          "fallback: { answer: static } } } }\n"
          "  stock: { kind: service, workers: 10, service_time: 1ms }\n"
          "faults:\n  - { during: 10s..20s, outage: stock, rate: 30% }\n",
      {{"success_rate", "", "user", during},
       {"fallback_rate", "", "user", during},
       {"full_answer_rate", "", "user", during},
       {"full_answer_rate", "", "user", after}});
  CHECK(figures[0] == 1);
  CHECK(figures[1] == Approx(0.3).margin(3 * 0.0145));
  CHECK(figures[1] + figures[2] == Approx(1));
  CHECK(figures[3] == 1);
}

TEST_CASE("a service that throws away what is too late recovers from a surge that the same service without does not") {
  const auto goodput = [](const std::string& drops) {
    return measured_run(
        kHead +
            "system:\n  user: { kind: client, arrivals: poisson rate=90/s, calls: { web: { timeout: 500ms, "
            "retry: { max_attempts: 2, backoff: 0ms..0ms } } } }\n"
            "  web: { kind: service, service_time: 10ms, queue: { drop_expired: " +
            drops +
            " } }\n"
            "faults:\n  - { during: 5s..8s, overload: user, factor: 5 }\n",
        {{"goodput", "", "user", window(15_s, 40_s)}})[0];
  };
  CHECK(goodput("true") > 60);
  CHECK(goodput("false") < 10);
}

TEST_CASE("the load of a ramp and of sessions arrives as it was asked for") {
  const auto rate = [](const std::string& arrivals, Window seen) {
    return measured_run(kHead + "system:\n  user: { kind: client, arrivals: " + arrivals +
                            ", calls: { web: { timeout: 1s } } }\n  web: { kind: service, workers: 100 }\n",
                        {{"offered_load", "", "user", seen}})[0];
  };
  CHECK(rate("ramp from=100/s to=300/s over=20s", window(0_s, 20_s)) == Approx(200).margin(3 * 3.2));
  CHECK(rate("ramp from=100/s to=300/s over=20s", window(20_s, 40_s)) == Approx(300).margin(3 * 3.9));
  CHECK(rate("sessions rate=20/s requests=5 think=100ms", window(10_s, 40_s)) == Approx(100).margin(3 * 5.5));
}
