// The only way in which protocol code reaches the world. A Context is valid for the node whose handler it was given to,
// and only while that handler runs.
#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/ids.h"
#include "core/message.h"
#include "core/name.h"
#include "core/random.h"
#include "core/record.h"
#include "core/storage.h"
#include "core/time.h"

namespace orrery {

// stream: ordered and reliable like TCP: retransmits what is lost, stalls over a partition, is reset after a timeout.
// datagram: each message on its own like UDP: may be lost, duplicated, reordered.
enum class Transport : std::uint8_t { stream, datagram };

// What a node can be asked to do besides passing messages; carried out on SimGrid's resources.
enum class Work : std::uint8_t { compute, disk_read, disk_write };

// A field of a node's state that the outside may see; `type` says how its values are to be read.
struct Field {
  Name name;
  ValueType type = ValueType::integer;
};

// The outcome of a client operation, as in Jepsen's histories.
enum class Outcome : std::uint8_t { ok, failed, info };

class Context {
 public:
  virtual ~Context() = default;

  virtual NodeId self() const = 0;
  // The instances of a group of the scenario, in order; empty where there is no such group.
  virtual std::span<const NodeId> group(std::string_view name) const = 0;
  // The instances of the node's own group, itself included.
  virtual std::span<const NodeId> peers() const = 0;

  // The node's own monotonic clock: starts at 0 with the run, drifts, never jumps.
  virtual Instant clock() const = 0;
  // The node's wall clock: the monotonic one plus a skew that may jump.
  virtual Instant wall_clock() const = 0;

  template <class M>
  requires Message<std::remove_cvref_t<M>>
  void send(NodeId to, M&& message, Transport transport = Transport::stream) {
    const Bytes size = orrery::wire_size(message);
    send_payload(to, Payload::make(payloads(), std::forward<M>(message)), size, transport);
  }

  // A message that is to be sent to several nodes: made once.
  struct Parcel {
    Payload payload;
    Bytes size = 0;
  };
  template <class M>
  requires Message<std::remove_cvref_t<M>> Parcel pack(M&& message) {
    const Bytes size = orrery::wire_size(message);
    return {Payload::make(payloads(), std::forward<M>(message)), size};
  }
  void send(NodeId to, const Parcel& parcel, Transport transport = Transport::stream) {
    send_payload(to, parcel.payload, parcel.size, transport);
  }

  // Fires once, `after` (>= 0) by the node's own clock. Cancelled by a crash. Of one node, timers due at one instant
  // fire in the order in which they were set.
  virtual TimerId set_timer(Name what, Duration after) = 0;
  // Sets the timer anew if it is pending, otherwise a new one in its place.
  virtual void reset_timer(TimerId& timer, Name what, Duration after) = 0;
  // Does nothing for a timer that is not pending.
  virtual void cancel_timer(TimerId timer) = 0;

  // The node's stream of random numbers for one purpose.
  virtual RandomStream& random(Name purpose) = 0;
  virtual Storage& storage() = 0;
  // Starts heavy work: `amount` in flop (compute) or bytes (disk). Node::on_work_done tells when.
  virtual WorkId start(Work work, double amount) = 0;
  // By how much faults stretch the node's service times; 1 when nothing does.
  virtual double service_slowness() const { return 1; }
  // The share of requests that faults let the node answer with an error, 0 to 1; 0 when nothing does.
  virtual double outage() const { return 0; }
  // By how much faults raise the load that the node offers; 1 when nothing does.
  virtual double load() const { return 1; }

  // Shows the value of a field; a Record is made when it changed.
  virtual void expose(Field field, std::int64_t value) = 0;
  void expose(Field field, Name value) { expose(field, intern(value)); }
  void expose(Field field, NodeId value) { expose(field, static_cast<std::int64_t>(index(value))); }
  template <std::same_as<bool> Bool>  // and nothing that would only convert to it
  void expose(Field field, Bool value) {
    expose(field, static_cast<std::int64_t>(value));
  }
  void expose(Field field, Duration value) { expose(field, value.nanoseconds()); }

  // Records a domain event.
  virtual void record(Name event, NodeId peer, std::int64_t a = 0, std::int64_t b = 0, std::int64_t c = 0) = 0;

  // A client operation begins; its number names it when it completes. `key` and `value` are the operation's own. An
  // operation that is open when its node crashes is never completed: for whoever reads the history the Record of the
  // crash ends it, as `info` would.
  virtual std::int64_t invoke(Name operation, std::int64_t key, std::int64_t value) = 0;
  virtual void complete(std::int64_t operation_number, Outcome outcome, std::int64_t value = 0) = 0;

 protected:
  virtual PayloadPool& payloads() = 0;
  virtual void send_payload(NodeId to, Payload payload, Bytes size, Transport transport) = 0;
  virtual std::int64_t intern(Name value) = 0;
};

}  // namespace orrery
