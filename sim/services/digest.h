// A number that stands for a content: equal for equal contents, for others almost surely not.
#pragma once

#include <cstdint>

namespace orrery {

// Values are added in an order that is part of the content. The mixing is SplitMix64's (Steele, Lea, Flood 2014).
class Digest {
 public:
  Digest& add(std::int64_t value) {
    state_ += 0x9e3779b97f4a7c15u + static_cast<std::uint64_t>(value);
    state_ = (state_ ^ (state_ >> 30)) * 0xbf58476d1ce4e5b9u;
    state_ = (state_ ^ (state_ >> 27)) * 0x94d049bb133111ebu;
    state_ ^= state_ >> 31;
    return *this;
  }
  std::int64_t value() const { return static_cast<std::int64_t>(state_); }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace orrery
