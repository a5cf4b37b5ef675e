#include "services/workload.h"

#include <set>

#include <catch2/catch.hpp>

#include "services/chi_square.h"
#include "support/fake_context.h"

using namespace orrery;
using orrery::test::chi_square_excess;
using orrery::test::FakeContext;
using orrery::test::FakeRun;

namespace {

ParameterValues values(std::initializer_list<std::pair<std::string_view, std::string_view>> texts) {
  return ParameterValues(workload::parameters, texts);
}

}  // namespace

TEST_CASE("operations come in the shares of the mix, and none that has no share") {
  FakeRun run({"n1"});
  FakeContext ctx(run, NodeId{0});
  const Workload workload(values({{"mix", "{ get: 70%, add: 30% }"}}), 0, 1);
  std::vector<std::int64_t> counts(2);
  for (std::int64_t serial = 1; serial <= 50'000; ++serial) {
    const Operation operation = workload.next(ctx, serial);
    REQUIRE_FALSE(operation.what == workload::kPut);
    CHECK(operation.value == (operation.what == workload::kAdd ? 1 : 0));
    ++counts[operation.what == workload::kAdd ? 1 : 0];
  }
  CHECK(chi_square_excess(counts, std::vector<double>{0.7, 0.3}) < 4);
}

TEST_CASE("no two puts of a run write the same value") {
  FakeRun run({"n1", "n2", "n3"});
  const Workload workload(values({{"mix", "{ put: 100% }"}}), 0, 1);
  std::set<std::int64_t> seen;
  for (const NodeId client : run.everyone) {
    FakeContext ctx(run, client);
    for (const std::int64_t begin : {std::int64_t{0}, std::int64_t{2'000'000'000}, std::int64_t{3'600'000'000'000}})
      for (std::int64_t serial = begin + 1; serial <= begin + 1000; ++serial)
        CHECK(seen.insert(workload.next(ctx, serial).value).second);
  }
}

TEST_CASE("another mix changes no key that is drawn") {
  const auto keys = [](std::string_view mix) {
    FakeRun run({"n1"});
    FakeContext ctx(run, NodeId{0});
    const Workload workload(values({{"mix", mix}, {"keys", "zipf items=1000 exponent=0.99"}}), 0, 1);
    std::vector<std::int64_t> all;
    for (std::int64_t serial = 1; serial <= 100; ++serial) all.push_back(workload.next(ctx, serial).key);
    return all;
  };
  CHECK(keys("{ get: 100% }") == keys("{ get: 10%, put: 90% }"));
}
