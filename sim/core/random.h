// Random numbers by counter: a stream is a key (the seed) and a name (who draws, for what), its n-th draw a pure
// function of both and n. Streams therefore never shift one another: adding a node or a fault changes no other draw.
// Philox4x32-10 of Random123 (Salmon et al., SC 2011).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/check.h"

namespace orrery {

// 128 random bits for (key, counter).
std::array<std::uint64_t, 2> philox(std::uint64_t key, std::uint64_t counter_high, std::uint64_t counter_low);

class RandomStream {
 public:
  // `entity` and `purpose` name the stream: ("server-1", "election-timeout").
  RandomStream(std::uint64_t seed, std::string_view entity, std::string_view purpose);
  RandomStream(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  std::uint64_t next() {
    if ((draws_ & 1) == 0) block_ = philox(seed_, stream_, draws_ >> 1);
    return block_[draws_++ & 1];
  }
  // Uniform in [0, 1), 53 bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  // Uniform in (0, 1], for logarithms.
  double uniform_positive() { return static_cast<double>((next() >> 11) + 1) * 0x1p-53; }
  // Uniform in [0, bound) without bias (Lemire, 2019). bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    ORRERY_CHECK(bound > 0, "a bound above 0");
    const Wide product = static_cast<Wide>(next()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) return above_threshold(product, bound);
    return static_cast<std::uint64_t>(product >> 64);
  }
  // Uniform in [low, high], both included.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    ORRERY_CHECK(low <= high, "a low end that is not above the high end");
    const std::uint64_t values = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
    const std::uint64_t offset = values == 0 ? next() : below(values);
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + offset);
  }
  // True with this probability.
  bool chance(double probability) { return uniform() < probability; }

 private:
  __extension__ using Wide = unsigned __int128;
  // The draw times `bound` if that is free of bias, otherwise the next one that is: hardly ever asked.
  std::uint64_t above_threshold(Wide product, std::uint64_t bound);

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t draws_ = 0;
  std::array<std::uint64_t, 2> block_{};
};

// The stream's number for a pair of names.
std::uint64_t stream_id(std::string_view entity, std::string_view purpose);

}  // namespace orrery
