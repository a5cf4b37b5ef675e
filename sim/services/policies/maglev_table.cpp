#include "services/policies/maglev_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/check.h"
#include "services/policies/balancer.h"

namespace orrery {

namespace {

constexpr HostId kFree{0xffffffffu};

bool is_prime(std::int64_t number) {
  for (std::int64_t divisor = 2; divisor * divisor <= number; ++divisor)
    if (number % divisor == 0) return false;
  return number >= 2;
}

// A host's way through the table: offset + j * skip for j = 0, 1, ...; the table's size is prime, so that it meets
// every entry once.
struct Walk {
  HostId host;
  std::uint64_t at, skip;
  std::int64_t weight, due = 0;
};

}  // namespace

std::string maglev_contradiction(const ParameterValues& arguments) {
  const std::int64_t entries = arguments.integer("table");
  if (is_prime(entries)) return {};
  std::int64_t prime = entries;
  while (!is_prime(prime)) ++prime;
  return fmt::format("table must be a prime number, found {}; the next is {}", entries, prime);
}

MaglevTable::MaglevTable(std::int64_t entries) : table_(static_cast<std::size_t>(entries), kFree) {
  ORRERY_CHECK(is_prime(entries), "a table whose size is prime");
}

void MaglevTable::build(const HostSet& hosts) {
  ORRERY_CHECK(!hosts.eligible().empty(), "a table of one host at least");
  const std::uint64_t size = table_.size();
  std::vector<Walk> walks;
  std::int64_t heaviest = 0;
  for (const HostId host : hosts.eligible()) {
    const std::string& name = hosts.name(host);
    walks.push_back({host, key_hash(name) % size, key_hash(name, 1) % (size - 1) + 1, hosts.weight(host)});
    heaviest = std::max(heaviest, hosts.weight(host));
  }
  std::fill(table_.begin(), table_.end(), kFree);
  std::uint64_t taken = 0;
  // The heaviest hosts take an entry in every turn, the others when their weights have added up to as much.
  for (std::int64_t turn = 1; taken < size; ++turn)
    for (Walk& walk : walks) {
      if (taken == size) break;
      if (turn * walk.weight < walk.due) continue;
      walk.due += heaviest;
      while (table_[walk.at] != kFree) walk.at = (walk.at + walk.skip) % size;
      table_[walk.at] = walk.host;
      ++taken;
    }
}

}  // namespace orrery
