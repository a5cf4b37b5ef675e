// Huge pages for the memory of large worlds.
#pragma once

#include <cstddef>

namespace orrery {

// Asks that the next `bytes` of the process's heap lie in huge pages. What touches memory all over the place spends
// much of its time on finding small pages. Nothing comes of it where the system has no huge pages to give, and memory
// that is not used is not taken.
void expect_heap(std::size_t bytes);

}  // namespace orrery
