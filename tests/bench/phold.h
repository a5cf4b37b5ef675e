// PHOLD (Fujimoto, 1990): each of n nodes starts with one job; a job that arrives at a node is sent on to a node drawn
// at random after a drawn delay. The same model for the bare heap, the fabric and the World.
#pragma once

#include <cstdint>

namespace orrery::bench {

inline constexpr std::uint64_t kPholdEvents = 2'000'000;

// What a job draws: a xorshift generator (Marsaglia, 2003), so that the draws cost every contestant the same little.
class PholdDraws {
 public:
  explicit PholdDraws(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_;
  }
  std::uint32_t node(std::uint32_t nodes) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(static_cast<std::uint32_t>(next() >> 32)) * nodes) >>
                                      32);
  }
  // Whole nanoseconds, uniform in [0, 2^20): about a millisecond.
  std::int64_t think() { return static_cast<std::int64_t>(next() >> 44); }

 private:
  std::uint64_t state_;
};

// Seconds an event on a bare binary heap (std::priority_queue) of 24-byte events. The yardstick.
double phold_on_heap(std::uint32_t nodes);
// On the fabric in SimGrid's loop, on a built platform whose routes give the delays.
double phold_on_fabric(std::uint32_t nodes);
// As nodes of a World: messages, handlers, Records and fingerprint.
double phold_on_world(std::uint32_t nodes);

}  // namespace orrery::bench
