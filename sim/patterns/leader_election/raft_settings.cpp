#include "patterns/leader_election/raft_settings.h"

#include "patterns/leader_election/raft.h"

namespace orrery {

const Parameters Raft::parameters{
    {"election_timeout", ParameterType::duration_range, "150ms..300ms", "1ms..1h",
     "silence after which a server campaigns, drawn anew at every reset"},
    {"heartbeat", ParameterType::duration, "50ms", "100us..1h", "how often a leader makes itself heard"},
    {"transport", ParameterType::choice, "stream", "stream|datagram",
     "how messages travel: ordered and reliable like TCP, or each on its own like UDP"},
    {"disk.sync", ParameterType::distribution, "uniform 1ms..3ms", "0ms..1min", "how long a sync of the disk takes"},
    {"pre_vote", ParameterType::boolean, "false", "",
     "ask whether an election could be won before beginning it (dissertation 9.6; etcd's server: true)"},
    {"check_quorum", ParameterType::boolean, "false", "",
     "a leader that hears no majority steps down, and votes are refused while a leader is heard (dissertation 6.2 and "
     "4.2.3; etcd's server: true)"},
    {"batch.entries", ParameterType::integer, "1024", "1..1000000", "most entries in one message"},
    {"batch.bytes", ParameterType::size, "1MiB", "1B..1GiB",
     "most bytes of entries in one message, but for a single larger one (etcd's server: 1MiB)"},
    {"pipeline", ParameterType::integer, "256", "1..1000000",
     "most messages with entries on their way to a follower (dissertation 10.2.1; etcd's example: 256); 1 waits for "
     "each answer"},
    {"snapshot_after", ParameterType::integer, "0", "0..1000000000",
     "entries applied since the last snapshot after which the next is taken (chapter 5; etcd's server: 100000); 0 "
     "takes none"},
    {"snapshot_retry", ParameterType::duration, "10s", "1ms..1h",
     "after how long a snapshot that a follower does not confirm is sent again"},
    {"bytes_per_key", ParameterType::size, "128B", "1B..1GiB", "what a key and its value take in a snapshot"},
    {"reads", ParameterType::choice, "read-index", "log|read-index|lease",
     "how reads are kept linearizable: as entries of the log, by a round of heartbeats (dissertation 6.4; etcd's "
     "default), or by trust in a recent round and the clock (6.4.1)"},
    {"clock_drift_bound", ParameterType::percent, "1%", "0%..100%",
     "by how much one server's clock may outrun another's while leases stay safe: a lease is the least election "
     "timeout over 1 + this"},
    {"initial_members", ParameterType::integer, "0", "0..1000000",
     "how many of the group, the first ones, are members at the start (chapter 4); 0: all"},
    {"catch_up_rounds", ParameterType::integer, "10", "1..1000",
     "rounds in which a new server must have caught up before it is added (dissertation 4.2.1: 10)"},
};

std::string Raft::contradiction(const ParameterValues& values) {
  if (values.duration("heartbeat") >= values.duration_range("election_timeout").low)
    return "heartbeat (" + std::string(values.text("heartbeat")) +
           ") must be shorter than the low end of election_timeout (" + std::string(values.text("election_timeout")) +
           "), or servers campaign against a leader that is well";
  if (values.word("reads") == "lease" && !values.boolean("check_quorum"))
    return "reads: lease needs check_quorum: true, or a majority may vote for another leader while a lease runs";
  return {};
}

namespace raft {

namespace {

Reads reads_of(const std::string& word) {
  if (word == "log") return Reads::log;
  return word == "lease" ? Reads::lease : Reads::read_index;
}

}  // namespace

Settings::Settings(const ParameterValues& values)
    : election_timeout(values.duration_range("election_timeout")),
      heartbeat(values.duration("heartbeat")),
      transport(values.word("transport") == "datagram" ? Transport::datagram : Transport::stream),
      pre_vote(values.boolean("pre_vote")),
      check_quorum(values.boolean("check_quorum")),
      batch_entries(static_cast<std::size_t>(values.integer("batch.entries"))),
      batch_bytes(values.size("batch.bytes")),
      pipeline(static_cast<std::size_t>(values.integer("pipeline"))),
      snapshot_after(values.integer("snapshot_after")),
      snapshot_retry(values.duration("snapshot_retry")),
      bytes_per_key(values.size("bytes_per_key")),
      reads(reads_of(values.word("reads"))),
      lease(Duration::from_seconds(election_timeout.low.seconds() / (1 + values.number("clock_drift_bound")))),
      initial_members(static_cast<std::size_t>(values.integer("initial_members"))),
      catch_up_rounds(static_cast<int>(values.integer("catch_up_rounds"))) {}

}  // namespace raft
}  // namespace orrery
