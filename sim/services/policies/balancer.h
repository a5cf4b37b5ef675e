// Which of several hosts a call goes to. After Envoy's load balancers; their settings are forms:
//   own | round-robin | weighted-round-robin | random | least-request choices=2 bias=1 | ring-hash min=1024 max=8388608
//   | maglev table=65537
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/form.h"
#include "core/random.h"
#include "services/policies/host_set.h"

namespace orrery {

extern const Forms balance_forms;
extern const PolicyRows balance_rows;  // balance

class Balancer {
 public:
  virtual ~Balancer() = default;
  // One of the eligible hosts; nothing where there is none. `key` is a hash of what the call is about: only ring-hash
  // and maglev look at it. Which of the balancers draw, and how often, is said with each.
  virtual std::optional<HostId> pick(std::uint64_t key, const HostSet& hosts, RandomStream& random) = 0;
};

// `balance` is of balance_forms; `position` is the caller's in its group, from 0.
std::unique_ptr<Balancer> make_balancer(const FormValue& balance, std::size_t position = 0);

// For a retry or a hedge: picks until it finds a host that was not tried before, at most `picks_max` (>= 1) times; the
// last pick stands, whatever it is. Where any were tried each pick is of a key derived from the last, so that hash
// balancers do not stay where they are. Envoy's `previous_hosts` with `host_selection_retry_max_attempts`.
std::optional<HostId> pick_other(Balancer& balancer, std::uint64_t key, const HostSet& hosts, RandomStream& random,
                                 std::span<const HostId> tried, std::int64_t picks_max = 3);

// For hash balancers: what a call is about as a key, and a text with a seed. XXH64, which Envoy hashes with.
std::uint64_t key_hash(std::string_view text, std::uint64_t seed = 0);
std::uint64_t key_hash(std::uint64_t number);

}  // namespace orrery
