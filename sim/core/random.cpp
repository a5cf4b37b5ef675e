#include "core/random.h"

#include <string>

#include <Random123/philox.h>

#include "core/hash.h"

namespace orrery {

namespace {

constexpr std::uint32_t low_half(std::uint64_t word) { return static_cast<std::uint32_t>(word); }
constexpr std::uint32_t high_half(std::uint64_t word) { return static_cast<std::uint32_t>(word >> 32); }
constexpr std::uint64_t join(std::uint32_t low, std::uint32_t high) {
  return static_cast<std::uint64_t>(high) << 32 | low;
}

// FNV-1a leaves the high bits of short texts alike; the finalizer of SplitMix64 (Steele, Lea, Flood, 2014) spreads
// them.
constexpr std::uint64_t mix(std::uint64_t word) {
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

}  // namespace

std::array<std::uint64_t, 2> philox(std::uint64_t key, std::uint64_t counter_high, std::uint64_t counter_low) {
  const philox4x32_ctr_t counter = {
      {low_half(counter_low), high_half(counter_low), low_half(counter_high), high_half(counter_high)}};
  const philox4x32_key_t keys = {{low_half(key), high_half(key)}};
  const philox4x32_ctr_t block = philox4x32_R(10, counter, keys);
  return {join(block.v[0], block.v[1]), join(block.v[2], block.v[3])};
}

std::uint64_t stream_id(std::string_view entity, std::string_view purpose) {
  // No name holds a NUL, so two different pairs never join to one text.
  return mix(hash64(std::string(entity).append(1, '\0').append(purpose)));
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view entity, std::string_view purpose)
    : RandomStream(seed, stream_id(entity, purpose)) {}

std::uint64_t RandomStream::above_threshold(Wide product, std::uint64_t bound) {
  const std::uint64_t threshold = -bound % bound;
  while (static_cast<std::uint64_t>(product) < threshold) product = static_cast<Wide>(next()) * bound;
  return static_cast<std::uint64_t>(product >> 64);
}

}  // namespace orrery
