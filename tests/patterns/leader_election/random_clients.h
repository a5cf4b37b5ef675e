// Clients of Raft servers under a random schedule, and what they may expect: each adds 1 to one counter, or reads it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "patterns/leader_election/raft_network.h"
#include "services/key_value.h"

namespace orrery::test {

// A client has one request open at a time and asks again, as often as it likes and whomever it likes, until it is
// answered. As no other adds to the counter, each answer is its own effect's: two alike would be one effect told twice
// or a lost one. A read that began after an answer must not be older than it.
class RandomClients {
 public:
  explicit RandomClients(FakeNetwork& network, std::size_t count = 3) : network_(network), clients_(count) {}

  // A new request of an idle client, or another attempt of one that waits, to this server.
  void ask(std::size_t client, std::size_t server, bool reads) {
    Client& asking = clients_[client];
    if (!asking.open) {
      asking.open = Open{++last_number_, reads, newest_answer_, 0};
      if (!reads) ++adds_;
    }
    Request request;
    request.number = asking.open->number;
    request.attempt = ++asking.open->attempts;
    request.answered_to = asking.answered_to;
    request.operation = {asking.open->reads ? KeyValueStore::kGet : KeyValueStore::kAdd, kCounter, 1};
    network_.receive(server, id_of(client), request);
  }
  // Takes in the replies that have been sent to clients; they arrive at once.
  void take_replies() {
    for (const FakeNetwork::Flight& flight : network_.outside) {
      const Reply* reply = static_cast<const Reply*>(flight.payload.data());
      if (flight.payload.type().name == Reply::name) take(clients_[index(flight.to) - kFirst], *reply);
    }
    network_.outside.clear();
  }

  std::size_t size() const { return clients_.size(); }
  bool is_waiting(std::size_t client) const { return clients_[client].open.has_value(); }
  std::uint64_t answered() const { return answered_; }
  std::uint64_t answered_again() const { return answered_again_; }
  std::uint64_t reads_answered() const { return reads_answered_; }
  std::int64_t newest_answer() const { return newest_answer_; }
  std::int64_t adds() const { return adds_; }
  // What was wrong, if anything was.
  const std::vector<std::string>& surprises() const { return surprises_; }

 private:
  struct Open {
    RequestNumber number;
    bool reads;
    std::int64_t not_older_than;  // the newest answer when it began
    std::int32_t attempts;
  };
  struct Client {
    std::optional<Open> open;
    RequestNumber answered_to = 0;
  };
  static constexpr std::uint32_t kFirst = 100;
  static constexpr std::int64_t kCounter = 7;
  static NodeId id_of(std::size_t client) { return NodeId{kFirst + static_cast<std::uint32_t>(client)}; }

  void take(Client& client, const Reply& reply) {
    if (reply.status != ReplyStatus::ok) return;
    if (!client.open || client.open->number != reply.number) {
      ++answered_again_;
      const auto known = answers_.find(reply.number);
      if (known != answers_.end() && known->second != reply.value)
        surprises_.push_back("request " + std::to_string(reply.number) + " was answered first " +
                             std::to_string(known->second) + ", then " + std::to_string(reply.value));
      return;
    }
    const Open open = *client.open;
    client.open.reset();
    client.answered_to = open.number;
    ++answered_;
    if (reply.value < open.not_older_than + (open.reads ? 0 : 1))
      surprises_.push_back("request " + std::to_string(open.number) + " was answered " + std::to_string(reply.value) +
                           " after " + std::to_string(open.not_older_than) + " had been");
    if (reply.value > adds_)
      surprises_.push_back("the counter stood at " + std::to_string(reply.value) + " after " + std::to_string(adds_) +
                           " requests to add 1");
    newest_answer_ = std::max(newest_answer_, reply.value);
    if (open.reads) {
      ++reads_answered_;
      return;
    }
    answers_.emplace(open.number, reply.value);
    if (const auto [other, is_new] = asked_by_.try_emplace(reply.value, open.number); !is_new)
      surprises_.push_back("requests " + std::to_string(other->second) + " and " + std::to_string(open.number) +
                           " were both answered " + std::to_string(reply.value));
  }

  FakeNetwork& network_;
  std::vector<Client> clients_;
  RequestNumber last_number_ = 0;
  std::int64_t adds_ = 0;
  std::int64_t newest_answer_ = 0;
  std::uint64_t answered_ = 0, answered_again_ = 0, reads_answered_ = 0;
  std::map<RequestNumber, std::int64_t> answers_;   // of each request that adds
  std::map<std::int64_t, RequestNumber> asked_by_;  // by answer
  std::vector<std::string> surprises_;
};

}  // namespace orrery::test
