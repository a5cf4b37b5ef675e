// What services say to one another: a call and its answer. They are messages of their own beside Request and Reply,
// which belong to replicated stores: a caller there is one session that numbers its requests and is led to a leader,
// while here a call has one of many equal endpoints, a time by which its answer is of use, and an operation on whose
// behalf it is made, perhaps several services away.
#pragma once

#include <cstdint>

#include "core/message.h"
#include "services/digest.h"

namespace orrery {

// The client's operation that a call is made for, at whatever depth: the number is Record::a of its `invoked`.
struct Origin {
  NodeId client = kNoNode;
  std::int64_t operation = 0;
};

// Names what a call is to bring about: the same for every attempt, at any layer, at one call of one operation, and
// different for any two calls of it.
using IdempotencyKey = std::int64_t;

inline IdempotencyKey idempotency_key(Origin origin) {
  return Digest().add(index(origin.client)).add(origin.operation).value();
}
// Of the n-th call (from 0) that is made to carry out the one with the key `parent`.
inline IdempotencyKey idempotency_key(IdempotencyKey parent, std::int64_t n) {
  return Digest().add(parent).add(n).value();
}

// Where a caller finds what an answer is about; it comes back as it was sent.
struct ReturnAddress {
  std::int64_t number = 0;   // of the try: no number comes twice from one node, not even after a crash
  std::uint32_t slot = 0;    // of the call
  std::uint32_t caller = 0;  // of the node's callers
};

struct ServiceCall {
  static constexpr Name name{"Call"};
  ReturnAddress from;
  Origin origin;
  IdempotencyKey idempotency_key = 0;
  std::int64_t key = 0;  // what the operation is about
  // Nobody waits any longer for the answer. As gRPC's grpc-timeout it is a time left, not an instant: no two clocks
  // need agree; what the message takes on its way is not counted.
  Duration left = Duration::max();
  std::int32_t attempt = 1;  // 1 is the first
  Bytes size = kDefaultWireSize;

  void describe(Description& out) const {
    out.add("operation", origin.operation);
    out.add("attempt", static_cast<std::int64_t>(attempt));
    if (left != Duration::max()) out.add("left", left);
    out.add("key", key);
  }
  Bytes wire_size() const { return size; }
};

enum class AnswerStatus : std::uint8_t {
  ok,        // done
  failed,    // an error: of the service, or of one that it needs
  rejected,  // not begun: too much is waiting
  expired,   // not begun: nobody waits for the answer any more
};
constexpr Name name_of(AnswerStatus status) {
  constexpr Name names[] = {"ok", "failed", "rejected", "expired"};
  return names[static_cast<std::size_t>(status)];
}

struct ServiceAnswer {
  static constexpr Name name{"Answer"};
  ReturnAddress to;
  AnswerStatus status = AnswerStatus::ok;
  bool is_full = true;      // false: a fallback stands in for a part of it
  bool has_effect = false;  // of what is not ok: something that it needs may have been done
  Bytes size = kDefaultWireSize;
  // Of what was rejected: by a limit of the proxy's own, and a proxy that hears it does not try again (Envoy's header
  // x-envoy-overloaded).
  bool is_overloaded = false;

  void describe(Description& out) const {
    out.add("status", name_of(status).text());
    out.add("full", is_full);
    if (is_overloaded) out.add("overloaded", true);
  }
  Bytes wire_size() const { return size; }
};

}  // namespace orrery
