// What a log holds: an entry, made once, immutable and shared by the log, the disk and the messages that carry it.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/message.h"
#include "patterns/leader_election/raft_configuration.h"
#include "services/digest.h"
#include "services/request.h"

namespace orrery::raft {

// A term numbers a period with at most one leader (section 5.1). Terms count from 1; 0 is before any election.
using Term = std::int64_t;
// Log entries count from 1; 0 is before the first.
using LogIndex = std::int64_t;

// Where a log ends. Greater means more up-to-date: the later term first, the longer log within a term (section 5.4.1).
struct LogPosition {
  Term term = 0;
  LogIndex index = 0;
  friend constexpr auto operator<=>(const LogPosition&, const LogPosition&) = default;
};

// Headers of Ethernet (14 bytes), IPv4 (20) and TCP with timestamps (32), and the frame of a remote call: its length,
// type, group, sender and addressee (30). Fields follow at 8 bytes each.
inline constexpr Bytes kMessageOverhead = 96;
inline constexpr Bytes kFieldSize = 8;

struct Entry {
  // no_op: what a leader begins its term with (section 8).
  enum class Kind : std::uint8_t { no_op, command, configuration };

  Term term = 0;
  Kind kind = Kind::no_op;
  NodeId client = kNoNode;  // of a command, as all up to `operation`
  RequestNumber number = 0;
  RequestNumber answered_to = 0;
  Operation operation = {};
  Configuration configuration = {};
  Bytes size = 3 * kFieldSize;  // on a disk and in a message: term, kind and length, then what it holds
  std::int64_t digest = 0;      // of what it holds

  static Entry no_op(Term term) { return {.term = term}; }
  static Entry command(Term term, NodeId client, const Request& request) {
    Entry entry{.term = term, .kind = Kind::command, .client = client, .number = request.number};
    entry.answered_to = request.answered_to;
    entry.operation = request.operation;
    entry.size += request.size;
    entry.digest = Digest()
                       .add(static_cast<std::int64_t>(client))
                       .add(request.number)
                       .add(static_cast<std::int64_t>(request.operation.what.id()))
                       .add(request.operation.key)
                       .add(request.operation.value)
                       .value();
    return entry;
  }
  static Entry change(Term term, Configuration configuration) {
    Entry entry{.term = term, .kind = Kind::configuration};
    Digest digest;
    for (const NodeId member : configuration.members()) digest.add(static_cast<std::int64_t>(member));
    entry.size += kFieldSize * static_cast<Bytes>(configuration.size());
    entry.digest = digest.value();
    entry.configuration = std::move(configuration);
    return entry;
  }
};

using EntryPtr = std::shared_ptr<const Entry>;

// Entries in a row, as one message carries them: made once for all the followers that it goes to.
struct Batch {
  std::vector<EntryPtr> entries;
  Bytes size = 0;
};
using BatchPtr = std::shared_ptr<const Batch>;

}  // namespace orrery::raft
