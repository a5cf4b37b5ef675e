// A queue in one piece of memory that it goes round in. What a std::deque holds wanders through memory and is allocated
// block by block, also where there is hardly ever more than one element.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/prefetch.h"

namespace orrery {

// T is default-constructible; an element that was popped is assigned over when its place is used again.
template <class T>
class Ring {
 public:
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  // `position` < size(); 0 is the front.
  T& operator[](std::size_t position) { return places_[place(position)]; }
  const T& operator[](std::size_t position) const { return places_[place(position)]; }
  T& front() { return (*this)[0]; }
  const T& front() const { return (*this)[0]; }
  const T& back() const { return (*this)[count_ - 1]; }

  void push_back(T value) {
    if (count_ == capacity_) grow();
    ++count_;
    (*this)[count_ - 1] = std::move(value);
  }
  // Before the element at `position` <= size().
  void insert(std::size_t position, T value) {
    push_back(std::move(value));
    for (std::size_t i = count_ - 1; i > position; --i) std::swap((*this)[i], (*this)[i - 1]);
  }
  void pop_front() {
    begin_ = static_cast<std::uint32_t>(place(1));
    --count_;
  }
  void pop_back() { --count_; }
  void clear() { begin_ = count_ = 0; }
  // Asks for the front.
  void prefetch(Prefetcher& memory) const { memory.ask(places_.data() + begin_, sizeof(T)); }

 private:
  static constexpr std::size_t kSmallest = 4;

  std::size_t place(std::size_t position) const { return (begin_ + position) & (capacity_ - 1); }
  void grow() {
    std::vector<T> larger(std::max(kSmallest, 2 * places_.size()));
    for (std::size_t i = 0; i < count_; ++i) larger[i] = std::move((*this)[i]);
    places_.swap(larger);
    capacity_ = static_cast<std::uint32_t>(places_.size());
    begin_ = 0;
  }

  std::vector<T> places_;
  std::uint32_t capacity_ = 0;  // how many those are: a power of two, or none
  std::uint32_t begin_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace orrery
