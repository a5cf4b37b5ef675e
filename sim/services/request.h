// What a client asks of a service and how it is answered: the messages that clients, servers and whatever stands
// between them share.
#pragma once

#include <cstdint>

#include "core/message.h"

namespace orrery {

// What is to be done to a service's data. `value` is the operation's own: what to write, how much to add.
struct Operation {
  Name what;
  std::int64_t key = 0;
  std::int64_t value = 0;
};

// A client numbers its requests 1, 2, 3 ...; every attempt at one carries its number, so that (client, number) is the
// key by which a server recognises what it has done already (Raft dissertation, section 6.3).
using RequestNumber = std::int64_t;

struct Request {
  static constexpr Name name{"Request"};
  RequestNumber number = 0;
  std::int32_t attempt = 1;       // 1 is the first
  RequestNumber answered_to = 0;  // the client has its answers to all requests up to this one, and asks none again
  Operation operation;
  Bytes size = kDefaultWireSize;

  void describe(Description& out) const {
    out.add("number", number);
    out.add("attempt", static_cast<std::int64_t>(attempt));
    out.add("operation", operation.what.text());
    out.add("key", operation.key);
    out.add("value", operation.value);
  }
  Bytes wire_size() const { return size; }
};

enum class ReplyStatus : std::uint8_t {
  ok,        // it took effect, now or at an earlier attempt
  redirect,  // as rejected, because this server does not lead: `redirect` says who does, kNoNode where it does not know
  rejected,  // it took no effect and will take none, at this server's will: overloaded, handing over
};
constexpr Name name_of(ReplyStatus status) {
  constexpr Name names[] = {"ok", "redirect", "rejected"};
  return names[static_cast<std::size_t>(status)];
}

struct Reply {
  static constexpr Name name{"Reply"};
  RequestNumber number = 0;
  std::int32_t attempt = 1;  // of the request that is answered
  ReplyStatus status = ReplyStatus::ok;
  std::int64_t value = 0;  // what was read, or what an update left
  NodeId redirect = kNoNode;
  Bytes size = kDefaultWireSize;

  void describe(Description& out) const {
    out.add("number", number);
    out.add("attempt", static_cast<std::int64_t>(attempt));
    out.add("status", name_of(status).text());
    out.add("value", value);
  }
  Bytes wire_size() const { return size; }
};

}  // namespace orrery
