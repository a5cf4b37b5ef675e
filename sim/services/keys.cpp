#include "services/keys.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"

namespace orrery {

namespace {

constexpr Parameter kItems{"items", ParameterType::integer, "", "1..1000000000000", "how many keys there are"};

}  // namespace

const Forms key_forms{
    "keys",
    "which keys operations are about; keys count from 1",
    "zipf items=1000 exponent=0.99",
    {
        {"uniform", "every key as likely as any other", {kItems}},
        {"zipf",
         "the k-th key in proportion to k^-exponent: key 1 is the most popular",
         {kItems, {"exponent", ParameterType::number, "", "0..20", "0 is uniform, 0.99 is what YCSB takes"}}},
        {"hot-spot",
         "a share of the keys, the first ones, takes a share of the load; uniform in either part",
         {kItems,
          {"hot", ParameterType::percent, "", "", "of the keys, rounded to whole keys, one at least"},
          {"load", ParameterType::percent, "", "", "of the operations"}}},
        {"increasing",
         "every operation takes a key above all earlier ones of its client, and no two clients share one",
         {}},
    }};

Keys::Keys(const FormValue& keys, std::int64_t position, std::int64_t clients) : of_(Increasing{position, clients}) {
  ORRERY_CHECK(position >= 0 && position < clients, "a client among its clients");
  const ParameterValues& given = *keys.arguments;
  if (keys.name == "uniform") {
    of_ = Uniform{given.integer("items")};
  } else if (keys.name == "zipf") {
    of_ = Zipf(given.integer("items"), given.number("exponent"));
  } else if (keys.name == "hot-spot") {
    const std::int64_t items = given.integer("items");
    const auto hot = static_cast<std::int64_t>(std::llround(static_cast<double>(items) * given.number("hot")));
    of_ = HotSpot{items, std::clamp<std::int64_t>(hot, 1, items), given.number("load")};
  } else {
    ORRERY_CHECK(keys.name == "increasing", "keys of the table");
  }
}

std::int64_t Keys::next(RandomStream& random, std::int64_t serial) const {
  if (const auto* uniform = std::get_if<Uniform>(&of_)) return random.between(1, uniform->items);
  if (const auto* zipf = std::get_if<Zipf>(&of_)) return zipf->sample(random);
  if (const auto* spot = std::get_if<HotSpot>(&of_)) {
    const bool is_hot = random.chance(spot->load) || spot->hot == spot->items;
    return is_hot ? random.between(1, spot->hot) : random.between(spot->hot + 1, spot->items);
  }
  const auto& increasing = std::get<Increasing>(of_);
  // Unsigned: after a restart late in a run of days it may not fit, and wraps.
  const auto earlier = static_cast<std::uint64_t>(serial - 1) * static_cast<std::uint64_t>(increasing.clients);
  return static_cast<std::int64_t>(earlier + static_cast<std::uint64_t>(increasing.position) + 1);
}

}  // namespace orrery
