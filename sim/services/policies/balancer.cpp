#include "services/policies/balancer.h"

#include <algorithm>
#include <array>

#include <xxhash.h>

#include "core/check.h"
#include "services/policies/balance_hashed.h"
#include "services/policies/balance_least_request.h"
#include "services/policies/balance_rotation.h"
#include "services/policies/hash_ring.h"
#include "services/policies/maglev_table.h"

namespace orrery {

namespace {

constexpr Parameter kRows[] = {
    {"balance", ParameterType::form, "round-robin", "", "which host of the target a call goes to", &balance_forms},
};

class RandomBalancer final : public Balancer {
 public:
  std::optional<HostId> pick(std::uint64_t, const HostSet& hosts, RandomStream& random) override {
    const auto eligible = hosts.eligible();
    if (eligible.empty()) return {};
    return eligible[random.below(eligible.size())];
  }
};

// The host that was added when as many were there as the caller has before it.
class OwnBalancer final : public Balancer {
 public:
  explicit OwnBalancer(std::size_t position) : own_(static_cast<HostId>(position)) {}
  std::optional<HostId> pick(std::uint64_t, const HostSet& hosts, RandomStream&) override {
    const auto eligible = hosts.eligible();
    if (std::find(eligible.begin(), eligible.end(), own_) == eligible.end()) return {};
    return own_;
  }

 private:
  HostId own_;
};

}  // namespace

const Forms balance_forms{
    "balance",
    "which host of a target a call goes to",
    "least-request choices=2",
    {
        {"own", "the one with the caller's own number, such as the proxy beside it", {}},
        {"round-robin", "one after the other, whatever their weights, beginning with any", {}},
        {"weighted-round-robin",
         "in turn, each as often as its weight says, spread out evenly, beginning anywhere",
         {}},
        {"random", "any, each as likely as any other; one draw", {}},
        {"least-request",
         "the one with the fewest calls under way of some that are drawn; with unequal weights w, in turn, as often as "
         "w / (calls under way + 1)^bias says",
         {{"choices", ParameterType::integer, "2", "1..100", "hosts that are drawn; one may be drawn twice"},
          {"bias", ParameterType::number, "1", "0..100", "how much calls under way count where weights are unequal"}}},
        {"ring-hash",
         "the next on a ring of hashes from the call's key on",
         {{"min", ParameterType::integer, "1024", "1..8388608", "points on the ring at least"},
          {"max", ParameterType::integer, "8388608", "1..8388608", "points on the ring at most"}},
         hash_ring_contradiction},
        {"maglev",
         "the one that has the key's entry in a table; weights are shares of entries",
         {{"table", ParameterType::integer, "65537", "2..5000011", "entries, a prime number"}},
         maglev_contradiction},
    }};

constinit const PolicyRows balance_rows = kRows;

std::unique_ptr<Balancer> make_balancer(const FormValue& balance, std::size_t position) {
  const ParameterValues& given = *balance.arguments;
  if (balance.name == "own") return std::make_unique<OwnBalancer>(position);
  if (balance.name == "round-robin") return std::make_unique<RoundRobin>();
  if (balance.name == "weighted-round-robin") return std::make_unique<WeightedRoundRobin>();
  if (balance.name == "random") return std::make_unique<RandomBalancer>();
  if (balance.name == "least-request")
    return std::make_unique<LeastRequest>(given.integer("choices"), given.number("bias"));
  if (balance.name == "ring-hash")
    return std::make_unique<HashedBalancer<HashRing>>(HashRing(given.integer("min"), given.integer("max")));
  ORRERY_CHECK(balance.name == "maglev", "a balance of the table");
  return std::make_unique<HashedBalancer<MaglevTable>>(MaglevTable(given.integer("table")));
}

std::optional<HostId> pick_other(Balancer& balancer, std::uint64_t key, const HostSet& hosts, RandomStream& random,
                                 std::span<const HostId> tried, std::int64_t picks_max) {
  std::optional<HostId> picked;
  for (std::int64_t pick = 0; pick < picks_max; ++pick) {
    if (!tried.empty()) key = key_hash(key);
    picked = balancer.pick(key, hosts, random);
    const bool is_new = !picked || std::find(tried.begin(), tried.end(), *picked) == tried.end();
    if (is_new) break;
  }
  return picked;
}

std::uint64_t key_hash(std::string_view text, std::uint64_t seed) { return XXH64(text.data(), text.size(), seed); }

std::uint64_t key_hash(std::uint64_t number) {
  // Byte by byte, so that the hash does not depend on the processor's order of bytes.
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(number >> (8 * i) & 0xff);
  return key_hash(std::string_view(bytes.data(), bytes.size()));
}

}  // namespace orrery
