// Everything that happens in a run is a Record; everything downstream of the engine is a sink of the one stream of
// them.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/ids.h"
#include "core/name.h"
#include "core/time.h"

namespace orrery {

// The value of each kind is the hash of its text (record_kind_text), so that adding a kind changes no other.
// The comment says what name, peer, a, b and c hold; what is not mentioned is zero (peer: kNoNode).
enum class RecordKind : std::uint32_t {
  delivered = hash32("delivered"),      // name: message, peer: sender, a: send time, b: bytes, c: message number
  dropped = hash32("dropped"),          // as delivered; node: addressee, c: NameId of the reason (drop_reason)
  reset = hash32("reset"),              // a stream was given up; peer: the other end
  timer_fired = hash32("timer_fired"),  // name: timer, a: when it was set, c: the timer's number
  started = hash32("started"),          // a node starts for the first time; name: its kind
  crashed = hash32("crashed"),          // a: writes kept beyond the last sync, b: writes lost
  restarted = hash32("restarted"),      // a: 1 with its disk, 0 without
  paused = hash32("paused"),
  resumed = hash32("resumed"),  // a: events deferred meanwhile
  fault_began =
      hash32("fault_began"),  // name: the fault's id, peer: first node hit, a: NameId of the verb, b: nodes hit
  fault_ended = hash32("fault_ended"),  // as fault_began
  ordered = hash32("ordered"),          // an operator's order reaches a node; name: order, peer: whom it is about; also `configure`
  state = hash32("state"),              // a field changed; name: field, a: new value, b: old value, c: ValueType
  event = hash32("event"),              // a domain event; name: event, peer and a, b, c as the event declares
  synced = hash32("synced"),            // a disk sync completed; a: when it was asked, b: writes covered
  worked = hash32("worked"),    // computing or bulk disk work completed; name: what, a: when asked, b: 1 done, 0 failed
  invoked = hash32("invoked"),  // a client operation; name: operation, a: operation number, b: key, c: value
  ok = hash32("ok"),            // it took effect; as invoked, c: value returned
  failed = hash32("failed"),    // it did not take effect
  info = hash32("info"),        // nobody knows whether it took effect (Jepsen's :info); a crash ends open ones so, too
};
std::string_view record_kind_text(RecordKind kind);  // "?" for a number that is no kind

// The bulk of every run, by which nothing changes but through the handler that it calls.
constexpr bool is_traffic(RecordKind kind) {
  return kind == RecordKind::delivered || kind == RecordKind::timer_fired || kind == RecordKind::dropped ||
         kind == RecordKind::synced || kind == RecordKind::worked;
}

// How the values of a `state` Record are to be read.
enum class ValueType : std::int64_t { integer = 0, name = 1, node = 2, duration = 3, instant = 4, boolean = 5 };

struct Record {
  Instant time;
  RecordId id;     // 1, 2, 3 ... in the order in which things happened
  RecordId cause;  // the Record of the event whose handler produced this one
  RecordKind kind;
  NodeId node = kNoNode;
  NameId name = kNoName;
  NodeId peer = kNoNode;
  std::int64_t a = 0, b = 0, c = 0;
};
static_assert(sizeof(Record) == 64 && std::is_trivially_copyable_v<Record>);
static_assert(std::has_unique_object_representations_v<Record>, "a Record is hashed byte by byte: no padding");
static_assert(std::endian::native == std::endian::little, "fingerprints are defined over little-endian Records");

// Why a message never arrived (Record::c of `dropped`).
namespace drop_reason {
inline constexpr Name loss{"loss"};                // the link lost it
inline constexpr Name partition{"partition"};      // it met a partition
inline constexpr Name node_down{"node-down"};      // the addressee was down when it arrived
inline constexpr Name sender_down{"sender-down"};  // a bulk transfer was cut off by the sender's crash
inline constexpr Name link_down{"link-down"};      // a link of the route was off
inline constexpr Name reset{"connection-reset"};   // its stream was reset
}  // namespace drop_reason

}  // namespace orrery
