// How messages travel: their delay on the platform's routes, what link conditions do to them, and the two transports.
//
// A message that is lost or meets a partition leaves its Record when it would have arrived. A partition stops what is
// sent into it and what is still on its way when it begins. Messages above kBulkThreshold (all of them with
// flow_messages) are SimGrid Comms: they share links with one another and slow what else crosses them; loss does not
// touch them.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/context.h"
#include "core/message.h"
#include "core/network_spec.h"
#include "core/prefetch.h"
#include "core/random.h"
#include "core/record.h"
#include "core/slab.h"
#include "engine/conditions.h"
#include "engine/fabric.h"
#include "engine/peer_table.h"
#include "engine/platform.h"

namespace orrery {

// A message on its way.
struct Letter {
  static constexpr std::uint32_t kNone = 0xffffffffu;

  Payload payload;
  NodeId from = kNoNode, to = kNoNode;
  Bytes size = 0;
  Instant sent;
  RecordId cause = kNoCause;
  std::uint64_t number = 0;           // 1, 2, 3 ... over the whole run
  std::uint64_t draw = 0;             // how many the sender had sent before: the count that network draws go by
  std::uint32_t addressee_epoch = 0;  // how often the addressee had crashed
  std::uint32_t connection = 0;       // of a stream
  std::uint32_t generation = 0;       // of that connection when the message was sent
  std::uint32_t next = kNone;         // the open letter that was sent over that connection after this one
  Transport transport = Transport::stream;
  bool in_bulk = false;
  // Of a stream: held back by its sender, under way, or arrived and waiting for what was sent before it.
  enum class Stage : std::uint8_t { held, under_way, arrived } stage = Stage::under_way;
  const Name* doom = nullptr;  // why it will not arrive (drop_reason); null: it will
  Duration extra;              // what conditions add to a bulk transfer's own time
};

// Where letters end that do not arrive, and what the network must know of the nodes.
class NetworkClient {
 public:
  virtual ~NetworkClient() = default;
  virtual void drop(const Letter& letter, Name reason) = 0;
  // The stream from `node` to `peer` was given up; `cause` is that of the first message it could not deliver.
  virtual void reset(NodeId node, NodeId peer, RecordId cause) = 0;
  virtual HostIndex host_of(NodeId node) const = 0;
  virtual const std::string& name_of(NodeId node) const = 0;
};

class Network {
 public:
  Network(NetworkClient& client, Platform& platform, Fabric& fabric, const StreamSpec& stream, bool flow_messages,
          std::uint64_t seed, std::size_t node_count);

  void send(NodeId from, NodeId to, Payload payload, Bytes size, Transport transport, RecordId cause);

  // Of a letter under way: whom it goes to, and what its arrival will touch beside that node.
  NodeId addressee_of(std::uint32_t slot) const { return letters_[slot].to; }
  void prefetch_letter(Prefetcher& memory, std::uint32_t slot) const { memory.ask_for(letters_[slot]); }
  void prefetch_route(Prefetcher& memory, std::uint32_t slot) const {
    constexpr std::size_t kMostMessages = 96;
    const Letter& letter = letters_[slot];
    memory.ask(letter.payload.data(), kMostMessages);
    if (letter.transport == Transport::stream) memory.ask_for(connections_[letter.connection]);
  }
  // Of what the node will send.
  void prefetch_sender(Prefetcher& memory, NodeId node) const { memory.ask_for(senders_[index(node)]); }
  void prefetch_peers(Prefetcher& memory, NodeId node) const { senders_[index(node)].connections.prefetch(memory); }
  void prefetch_connections(Prefetcher& memory, NodeId node) const {
    senders_[index(node)].connections.for_each_connection(
        [&](std::uint32_t connection) { memory.ask_for(connections_[connection]); });
  }

  // Which letter is to be handed to its addressee now that the one in `slot` has come to the end of its way; or
  // Letter::kNone. After it the next_arrival() is to be handed over, until there is none.
  std::uint32_t arrival(std::uint32_t slot);
  // Takes back the letter in `slot`, an arrival that was handed over.
  std::uint32_t next_arrival(std::uint32_t slot) {
    const Letter& letter = letters_[slot];
    const bool may_be_more =
        letter.transport == Transport::stream && connections_[letter.connection].first_open != Letter::kNone;
    const std::uint32_t next = may_be_more ? first_arrived(letter.connection) : Letter::kNone;
    release(slot);
    return next;
  }
  // The payload of an arrival may be taken.
  Letter& letter(std::uint32_t slot) { return letters_[slot]; }
  void on_stream_event(const Event& event);
  // True where the activity was a message of ours.
  bool on_activity_done(ActivityId activity, bool done);
  // The node is gone: what it was still trying to send is dropped, bulk transfers to and from it are cut off.
  void on_crash(NodeId node);

  Conditions& conditions() { return conditions_; }
  // Multiplies the delay of every message to and from the node.
  void set_slowness(NodeId node, double factor);

 private:
  // A stream from one node to another: delivers in the order of sending, holds what it cannot send. Every message of a
  // stream reads it: it is one line of the caches.
  struct alignas(64) Connection {
    NodeId from, to;
    std::uint32_t generation = 0;  // a reset starts the next one
    std::uint32_t retry_version = 0;
    bool stalled = false;
    Instant stalled_since;
    Duration backoff;
    // Letters that are not yet delivered, in the order of sending: each names the next.
    std::uint32_t first_open = Letter::kNone;
    std::uint32_t last_open = Letter::kNone;
    // What a letter of the size that was last sent takes on the quiet network.
    Bytes known_size = -1;
    Duration known_travel;
  };
  static_assert(sizeof(Connection) == 64);
  struct alignas(64) Sender {
    std::uint64_t name_hash = 0;
    std::uint64_t sent = 0;
    HostIndex host{};
    double slowness = 1;
    PeerTable connections;
  };
  // What the conditions in force make of one transmission.
  struct Treatment {
    bool cut = false, link_off = false, lost = false, duplicated = false;
    Duration extra, duplicate_extra;
    double bandwidth = 0;  // 0: no limit
  };
  enum class Lane : std::uint32_t;

  RandomStream draws(const Letter& letter, std::uint64_t condition, Lane lane, std::uint32_t attempt) const;
  Treatment treat(const Letter& letter, std::uint32_t attempt) const;
  bool is_quiet() const { return !conditions_.any() && !platform_.is_loaded(); }
  HostIndex host_of(NodeId node) const { return senders_[index(node)].host; }
  Duration travel_time(const Letter& letter, double bandwidth_limit);
  // On the quiet network.
  Duration quiet_travel_time(const Letter& letter);
  Duration quiet_travel_time(const Letter& letter, Connection& connection);

  void send_datagram(std::uint32_t slot);
  void arrive_at(std::uint32_t slot, Instant when);
  void begin_bulk(std::uint32_t slot);
  // Why the transfer of this letter failed.
  const Name* failure_of(const Letter& letter) const;

  std::uint32_t connection_between(NodeId from, NodeId to);
  void transmit(std::uint32_t slot);
  void stall(std::uint32_t connection);
  void schedule_retry(std::uint32_t connection);
  void send_held(std::uint32_t connection);
  std::uint32_t first_arrived(std::uint32_t connection);
  void append_open(Connection& connection, std::uint32_t slot);
  // The connection's first open letter, which is open no more.
  std::uint32_t take_first_open(Connection& connection);
  void reset_connection(std::uint32_t connection);
  void break_off(std::uint32_t connection, Name reason);
  void drop(std::uint32_t slot, Name reason);
  void release(std::uint32_t slot) {
    letters_[slot].payload.reset();
    letters_.release(slot);
  }

  NetworkClient& client_;
  Platform& platform_;
  Fabric& fabric_;
  const StreamSpec stream_;
  const bool flow_messages_;
  const std::uint64_t seed_;
  Conditions conditions_;
  std::vector<Sender> senders_;
  std::vector<std::uint32_t> crashes_;  // of each node: apart, for every message asks it of its addressee
  std::vector<Connection> connections_;
  Slab<Letter> letters_;
  std::map<ActivityId, std::uint32_t> bulk_;  // letters under way as SimGrid Comms
  std::uint64_t number_ = 0;
  bool any_slow_ = false;
};

}  // namespace orrery
