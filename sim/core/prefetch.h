// Memory asked for before it is needed. A world of thousands of nodes is far larger than the processor's caches, and
// without this most of its time goes into waiting for memory.
#pragma once

#include <cstddef>
#include <cstdint>

namespace orrery {

// Begins to bring `size` bytes into the caches. Changes nothing; `address` may be null.
inline void prefetch(const void* address, std::size_t size) {
  constexpr std::size_t kLine = 64;
  const auto begin = reinterpret_cast<std::uintptr_t>(address);
  if (address == nullptr || size == 0) return;
  // A processor may drop what it would have to translate the address for first. A load is not dropped, and nothing waits
  // for what it brings.
  asm volatile("" : : "r"(*static_cast<const volatile char*>(address)));
  for (std::uintptr_t line = begin / kLine * kLine; line < begin + size; line += kLine)
    __builtin_prefetch(reinterpret_cast<const void*>(line));
}
template <class T>
void prefetch_object(const T& object) {
  prefetch(&object, sizeof object);
}

}  // namespace orrery
