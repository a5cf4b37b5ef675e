// The rules of Raft's elections, one by one, on a single server with a fake context.
#include <catch2/catch.hpp>

#include "patterns/leader_election/raft_server.h"

namespace orrery::test {

using namespace literals;
using namespace raft;

TEST_CASE("a server starts as a follower in term 0 without a vote") {
  Server n1;
  CHECK(is_follower(n1.node));
  CHECK(term_of(n1.node) == 0);
  CHECK(n1.node.shows(kVotedFor.name, kNoNode));
  CHECK(n1.node.has_set(kElectionTimeout));
}

TEST_CASE("election timeouts are drawn anew at every reset, within the range") {
  Server n1;
  std::vector<Duration> lengths;
  for (int i = 0; i < 50; ++i) {
    n1.node.receive(kN2, AppendEntries{1});
    for (const Effect& effect : n1.node.ctx.effects)
      if (const auto* set = std::get_if<TimerSet>(&effect)) lengths.push_back(set->after);
  }
  REQUIRE(lengths.size() == 50);
  CHECK(*std::min_element(lengths.begin(), lengths.end()) >= 150_ms);
  CHECK(*std::max_element(lengths.begin(), lengths.end()) <= 300_ms);
  std::sort(lengths.begin(), lengths.end());
  CHECK(std::unique(lengths.begin(), lengths.end()) == lengths.end());
}

TEST_CASE("a follower that hears nothing enters a new term, votes for itself and starts over its timer") {
  Server n1;
  n1.node.fire(kElectionTimeout);
  CHECK(is_candidate(n1.node));
  CHECK(term_of(n1.node) == 1);
  CHECK(n1.node.shows(kVotedFor.name, kN1));
  CHECK(n1.node.has_set(kElectionTimeout));
  CHECK(n1.node.recorded(kCampaignStarted));
}

TEST_CASE("a candidate asks for votes only when its own is durable") {
  Server n1;
  n1.node.fire(kElectionTimeout);
  CHECK(n1.node.sent<RequestVote>().empty());
  n1.node.complete_sync();
  const auto requests = n1.node.sent<RequestVote>();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].first == kN2);
  CHECK(requests[1].first == kN3);
  CHECK(requests[0].second.term == 1);
  CHECK(n1.node.recorded(kVoteGranted));
}

TEST_CASE("a single server elects itself once its vote is durable") {
  Server n1(1);
  n1.node.fire(kElectionTimeout);
  CHECK(is_candidate(n1.node));
  n1.node.complete_sync();
  CHECK(is_leader(n1.node));
}

TEST_CASE("a candidate leads with the votes of a majority and is heard at once") {
  Server n1(5);
  n1.campaign();
  n1.node.receive(kN2, RequestVoteReply{1, true});
  CHECK(is_candidate(n1.node));
  n1.node.receive(kN3, RequestVoteReply{1, true});
  CHECK(is_leader(n1.node));
  CHECK(n1.node.recorded(kBecameLeader));
  CHECK(n1.node.sent<AppendEntries>().size() == 4);
  CHECK(n1.node.has_set(kHeartbeat));
  CHECK(n1.node.next_timer(kElectionTimeout) == nullptr);
}

TEST_CASE("half of an even number of servers is no majority") {
  Server n1(4);
  n1.campaign();
  n1.node.receive(kN2, RequestVoteReply{1, true});
  CHECK(is_candidate(n1.node));
  n1.node.receive(kN3, RequestVoteReply{1, true});
  CHECK(is_leader(n1.node));
}

TEST_CASE("a vote that arrives twice counts once") {
  Server n1(5);
  n1.campaign();
  n1.node.receive(kN2, RequestVoteReply{1, true});
  n1.node.receive(kN2, RequestVoteReply{1, true});
  CHECK(is_candidate(n1.node));
}

TEST_CASE("a refusal counts for nothing") {
  Server n1;
  n1.campaign();
  n1.node.receive(kN2, RequestVoteReply{1, false});
  n1.node.receive(kN3, RequestVoteReply{1, false});
  CHECK(is_candidate(n1.node));
}

TEST_CASE("a vote for an earlier campaign does not count for this one") {
  Server n1;
  n1.campaign();
  n1.campaign();
  REQUIRE(term_of(n1.node) == 2);
  n1.node.receive(kN2, RequestVoteReply{1, true});
  CHECK(is_candidate(n1.node));
  n1.node.receive(kN2, RequestVoteReply{2, true});
  CHECK(is_leader(n1.node));
}

TEST_CASE("votes held do not carry over to the next campaign") {
  Server n1(5);
  n1.campaign();
  n1.node.receive(kN2, RequestVoteReply{1, true});
  n1.campaign();
  n1.node.receive(kN3, RequestVoteReply{2, true});
  CHECK(is_candidate(n1.node));
}

TEST_CASE("a late vote for a leader changes nothing") {
  Server n1(5);
  n1.lead();
  n1.node.receive(kN5, RequestVoteReply{1, true});
  CHECK(is_leader(n1.node));
  CHECK(n1.node.ctx.effects.empty());
}

TEST_CASE("a campaign without a winner gives way to one in a later term") {
  Server n1(5);
  n1.campaign();
  n1.node.receive(kN2, RequestVoteReply{1, true});
  n1.node.fire(kElectionTimeout);
  CHECK(n1.node.did<Recorded>([](const Recorded& one) { return one.event == kCampaignTimedOut && one.b == 2; }));
  CHECK(is_candidate(n1.node));
  CHECK(term_of(n1.node) == 2);
}

TEST_CASE("a vote is given to the first that asks in a term, and to no other") {
  Server n1;
  n1.node.receive(kN2, RequestVote{1, {}});
  CHECK(n1.reply<RequestVoteReply>().granted);
  n1.node.receive(kN3, RequestVote{1, {}});
  const RequestVoteReply refusal = n1.reply<RequestVoteReply>();
  CHECK_FALSE(refusal.granted);
  CHECK(refusal.term == 1);
}

TEST_CASE("a vote is given again to the candidate that has it") {
  Server n1;
  n1.node.receive(kN2, RequestVote{1, {}});
  n1.node.complete_sync();
  n1.node.receive(kN2, RequestVote{1, {}});
  CHECK(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("a vote is free again in a later term") {
  Server n1;
  n1.node.receive(kN2, RequestVote{1, {}});
  n1.node.complete_sync();
  n1.node.receive(kN3, RequestVote{2, {}});
  CHECK(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("a candidate of an earlier term is refused and told the later one") {
  Server n1;
  n1.node.receive(kN2, AppendEntries{7});
  n1.node.complete_sync();
  n1.node.receive(kN3, RequestVote{6, {}});
  const RequestVoteReply refusal = n1.reply<RequestVoteReply>();
  CHECK_FALSE(refusal.granted);
  CHECK(refusal.term == 7);
}

TEST_CASE("a vote leaves only when it is durable, and one sync covers term and vote") {
  Server n1;
  n1.node.receive(kN2, RequestVote{3, {}});
  CHECK(n1.node.sent<RequestVoteReply>().empty());
  CHECK(n1.node.ctx.syncs_asked.size() == 1);
  n1.node.complete_sync();
  CHECK(n1.node.sent<RequestVoteReply>().size() == 1);
  CHECK(n1.node.recorded(kVoteGranted));
}

TEST_CASE("a refusal that shows a later term waits until that term is durable") {
  Server n1;
  n1.hold({1, 3});
  n1.node.receive(kN2, RequestVote{5, {2, 9}});
  CHECK(n1.node.sent<RequestVoteReply>().empty());
  n1.node.complete_sync();
  REQUIRE(n1.node.sent<RequestVoteReply>().size() == 1);
  CHECK(n1.node.sent<RequestVoteReply>()[0].second.term == 5);
}

TEST_CASE("a vote whose term is over when it is durable is not sent") {
  Server n1;
  n1.node.receive(kN2, RequestVote{1, {}});
  n1.node.receive(kN3, RequestVote{2, {}});
  n1.node.complete_sync();
  CHECK(n1.node.sent<RequestVoteReply>().empty());
  n1.node.complete_sync();
  const auto replies = n1.node.sent<RequestVoteReply>();
  REQUIRE(replies.size() == 1);
  CHECK(replies[0].first == kN3);
}

TEST_CASE("a candidate that hears of a later term before its own vote is durable asks nobody") {
  Server n1;
  n1.node.fire(kElectionTimeout);
  n1.node.receive(kN2, AppendEntries{4});
  n1.node.complete_sync();
  CHECK(n1.node.sent<RequestVote>().empty());
  n1.node.complete_sync();
  CHECK(n1.node.sent<AppendEntriesReply>().size() == 1);
}

TEST_CASE("granting a vote restarts the election timer, refusing does not") {
  Server n1;
  n1.node.receive(kN2, RequestVote{1, {}});
  CHECK(n1.node.has_set(kElectionTimeout));
  n1.node.complete_sync();
  n1.node.receive(kN3, RequestVote{1, {}});
  CHECK_FALSE(n1.node.has_set(kElectionTimeout));
}

TEST_CASE("a vote goes only to a log at least as up-to-date: the later last term, then the longer log") {
  struct Case {
    LogPosition candidate;
    bool granted;
  };
  const Case c =
      GENERATE(Case{{3, 3}, true}, Case{{3, 4}, true}, Case{{3, 2}, false}, Case{{4, 1}, true}, Case{{2, 99}, false});
  Server n1;
  n1.hold({1, 3, 3});
  n1.node.receive(kN2, RequestVote{5, c.candidate});
  CHECK(n1.reply<RequestVoteReply>().granted == c.granted);
}

TEST_CASE("a candidate says where its log ends") {
  Server n1;
  n1.hold({1, 3});
  n1.campaign();
  CHECK(n1.node.sent<RequestVote>()[0].second.last == LogPosition{3, 2});
}

TEST_CASE("a heartbeat restarts the election timer and is answered") {
  Server n1;
  n1.node.receive(kN2, AppendEntries{1});
  CHECK(n1.node.has_set(kElectionTimeout));
  CHECK(n1.reply<AppendEntriesReply>().success);
}

TEST_CASE("a heartbeat of an earlier term is refused and does not restart the election timer") {
  Server n1;
  n1.node.receive(kN2, AppendEntries{5});
  n1.node.complete_sync();
  n1.node.receive(kN3, AppendEntries{4});
  CHECK_FALSE(n1.node.has_set(kElectionTimeout));
  const AppendEntriesReply refusal = n1.reply<AppendEntriesReply>();
  CHECK_FALSE(refusal.success);
  CHECK(refusal.term == 5);
}

TEST_CASE("a heartbeat proves its round to the leader of the term, and to no later leadership of the same server") {
  Server n1;
  AppendEntries heartbeat{2};
  heartbeat.round = 7;
  n1.node.receive(kN2, heartbeat);
  CHECK(n1.reply<AppendEntriesReply>().round == 7);
  n1.node.receive(kN3, AppendEntries{3});
  n1.node.complete_sync();
  n1.node.receive(kN2, heartbeat);
  CHECK(n1.reply<AppendEntriesReply>().term == 3);
  CHECK(n1.reply<AppendEntriesReply>().round == 0);
}

TEST_CASE("a candidate that hears the leader of its term follows it and keeps its vote") {
  Server n1;
  n1.campaign();
  n1.node.receive(kN2, AppendEntries{1});
  CHECK(is_follower(n1.node));
  CHECK(n1.node.shows(kVotedFor.name, kN1));
  n1.node.receive(kN3, RequestVote{1, {}});
  CHECK_FALSE(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("a leader is heard again and again") {
  Server n1;
  n1.lead();
  for (int i = 0; i < 3; ++i) {
    n1.node.fire(kHeartbeat);
    CHECK(n1.node.sent<AppendEntries>().size() == 2);
    CHECK(n1.node.next_timer(kHeartbeat)->due == n1.run.now + 50_ms);
  }
}

TEST_CASE("a later term in any message makes a follower of a leader, which is silent from then on") {
  const int kind = GENERATE(0, 1, 2, 3);
  Server n1;
  n1.lead();
  if (kind == 0) n1.node.receive(kN2, RequestVote{9, {}});
  if (kind == 1) n1.node.receive(kN2, RequestVoteReply{9, false});
  if (kind == 2) n1.node.receive(kN2, AppendEntries{9});
  if (kind == 3) n1.node.receive(kN2, AppendEntriesReply{9, false});
  CHECK(is_follower(n1.node));
  CHECK(term_of(n1.node) == 9);
  CHECK(n1.node.recorded(kSteppedDown));
  CHECK(n1.node.next_timer(kHeartbeat) == nullptr);
  CHECK(n1.node.next_timer(kElectionTimeout) != nullptr);
  CHECK(n1.node.ctx.syncs_asked.size() == 1);
}

TEST_CASE("a later term alone does not restart a follower's election timer") {
  Server n1;
  n1.node.receive(kN2, RequestVoteReply{9, false});
  CHECK(term_of(n1.node) == 9);
  CHECK_FALSE(n1.node.has_set(kElectionTimeout));
}

TEST_CASE("a server comes back as a follower with the term and the vote that its disk has kept") {
  Server n1;
  n1.node.receive(kN2, RequestVote{4, {}});
  n1.node.complete_sync();
  n1.node.crash();
  n1.node.restart();
  CHECK(is_follower(n1.node));
  CHECK(term_of(n1.node) == 4);
  CHECK(n1.node.shows(kVotedFor.name, kN2));
  CHECK(n1.node.has_set(kElectionTimeout));
  n1.node.receive(kN3, RequestVote{4, {}});
  CHECK_FALSE(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("a vote that a crash kept before its sync was done is given again when asked") {
  Server n1;
  n1.node.receive(kN2, RequestVote{4, {}});
  n1.node.crash(1);
  n1.node.restart();
  n1.node.receive(kN2, RequestVote{4, {}});
  CHECK(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("a vote that a crash took before its sync was never given") {
  Server n1;
  n1.node.receive(kN2, RequestVote{4, {}});
  n1.node.crash(0);
  n1.node.restart();
  CHECK(term_of(n1.node) == 0);
  n1.node.receive(kN3, RequestVote{4, {}});
  CHECK(n1.reply<RequestVoteReply>().granted);
}

TEST_CASE("messages travel by the transport that was chosen") {
  Server n1(3, [] { return Raft::make(ParameterValues(Raft::parameters, {{"transport", "datagram"}})); });
  n1.campaign();
  CHECK(n1.node.did<Sent>([](const Sent& one) { return one.transport == Transport::datagram; }));
  CHECK_FALSE(n1.node.did<Sent>([](const Sent& one) { return one.transport == Transport::stream; }));
}

TEST_CASE("heartbeats that are not shorter than the election timeout are a contradiction") {
  const auto contradiction = [](Texts texts) { return Raft::contradiction(ParameterValues(Raft::parameters, texts)); };
  CHECK(contradiction({}).empty());
  CHECK(contradiction({{"heartbeat", "149ms"}}).empty());
  CHECK_THAT(contradiction({{"heartbeat", "150ms"}}), Catch::Contains("150ms..300ms"));
  CHECK_THAT(contradiction({{"election_timeout", "12ms..24ms"}}), Catch::Contains("heartbeat (50ms)"));
}

TEST_CASE("what a server shows is what its kind declares") {
  Server n1;
  n1.lead();
  n1.node.receive(kN2, AppendEntries{9});
  for (const Record& record : n1.run.records) {
    const std::string_view name = n1.run.names.text(record.name);
    if (record.kind == RecordKind::event)
      CHECK(std::find(Raft::events.begin(), Raft::events.end(), name) != Raft::events.end());
    if (record.kind == RecordKind::state)
      CHECK(std::any_of(Raft::fields.begin(), Raft::fields.end(), [&](const Field& field) {
        return field.name.id() == record.name && static_cast<std::int64_t>(field.type) == record.c;
      }));
  }
}

}  // namespace orrery::test
