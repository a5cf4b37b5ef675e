#include "published/raft_results.h"

#include <catch2/catch.hpp>

using namespace orrery::published;

namespace {

void hold(const std::vector<Result>& results) {
  for (const Result& result : results) {
    INFO(result.what << ": published " << result.published << ", reached " << result.reached << ", tolerance "
                     << result.tolerance);
    CHECK(result.holds());
  }
}

}  // namespace

TEST_CASE("a group of five is without a leader for as long as figure 16 of the Raft paper says") {
  hold(election_times(1, 1000));
}

TEST_CASE("votes split as often as the latency's share of the timeouts' spread says") { hold(split_votes(1, 10000)); }

TEST_CASE("the first of s timeouts comes at 1/(s+1) of their spread") {
  for (Result result : first_timeouts(1, 1000)) {
    result.tolerance *= 5;  // a thousand trials have a standard error of up to 3%; the tool's tens of thousands do not
    hold({result});
  }
}
