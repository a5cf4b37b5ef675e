// Golden runs of Raft: see raft_script.h for the language of golden/*.txt.
#include <catch2/catch.hpp>

#include "patterns/leader_election/raft_script.h"
#include "support/golden.h"

namespace orrery::test {

namespace {

void check_run(const std::string& name) {
  RaftScript script;
  check_golden(ORRERY_SOURCE_DIR "/tests/patterns/leader_election/golden/" + name + ".txt",
               [&](const std::string& command) { return script.carry_out(command); });
}

}  // namespace

TEST_CASE("golden runs of Raft's elections turn out as reviewed") {
  check_run(GENERATE("first_election", "split_vote", "old_term", "restart_keeps_vote", "stale_vote_reply", "slow_disk",
                     "pre_vote", "check_quorum"));
}

TEST_CASE("golden runs of Raft's log turn out as reviewed") {
  check_run(GENERATE("replication", "conflicting_logs", "figure_8", "exactly_once", "pipeline"));
}

TEST_CASE("golden runs of Raft's reads turn out as reviewed") { check_run(GENERATE("read_index", "lease")); }

TEST_CASE("golden runs of Raft's snapshots turn out as reviewed") {
  check_run(GENERATE("snapshot_catch_up", "snapshot_crash"));
}

TEST_CASE("golden runs of Raft's transfers and changes of membership turn out as reviewed") {
  check_run(GENERATE("transfer", "transfer_aborted", "change_waits_for_transfer", "add_server", "remove_leader",
                     "configuration_rolled_back"));
}

}  // namespace orrery::test
