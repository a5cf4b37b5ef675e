#include "services/workload.h"

namespace orrery {

const Parameters workload::parameters{
    {"arrivals", ParameterType::form, "poisson rate=100/s", "", "when operations begin", &arrival_forms},
    {"keys", ParameterType::form, "uniform items=100", "", "which keys they are about", &key_forms},
    {"mix", ParameterType::shares, "{ get: 50%, put: 50% }", "get|put|add", "how many of them read, write or add 1"},
    {"request_size", ParameterType::size, "128B", "1B..1GiB", "of a request on the wire, headers included"},
};

namespace {

// A put's value is its serial number a million times, and the client's NodeId: 7000003 is the seventh operation of
// node 3. What would not fit in 64 bits wraps, which no two serial numbers of a run make alike in practice.
std::int64_t unique_value(std::int64_t serial, NodeId client) {
  constexpr std::uint64_t kClients = 1'000'000;
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(serial) * kClients + index(client));
}

Name draw_operation(const Shares& mix, RandomStream& random) {
  const double drawn = random.uniform();
  double reached = 0.0;
  std::string_view last;
  for (const auto& [word, share] : mix) {
    if (share == 0.0) continue;
    last = word;
    if (drawn < (reached += share)) break;
  }
  return Name(last);
}

}  // namespace

Workload::Workload(const ParameterValues& values, std::int64_t position, std::int64_t clients)
    : arrivals_(make_arrivals(values.form("arrivals"))),
      keys_(values.form("keys"), position, clients),
      mix_(values.shares("mix")),
      request_size_(values.size("request_size")) {}

Operation Workload::next(Context& ctx, std::int64_t serial) const {
  Operation operation;
  operation.what = draw_operation(mix_, ctx.random(workload::kMix));
  operation.key = keys_.next(ctx.random(workload::kKeys), serial);
  if (operation.what == workload::kPut) operation.value = unique_value(serial, ctx.self());
  if (operation.what == workload::kAdd) operation.value = 1;
  return operation;
}

}  // namespace orrery
