#include "scenario/regions.h"

#include <algorithm>

#include "core/check.h"

namespace orrery {
namespace {

constexpr Region kRegions[] = {
    {"us-east", "Virginia"},     {"us-west", "Oregon"},    {"sa-east", "Sao Paulo"}, {"eu-west", "Ireland"},
    {"eu-central", "Frankfurt"}, {"asia-south", "Mumbai"}, {"asia-east", "Tokyo"},   {"australia", "Sydney"},
};
constexpr std::size_t kCount = std::size(kRegions);

// Typical round trips in milliseconds, in the order of kRegions; below the diagonal.
constexpr int kRoundTrips[kCount][kCount] = {
    {0},
    {66, 0},
    {116, 176, 0},
    {70, 126, 180, 0},
    {90, 146, 204, 26, 0},
    {190, 220, 300, 124, 112, 0},
    {148, 100, 258, 204, 226, 124, 0},
    {200, 140, 310, 258, 252, 150, 106, 0},
};

}  // namespace

std::span<const Region> regions() { return kRegions; }

Duration region_latency(std::size_t a, std::size_t b) {
  ORRERY_CHECK(a < kCount && b < kCount, "the position of a region");
  return Duration::milliseconds(kRoundTrips[std::max(a, b)][std::min(a, b)]) / 2;
}

}  // namespace orrery
