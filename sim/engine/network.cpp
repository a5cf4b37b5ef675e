#include "engine/network.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/hash.h"

namespace orrery {

// What a draw is for. Each has its own stream, so that adding a condition changes no other draw.
enum class Network::Lane : std::uint32_t { loss, duplication, duplicate_delay, reordering, reordering_delay, delay };

Network::Network(NetworkClient& client, Platform& platform, Fabric& fabric, const StreamSpec& stream,
                 bool flow_messages, std::uint64_t seed, std::size_t node_count)
    : client_(client),
      platform_(platform),
      fabric_(fabric),
      stream_(stream),
      flow_messages_(flow_messages),
      seed_(seed),
      conditions_(node_count),
      senders_(node_count),
      crashes_(node_count) {
  for (std::uint32_t node = 0; node < node_count; ++node) {
    senders_[node].name_hash = hash64(client.name_of(NodeId{node}));
    senders_[node].host = client.host_of(NodeId{node});
  }
}

void Network::send(NodeId from, NodeId to, Payload payload, Bytes size, Transport transport, RecordId cause) {
  const std::uint32_t slot = letters_.acquire();
  Letter& letter = letters_[slot];
  letter.payload = std::move(payload);
  letter.from = from;
  letter.to = to;
  letter.size = size;
  letter.sent = fabric_.now();
  letter.cause = cause;
  letter.number = ++number_;
  letter.draw = senders_[index(from)].sent++;
  letter.addressee_epoch = crashes_[index(to)];
  letter.transport = transport;
  letter.in_bulk = flow_messages_ || size > kBulkThreshold;
  letter.doom = nullptr;
  if (transport == Transport::datagram) return send_datagram(slot);
  letter.connection = connection_between(from, to);
  Connection& connection = connections_[letter.connection];
  letter.generation = connection.generation;
  append_open(connection, slot);
  if (connection.stalled) {
    letter.stage = Letter::Stage::held;
  } else if (is_quiet() && !letter.in_bulk) {  // as transmit() does: the path of almost every message
    letter.stage = Letter::Stage::under_way;
    fabric_.schedule(fabric_.now() + quiet_travel_time(letter, connection), EventType::message, slot);
  } else {
    transmit(slot);
  }
}

// Network draws go by (source, destination, count) and what they are for; no state is kept per pair.
RandomStream Network::draws(const Letter& letter, std::uint64_t condition, Lane lane, std::uint32_t attempt) const {
  const std::uint64_t source = senders_[index(letter.from)].name_hash;
  const std::uint64_t destination = senders_[index(letter.to)].name_hash;
  const std::uint64_t pair = philox(source, destination, condition)[0];
  return RandomStream(seed_, philox(pair, letter.draw, static_cast<std::uint64_t>(lane) << 32 | attempt)[0]);
}

Network::Treatment Network::treat(const Letter& letter, std::uint32_t attempt) const {
  Treatment treatment;
  if (platform_.is_loaded() && !platform_.route_is_on(host_of(letter.from), host_of(letter.to)))
    treatment.cut = treatment.link_off = true;
  if (!conditions_.any()) return treatment;
  conditions_.visit(letter.from, letter.to, [&](std::uint64_t stream, const LinkCondition& condition) {
    const auto chance = [&](double probability, Lane lane) {
      return probability > 0 && draws(letter, stream, lane, attempt).chance(probability);
    };
    const auto duration = [&](const Distribution& distribution, Lane lane) {
      RandomStream random = draws(letter, stream, lane, attempt);
      return distribution.sample_duration(random);
    };
    treatment.cut = treatment.cut || condition.cut;
    treatment.lost = chance(condition.loss, Lane::loss) || treatment.lost;
    if (condition.delay) treatment.extra += duration(*condition.delay, Lane::delay);
    if (condition.bandwidth)
      treatment.bandwidth =
          treatment.bandwidth == 0 ? *condition.bandwidth : std::min(treatment.bandwidth, *condition.bandwidth);
    if (letter.transport != Transport::datagram) return;
    if (chance(condition.reordering, Lane::reordering))
      treatment.extra += duration(condition.reordering_delay, Lane::reordering_delay);
    if (chance(condition.duplication, Lane::duplication)) {
      treatment.duplicated = true;
      if (condition.delay) treatment.duplicate_extra += duration(*condition.delay, Lane::duplicate_delay);
    }
  });
  return treatment;
}

Duration Network::travel_time(const Letter& letter, double bandwidth_limit) {
  const HostIndex from = host_of(letter.from);
  const HostIndex to = host_of(letter.to);
  const Platform::Route route = platform_.is_loaded() ? platform_.current_route(from, to) : platform_.route(from, to);
  const double bandwidth = bandwidth_limit > 0 ? std::min(bandwidth_limit, route.bandwidth) : route.bandwidth;
  double seconds = route.latency + static_cast<double>(letter.size) / bandwidth;
  if (any_slow_) seconds *= senders_[index(letter.from)].slowness * senders_[index(letter.to)].slowness;
  return Duration::from_seconds(seconds);
}

Duration Network::quiet_travel_time(const Letter& letter) {
  if (any_slow_) return travel_time(letter, 0);
  return platform_.quiet_travel_time(host_of(letter.from), host_of(letter.to), letter.size);
}

Duration Network::quiet_travel_time(const Letter& letter, Connection& connection) {
  if (any_slow_) return travel_time(letter, 0);
  if (connection.known_size != letter.size) {
    connection.known_size = letter.size;
    connection.known_travel = travel_time(letter, 0);
  }
  return connection.known_travel;
}

void Network::arrive_at(std::uint32_t slot, Instant when) { fabric_.schedule(when, EventType::message, slot); }

void Network::begin_bulk(std::uint32_t slot) {
  const Letter& letter = letters_[slot];
  const ActivityId activity =
      platform_.start_transfer(host_of(letter.from), host_of(letter.to), static_cast<double>(letter.size));
  bulk_.emplace(activity, slot);
  fabric_.interrupt();
}

void Network::send_datagram(std::uint32_t slot) {
  Letter& letter = letters_[slot];
  if (is_quiet() && !letter.in_bulk) return arrive_at(slot, fabric_.now() + quiet_travel_time(letter));
  const Treatment treatment = treat(letter, 0);
  if (treatment.cut)
    letter.doom = treatment.link_off ? &drop_reason::link_down : &drop_reason::partition;
  else if (treatment.lost && !letter.in_bulk)
    letter.doom = &drop_reason::loss;
  letter.extra = treatment.extra;
  if (letter.in_bulk && letter.doom == nullptr) return begin_bulk(slot);
  const Duration travel = travel_time(letter, treatment.bandwidth);
  const bool again = treatment.duplicated && letter.doom == nullptr;
  Letter copy;
  if (again) copy = letter;
  arrive_at(slot, fabric_.now() + travel + treatment.extra);
  if (again) arrive_at(letters_.add(std::move(copy)), fabric_.now() + travel + treatment.duplicate_extra);
}

std::uint32_t Network::arrival(std::uint32_t slot) {
  Letter& letter = letters_[slot];
  const bool is_whole = letter.doom == nullptr;
  const bool is_cut = is_whole && conditions_.any() && conditions_.is_cut(letter.from, letter.to);
  if (letter.transport == Transport::datagram) {
    if (is_whole && !is_cut) return slot;
    drop(slot, is_cut ? drop_reason::partition : *letter.doom);
    return Letter::kNone;
  }
  Connection& stream = connections_[letter.connection];
  if (letter.generation != stream.generation) {
    drop(slot, drop_reason::reset);
  } else if (letter.doom == &drop_reason::reset) {
    letter.stage = Letter::Stage::held;
    reset_connection(letter.connection);
  } else if (is_cut || (is_whole && stream.stalled)) {
    letter.stage = Letter::Stage::held;
    stall(letter.connection);
  } else if (is_whole && stream.first_open == slot) {  // as first_arrived() does: the path of almost every message
    stream.first_open = letter.next;
    return slot;
  } else {
    letter.stage = Letter::Stage::arrived;
    return first_arrived(letter.connection);
  }
  return Letter::kNone;
}

// What arrives early waits at the addressee for what was sent before it, as in TCP.
std::uint32_t Network::first_arrived(std::uint32_t connection) {
  Connection& stream = connections_[connection];
  for (;;) {
    const std::uint32_t slot = stream.first_open;
    if (slot == Letter::kNone) return slot;
    const Letter& letter = letters_[slot];
    if (letter.stage != Letter::Stage::arrived) return Letter::kNone;
    stream.first_open = letter.next;
    if (letter.doom == nullptr) return slot;
    drop(slot, *letter.doom);
  }
}

void Network::append_open(Connection& connection, std::uint32_t slot) {
  letters_[slot].next = Letter::kNone;
  if (connection.first_open == Letter::kNone)
    connection.first_open = slot;
  else
    letters_[connection.last_open].next = slot;
  connection.last_open = slot;
}

std::uint32_t Network::take_first_open(Connection& connection) {
  const std::uint32_t slot = connection.first_open;
  connection.first_open = letters_[slot].next;
  return slot;
}

void Network::drop(std::uint32_t slot, Name reason) {
  client_.drop(letters_[slot], reason);
  release(slot);
}

std::uint32_t Network::connection_between(NodeId from, NodeId to) {
  PeerTable& known = senders_[index(from)].connections;
  if (const std::uint32_t connection = known.find(to); connection != PeerTable::kNone) return connection;
  const auto opened = static_cast<std::uint32_t>(connections_.size());
  connections_.emplace_back();
  connections_.back().from = from;
  connections_.back().to = to;
  known.insert(to, opened);
  return opened;
}

// Sends the letter now. Each loss costs a retransmission timeout, doubled each time (RFC 6298, section 5.5).
void Network::transmit(std::uint32_t slot) {
  Letter& letter = letters_[slot];
  letter.stage = Letter::Stage::under_way;
  if (is_quiet() && !letter.in_bulk) return arrive_at(slot, fabric_.now() + quiet_travel_time(letter));
  Treatment treatment = treat(letter, 0);
  if (treatment.cut) {
    letter.stage = Letter::Stage::held;
    return stall(letter.connection);
  }
  Duration lost_time;
  Duration timeout = stream_.retransmit_after;
  for (std::uint32_t attempt = 1; treatment.lost && !letter.in_bulk; ++attempt) {
    lost_time += timeout;
    timeout = std::min(timeout * 2, stream_.retransmit_limit);
    if (lost_time >= stream_.reset_after) {
      letter.doom = &drop_reason::reset;
      return arrive_at(slot, fabric_.now() + stream_.reset_after);
    }
    treatment = treat(letter, attempt);
  }
  letter.extra = treatment.extra;
  if (letter.in_bulk) return begin_bulk(slot);
  arrive_at(slot, fabric_.now() + lost_time + travel_time(letter, treatment.bandwidth) + treatment.extra);
}

bool Network::on_activity_done(ActivityId activity, bool done) {
  const auto found = bulk_.find(activity);
  if (found == bulk_.end()) return false;
  const std::uint32_t slot = found->second;
  bulk_.erase(found);
  Letter& letter = letters_[slot];
  if (!done && letter.doom == nullptr) letter.doom = failure_of(letter);
  if (letter.transport == Transport::stream && letter.doom == &drop_reason::link_down) {
    letter.doom = nullptr;  // a stream keeps trying until it is reset
    letter.stage = Letter::Stage::held;
    stall(letter.connection);
  } else {
    arrive_at(slot, fabric_.now() + letter.extra);
  }
  return true;
}

const Name* Network::failure_of(const Letter& letter) const {
  if (!platform_.is_on(host_of(letter.to))) return &drop_reason::node_down;
  return platform_.is_on(host_of(letter.from)) ? &drop_reason::link_down : &drop_reason::sender_down;
}

void Network::stall(std::uint32_t connection) {
  Connection& stream = connections_[connection];
  if (stream.stalled) return;
  stream.stalled = true;
  stream.stalled_since = fabric_.now();
  stream.backoff = stream_.retransmit_after;
  schedule_retry(connection);
}

void Network::schedule_retry(std::uint32_t connection) {
  Connection& stream = connections_[connection];
  stream.retry_version = (stream.retry_version + 1) & kVersionMask;
  const Instant next = std::min(fabric_.now() + stream.backoff, stream.stalled_since + stream_.reset_after);
  fabric_.schedule(std::max(next, fabric_.now()), EventType::stream, connection, stream.retry_version);
}

void Network::on_stream_event(const Event& event) {
  const std::uint32_t connection = event.slot;
  Connection& stream = connections_[connection];
  if (!stream.stalled || event_version(event) != stream.retry_version) return;
  const bool passable =
      !conditions_.is_cut(stream.from, stream.to) && platform_.route_is_on(host_of(stream.from), host_of(stream.to));
  if (passable) {
    stream.stalled = false;
    send_held(connection);
  } else if (fabric_.now() - stream.stalled_since >= stream_.reset_after) {
    reset_connection(connection);
  } else {
    stream.backoff = std::min(stream.backoff * 2, stream_.retransmit_limit);
    schedule_retry(connection);
  }
}

void Network::send_held(std::uint32_t connection) {
  Connection& stream = connections_[connection];
  for (std::uint32_t slot = stream.first_open; slot != Letter::kNone; slot = letters_[slot].next) {
    if (stream.stalled) return;
    if (letters_[slot].stage == Letter::Stage::held) transmit(slot);
  }
}

void Network::reset_connection(std::uint32_t connection) {
  const Connection& stream = connections_[connection];
  const RecordId cause = stream.first_open == Letter::kNone ? kNoCause : letters_[stream.first_open].cause;
  break_off(connection, drop_reason::reset);
  client_.reset(connections_[connection].from, connections_[connection].to, cause);
}

// What is still under way is dropped when it arrives: it belongs to a generation that is over.
void Network::break_off(std::uint32_t connection, Name reason) {
  Connection& stream = connections_[connection];
  ++stream.generation;
  stream.stalled = false;
  while (stream.first_open != Letter::kNone) {
    const std::uint32_t slot = take_first_open(stream);
    if (letters_[slot].stage != Letter::Stage::under_way) drop(slot, reason);
  }
}

// What a process had sent is still on its way when it dies, unless something before it is not: then the addressee would
// wait for ever.
void Network::on_crash(NodeId node) {
  ++crashes_[index(node)];
  for (const std::uint32_t connection : senders_[index(node)].connections.connections()) {
    std::uint32_t slot = connections_[connection].first_open;
    while (slot != Letter::kNone && letters_[slot].stage == Letter::Stage::under_way) slot = letters_[slot].next;
    if (slot != Letter::kNone) break_off(connection, drop_reason::sender_down);
  }
  for (const auto& [activity, slot] : bulk_) {
    Letter& letter = letters_[slot];
    if (letter.from != node && letter.to != node) continue;
    letter.doom = letter.from == node ? &drop_reason::sender_down : &drop_reason::node_down;
    platform_.cancel(activity);
    fabric_.interrupt();
  }
}

void Network::set_slowness(NodeId node, double factor) {
  senders_[index(node)].slowness = factor;
  any_slow_ = true;
}

}  // namespace orrery
