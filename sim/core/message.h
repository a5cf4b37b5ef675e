// Messages: plain structs with a name, passed by shared, immutable payloads.
//
//   struct RequestVote {
//     static constexpr Name name{"RequestVote"};
//     Term term;
//     void describe(Description& out) const { out.add("term", term); }
//     Bytes wire_size() const { return 64; }           // optional; kDefaultWireSize otherwise
//   };
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

#include "core/check.h"
#include "core/description.h"
#include "core/ids.h"
#include "core/name.h"
#include "core/time.h"

namespace orrery {

using Bytes = std::int64_t;

// What a small message weighs on the wire when it does not say: headers of Ethernet, IP and TCP, and a few fields.
inline constexpr Bytes kDefaultWireSize = 128;

template <class M>
concept Message = std::is_object_v<M> && requires(const M& message, Description& out) {
  { M::name } -> std::convertible_to<Name>;
  message.describe(out);
};

// What the engine knows of a message type. One object per type; it is compared by its name's id, never by address.
struct MessageType {
  Name name;
  void (*destroy)(void* message) noexcept;  // null where there is nothing to do
  void (*describe)(const void* message, Description& out);
};

template <Message M>
constexpr auto destroyer() -> void (*)(void*) noexcept {
  if constexpr (std::is_trivially_destructible_v<M>) return nullptr;
  return [](void* message) noexcept { static_cast<M*>(message)->~M(); };
}

template <Message M>
inline constexpr MessageType message_type{M::name, destroyer<M>(), [](const void* message, Description& out) {
                                            static_cast<const M*>(message)->describe(out);
                                          }};

template <Message M>
Bytes wire_size(const M& message) {
  if constexpr (requires {
                  { message.wire_size() } -> std::convertible_to<Bytes>;
                })
    return message.wire_size();
  return kDefaultWireSize;
}

// Memory for payloads: free lists by size class, so that a message costs no general allocation.
class PayloadPool {
 public:
  static constexpr std::size_t kClassCount = 5;  // blocks of 64, 128, 256, 512, 1024 bytes
  static constexpr std::size_t kSmallestBlock = 64;

  PayloadPool() = default;
  ~PayloadPool();
  PayloadPool(const PayloadPool&) = delete;
  PayloadPool& operator=(const PayloadPool&) = delete;

  void* allocate(std::size_t size, std::uint32_t& size_class) {
    size_class = 0;
    while (size_class < kClassCount && (kSmallestBlock << size_class) < size) ++size_class;
    if (size_class == kClassCount) return ::operator new(size);
    if (free_[size_class] == nullptr) refill(size_class);
    FreeBlock* block = free_[size_class];
    free_[size_class] = block->next;
    return block;
  }
  void release(void* block, std::uint32_t size_class) {
    if (size_class == kClassCount) return ::operator delete(block);
    free_[size_class] = new (block) FreeBlock{free_[size_class]};
  }

 private:
  struct FreeBlock {
    FreeBlock* next;
  };
  void refill(std::uint32_t size_class);
  FreeBlock* free_[kClassCount] = {};
  struct Chunk {
    Chunk* next;
  };
  Chunk* chunks_ = nullptr;
};

// A shared, immutable message of any type. The pool must outlive it. Not for use across threads.
class Payload {
 public:
  Payload() = default;
  template <class M>
  requires Message<std::remove_cvref_t<M>>
  static Payload make(PayloadPool& pool, M&& message) {
    using Stored = std::remove_cvref_t<M>;
    static_assert(alignof(Stored) <= alignof(std::max_align_t));
    std::uint32_t size_class = 0;
    void* block = pool.allocate(sizeof(Header) + sizeof(Stored), size_class);
    auto* header = new (block) Header{&message_type<Stored>, &pool, 1, size_class};
    new (header + 1) Stored(std::forward<M>(message));
    return Payload(header);
  }
  Payload(const Payload& other) : header_(other.header_) {
    if (header_) ++header_->references;
  }
  Payload(Payload&& other) noexcept : header_(std::exchange(other.header_, nullptr)) {}
  Payload& operator=(Payload other) noexcept {
    std::swap(header_, other.header_);
    return *this;
  }
  ~Payload() { reset(); }

  void reset() {
    if (header_ && --header_->references == 0) destroy();
    header_ = nullptr;
  }

  explicit operator bool() const { return header_ != nullptr; }
  const MessageType& type() const { return *header_->type; }
  const void* data() const { return header_ + 1; }

 private:
  struct alignas(std::max_align_t) Header {
    const MessageType* type;
    PayloadPool* pool;
    std::uint32_t references;
    std::uint32_t size_class;
  };
  explicit Payload(Header* header) : header_(header) {}
  void destroy();
  Header* header_ = nullptr;
};

// A message as its addressee sees it. Valid only while the handler runs.
class Envelope {
 public:
  Envelope(NodeId from, const MessageType& type, const void* data) : from_(from), type_(&type), data_(data) {}
  NodeId from() const { return from_; }
  Name name() const { return type_->name; }
  template <Message M>
  const M* as() const {
    return type_->name.id() == M::name.id() ? static_cast<const M*>(data_) : nullptr;
  }
  void describe(Description& out) const { type_->describe(data_, out); }

 private:
  NodeId from_;
  const MessageType* type_;
  const void* data_;
};

namespace detail {
template <class T>
struct HandlerArgument : HandlerArgument<decltype(&T::operator())> {};
template <class C, class R, class M>
struct HandlerArgument<R (C::*)(const M&) const> {
  using type = M;
};
template <class C, class R, class M>
struct HandlerArgument<R (C::*)(const M&)> {
  using type = M;
};

template <class Handler>
bool try_handle(const Envelope& envelope, Handler& handler) {
  const auto* message = envelope.as<typename HandlerArgument<Handler>::type>();
  if (message != nullptr) handler(*message);
  return message != nullptr;
}
}  // namespace detail

// Calls the one handler whose argument is the envelope's message type; false where none is.
template <class... Handlers>
bool match(const Envelope& envelope, Handlers&&... handlers) {
  return (detail::try_handle(envelope, handlers) || ...);
}

}  // namespace orrery
