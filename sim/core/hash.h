// FNV-1a (Fowler, Noll, Vo), constexpr: the same text gives the same id in every build, on every machine.
#pragma once

#include <cstdint>
#include <string_view>

namespace orrery {

constexpr std::uint32_t hash32(std::string_view text) {
  std::uint32_t hash = 0x811c9dc5u;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x01000193u;
  return hash;
}

constexpr std::uint64_t hash64(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x00000100000001b3u;
  return hash;
}

}  // namespace orrery
