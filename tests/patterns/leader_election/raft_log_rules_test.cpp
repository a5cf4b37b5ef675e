// The rules of Raft's log and of what is built on it, one by one, on a single server with a fake context.
#include <catch2/catch.hpp>

#include "checkers/log_records.h"
#include "patterns/leader_election/raft_server.h"
#include "services/key_value.h"

namespace orrery::test {

using namespace literals;
using namespace raft;

namespace {

constexpr NodeId kClient{77};

Request put(RequestNumber number, std::int64_t value, std::int32_t attempt = 1) {
  Request request;
  request.number = number;
  request.attempt = attempt;
  request.operation = {KeyValueStore::kPut, 5, value};
  return request;
}
Request get(RequestNumber number) {
  Request request;
  request.number = number;
  request.operation = {KeyValueStore::kGet, 5, 0};
  return request;
}

AppendEntriesReply success(Term term, LogIndex index, Rounds::Number round = 0) {
  AppendEntriesReply reply{term, true, index};
  reply.round = round;
  return reply;
}

// n1 of three leads term 1, and has committed the entry that it began with.
struct Leader : Server {
  explicit Leader(Texts texts = {}) : Server(3, with(texts)) {
    lead();
    node.complete_sync();
    node.receive(kN2, success(1, 1));
  }
  bool answers() const { return !node.sent<Reply>().empty(); }
  // The round that the latest heartbeats were of.
  Rounds::Number round() const { return node.sent<AppendEntries>().front().second.round; }
};

}  // namespace

TEST_CASE("a server's words for its log are those that the checkers read") {
  using namespace replicated_log;
  CHECK(raft::kEntryAppended == replicated_log::kEntryAppended);
  CHECK(raft::kLogTruncated == replicated_log::kLogTruncated);
  CHECK(raft::kLogRecalled == replicated_log::kLogRecalled);
  CHECK(raft::kEntryRecalled == replicated_log::kEntryRecalled);
  CHECK(raft::kEntriesCommitted == replicated_log::kEntriesCommitted);
  CHECK(raft::kEntryApplied == replicated_log::kEntryApplied);
  CHECK(raft::kDuplicateSkipped == replicated_log::kDuplicateSkipped);
  CHECK(raft::kSnapshotTaken == replicated_log::kSnapshotTaken);
  CHECK(raft::kSnapshotInstalled == replicated_log::kSnapshotInstalled);
  CHECK(raft::kConfigurationAdopted == replicated_log::kConfigurationAdopted);
}

TEST_CASE("entries are acknowledged only when they are durable") {
  Server n1;
  n1.node.receive(kN2, AppendEntries{1, {}, 0, entries_of({1, 1})});
  CHECK(n1.node.sent<AppendEntriesReply>().empty());
  n1.node.complete_sync();
  REQUIRE(n1.node.sent<AppendEntriesReply>().size() == 1);
  CHECK(n1.node.sent<AppendEntriesReply>()[0].second.index == 2);
}

TEST_CASE("a heartbeat is answered at once while entries are on their way to the disk, for what is durable") {
  Server n1;
  n1.hold({1});
  n1.node.receive(kN2, AppendEntries{1, {1, 1}, 0, entries_of({1})});
  n1.node.receive(kN2, AppendEntries{1, {1, 2}, 0});
  REQUIRE(n1.node.sent<AppendEntriesReply>().size() == 1);
  CHECK(n1.node.sent<AppendEntriesReply>()[0].second.success);
  CHECK(n1.node.sent<AppendEntriesReply>()[0].second.index == 1);
}

TEST_CASE("one sync covers all that was written while the one before it ran") {
  Server n1;
  n1.node.receive(kN2, AppendEntries{1, {}, 0, entries_of({1})});
  for (LogIndex index = 1; index <= 3; ++index) n1.node.receive(kN2, AppendEntries{1, {1, index}, 0, entries_of({1})});
  CHECK(n1.node.ctx.syncs_asked.size() == 1);
  n1.node.complete_sync();
  CHECK(n1.node.ctx.syncs_asked.size() == 1);
  n1.node.complete_sync();
  CHECK(n1.node.sent<AppendEntriesReply>().size() == 3);
  CHECK(n1.node.ctx.syncs_asked.empty());
}

TEST_CASE("entries after a gap are refused, with where the log ends") {
  Server n1;
  n1.hold({1, 1});
  n1.node.receive(kN2, AppendEntries{1, {1, 5}, 0, entries_of({1})});
  const AppendEntriesReply refusal = n1.reply<AppendEntriesReply>();
  CHECK_FALSE(refusal.success);
  CHECK(refusal.index == 5);
  CHECK(refusal.hint == LogPosition{1, 2});
}

TEST_CASE("an entry of another term goes with all that follow it; one that is there stays with all that follow it") {
  Server n1;
  n1.hold({1, 1, 1});
  SECTION("another term") {
    n1.node.receive(kN3, AppendEntries{2, {1, 1}, 0, entries_of({2})});
    CHECK(n1.node.did<Recorded>([](const Recorded& one) { return one.event == raft::kLogTruncated && one.a == 1; }));
    CHECK(n1.reply<AppendEntriesReply>().index == 2);
  }
  SECTION("a late copy of the first entries") {
    n1.node.receive(kN2, AppendEntries{1, {}, 0, entries_of({1})});
    CHECK_FALSE(n1.node.recorded(raft::kLogTruncated));
    n1.node.receive(kN2, AppendEntries{1, {1, 3}, 0});
    CHECK(n1.reply<AppendEntriesReply>().success);
  }
}

TEST_CASE("a follower takes the leader's commit index only for what is known to be the leader's") {
  Server n1;
  n1.hold({1, 1, 1});
  n1.node.receive(kN2, AppendEntries{1, {1, 2}, 3});
  int applied = 0;
  for (const Record& record : n1.run.records) applied += record.name == raft::kEntryApplied.id() ? 1 : 0;
  CHECK(applied == 2);
}

TEST_CASE("a leader counts itself only for what its own disk has kept") {
  Server n1;
  n1.lead();
  n1.node.receive(kN2, success(1, 1));
  CHECK_FALSE(n1.node.recorded(raft::kEntriesCommitted));
  n1.node.complete_sync();
  CHECK(n1.node.recorded(raft::kEntriesCommitted));
}

TEST_CASE("a majority without the leader commits while its own disk still writes") {
  Server n1;
  n1.lead();
  n1.node.receive(kN2, success(1, 1));
  n1.node.receive(kN3, success(1, 1));
  CHECK(n1.node.recorded(raft::kEntriesCommitted));
}

TEST_CASE("a write is answered when it is committed, to the latest attempt, and once") {
  Leader n1;
  n1.node.receive(kClient, put(1, 42));
  CHECK(n1.node.sent<AppendEntries>().size() == 1);
  n1.node.receive(kClient, put(1, 42, 2));
  CHECK(n1.node.ctx.effects.empty());
  n1.node.complete_sync();
  CHECK_FALSE(n1.answers());
  n1.node.receive(kN2, success(1, 2));
  REQUIRE(n1.node.sent<Reply>().size() == 1);
  const auto [client, reply] = n1.node.sent<Reply>().front();
  CHECK(client == kClient);
  CHECK(reply.attempt == 2);
  CHECK(reply.value == 42);
  n1.node.receive(kN3, success(1, 2));
  CHECK_FALSE(n1.answers());
}

TEST_CASE("whoever does not lead names the leader that it knows") {
  Server n1;
  n1.node.receive(kClient, put(1, 42));
  CHECK(n1.reply<Reply>().status == ReplyStatus::redirect);
  CHECK(n1.reply<Reply>().redirect == kNoNode);
  n1.node.receive(kN2, AppendEntries{1});
  n1.node.receive(kClient, put(1, 42));
  CHECK(n1.reply<Reply>().redirect == kN2);
  // A later term has no leader that is known.
  n1.node.receive(kN3, RequestVote{2, {}});
  n1.node.receive(kClient, put(1, 42));
  REQUIRE(n1.node.sent<Reply>().size() == 1);
  CHECK(n1.node.sent<Reply>().front().second.redirect == kNoNode);
}

TEST_CASE("a deposed leader leaves open what became of the requests that it had not answered") {
  Leader n1;
  n1.node.receive(kClient, put(1, 42));
  n1.node.receive(kN3, AppendEntries{2, {1, 1}, 1, entries_of({2})});
  CHECK_FALSE(n1.answers());
  CHECK(n1.node.recorded(raft::kLogTruncated));
}

TEST_CASE("by the parameter a read is an entry of the log") {
  Leader n1({{"reads", "log"}});
  n1.node.receive(kClient, get(1));
  CHECK(n1.node.recorded(raft::kEntryAppended));
  n1.node.complete_sync();
  n1.node.receive(kN2, success(1, 2));
  CHECK(n1.answers());
}

TEST_CASE("a read waits for a majority to answer a round that began after it came in") {
  Leader n1;
  n1.node.receive(kClient, get(1));
  const Rounds::Number first = n1.round();
  CHECK_FALSE(n1.answers());
  // Of the first round, which the second read did not wait for.
  n1.node.receive(kClient, get(2));
  n1.node.receive(kN2, success(1, 1, first));
  REQUIRE(n1.node.sent<Reply>().size() == 1);
  CHECK(n1.node.sent<Reply>().front().second.number == 1);
  const Rounds::Number second = n1.round();
  CHECK(second > first);
  n1.node.receive(kN3, success(1, 1, first));
  CHECK_FALSE(n1.answers());
  n1.node.receive(kN3, success(1, 1, second));
  CHECK(n1.answers());
}

TEST_CASE("a refusal acknowledges the leader as well as a success") {
  Leader n1;
  n1.node.receive(kClient, get(1));
  AppendEntriesReply refusal{1, false, 1, {0, 0}};
  refusal.round = n1.round();
  n1.node.receive(kN3, refusal);
  CHECK(n1.answers());
}

TEST_CASE("heartbeats carry no round while no read waits for one") {
  Leader n1;
  n1.node.fire(kHeartbeat);
  CHECK(n1.round() == 0);
  CHECK(orrery::wire_size(n1.node.sent<AppendEntries>().front().second) == 128);
}

TEST_CASE("a message that is lost with a stream is sent again from where the logs are known to agree") {
  Leader n1;
  n1.node.receive(kClient, put(1, 42));
  n1.node.reset(kN2);
  n1.node.fire(kHeartbeat);
  n1.node.receive(kN2, success(1, 1));
  const auto sent = n1.node.sent<AppendEntries>();
  REQUIRE(sent.size() == 1);
  CHECK(sent[0].second.previous.index == 1);
  CHECK(sent[0].second.batch != nullptr);
}

TEST_CASE("a pre-vote changes neither term nor vote nor timer") {
  Server n1;
  n1.node.receive(kN2, PreVote{7, {}});
  CHECK(n1.reply<PreVoteReply>().granted);
  CHECK(n1.node.sent<PreVoteReply>()[0].second.term == 7);
  CHECK(term_of(n1.node) == 0);
  CHECK(n1.node.shows(kVotedFor.name, kNoNode));
  CHECK_FALSE(n1.node.has_set(kElectionTimeout));
}

TEST_CASE("a pre-vote is refused to a shorter log, for a term that is not later, and while a leader is heard") {
  Server n1;
  n1.hold({1, 1});
  SECTION("a leader is heard") {
    n1.node.receive(kN3, PreVote{2, {1, 2}});
    CHECK_FALSE(n1.reply<PreVoteReply>().granted);
  }
  n1.run.now += 150_ms;
  SECTION("a shorter log") {
    n1.node.receive(kN3, PreVote{2, {1, 1}});
    CHECK_FALSE(n1.reply<PreVoteReply>().granted);
  }
  SECTION("no later term") {
    n1.node.receive(kN3, PreVote{1, {1, 2}});
    CHECK_FALSE(n1.reply<PreVoteReply>().granted);
  }
  SECTION("nothing of it") {
    n1.node.receive(kN3, PreVote{2, {1, 2}});
    CHECK(n1.reply<PreVoteReply>().granted);
  }
}

TEST_CASE("a refused pre-vote shows a later term to whoever asked") {
  Server n1(3, Server::with({{"pre_vote", "true"}}));
  n1.node.fire(kElectionTimeout);
  CHECK(n1.node.shows(kRole.name, kPreCandidate));
  n1.node.receive(kN2, PreVoteReply{4, false});
  CHECK(is_follower(n1.node));
  CHECK(term_of(n1.node) == 4);
}

TEST_CASE("votes for a pre-vote that is over do not begin a campaign") {
  Server n1(3, Server::with({{"pre_vote", "true"}}));
  n1.node.fire(kElectionTimeout);
  n1.node.receive(kN2, PreVoteReply{9, true});
  CHECK(term_of(n1.node) == 0);
  n1.node.receive(kN2, AppendEntries{0});
  n1.node.receive(kN3, PreVoteReply{1, true});
  CHECK(is_follower(n1.node));
}

TEST_CASE("only a follower of its sender's term heeds a request to stand for election at once") {
  Server n1(3, Server::with({{"pre_vote", "true"}}));
  n1.node.receive(kN2, AppendEntries{3});
  n1.node.receive(kN2, TimeoutNow{2});
  CHECK(is_follower(n1.node));
  n1.node.receive(kN2, TimeoutNow{3});
  CHECK(is_candidate(n1.node));
  CHECK(term_of(n1.node) == 4);
}

TEST_CASE("whoever hears a leader ignores candidates with check_quorum on, unless the leader wishes it") {
  Server n1(3, Server::with({{"check_quorum", "true"}}));
  n1.node.receive(kN2, AppendEntries{1});
  n1.node.complete_sync();
  n1.node.receive(kN3, RequestVote{5, {}});
  CHECK(n1.node.ctx.effects.empty());
  CHECK(term_of(n1.node) == 1);
  n1.node.receive(kN3, RequestVote{5, {}, true});
  CHECK(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("a snapshot that is older than what is committed is answered and changes nothing") {
  Server n1;
  n1.hold({1, 1, 1});
  n1.node.receive(kN2, AppendEntries{1, {1, 3}, 3});
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->last = {1, 2};
  snapshot->machine = KeyValueStore(1).snapshot().state;
  n1.node.receive(kN2, InstallSnapshot{1, snapshot});
  CHECK(n1.reply<InstallSnapshotReply>().index == 2);
  CHECK(n1.node.ctx.works_asked.empty());
  CHECK_FALSE(n1.node.recorded(raft::kSnapshotInstalled));
}

TEST_CASE("a snapshot that a failed disk did not take is not acknowledged, and taken when it comes again") {
  Server n1;
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->last = {1, 9};
  snapshot->configuration = Configuration(n1.run.everyone);
  snapshot->machine = KeyValueStore(1).snapshot().state;
  snapshot->size = 1000;
  n1.node.receive(kN2, InstallSnapshot{1, snapshot});
  n1.node.complete_sync();
  n1.node.receive(kN2, InstallSnapshot{1, snapshot});
  CHECK(n1.node.ctx.works_asked.size() == 1);
  n1.node.complete_work(false);
  CHECK(n1.node.ctx.syncs_asked.empty());
  n1.node.receive(kN2, InstallSnapshot{1, snapshot});
  n1.node.complete_work();
  CHECK(n1.node.sent<InstallSnapshotReply>().empty());
  n1.node.complete_sync();
  CHECK(n1.node.recorded(raft::kSnapshotInstalled));
  CHECK(n1.node.sent<InstallSnapshotReply>().front().second.index == 9);
  n1.node.receive(kN2, AppendEntries{1, {1, 9}, 9});
  CHECK(n1.reply<AppendEntriesReply>().success);
}

TEST_CASE("leases without check_quorum are a contradiction") {
  const auto contradiction = [](Texts texts) { return Raft::contradiction(ParameterValues(Raft::parameters, texts)); };
  CHECK_THAT(contradiction({{"reads", "lease"}}), Catch::Contains("check_quorum"));
  CHECK(contradiction({{"reads", "lease"}, {"check_quorum", "true"}}).empty());
}

}  // namespace orrery::test
