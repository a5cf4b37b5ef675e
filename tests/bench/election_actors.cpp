#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

#include "bench/election.h"
#include "bench/platforms.h"
#include "bench/side_by_side.h"

namespace orrery::bench {

namespace {

namespace s4u = simgrid::s4u;

constexpr int kServers = 5;
constexpr double kHeartbeat = 0.05;
constexpr double kTimeoutLow = 0.15, kTimeoutHigh = 0.3;
constexpr std::uint64_t kWireSize = 128;

struct Letter {
  enum class Kind { request_vote, vote, heartbeat, reply } kind;
  int from;
  std::uint64_t term;
};

// A server as one writes it with SimGrid: an actor that waits at its mailbox, as long as its timer allows.
class Server {
 public:
  Server(int self, double until, std::uint64_t& delivered)
      : self_(self), until_(until), delivered_(delivered), random_(static_cast<unsigned>(self)) {
    for (int server = 0; server < kServers; ++server)
      mailboxes_.push_back(s4u::Mailbox::by_name("server-" + std::to_string(server)));
  }

  void operator()() {
    mailboxes_[self_]->set_receiver(s4u::Actor::self());
    set_election_timer();
    Letter* letter = nullptr;
    s4u::CommPtr receive = mailboxes_[self_]->get_async<Letter>(&letter);
    while (s4u::Engine::get_clock() < until_) {
      const double wait = std::min(deadline_, until_) - s4u::Engine::get_clock();
      try {
        receive->wait_for(std::max(wait, 0.0));
      } catch (const simgrid::TimeoutException&) {
        if (s4u::Engine::get_clock() < until_) on_timer();
        receive = mailboxes_[self_]->get_async<Letter>(&letter);
        continue;
      }
      const std::unique_ptr<Letter> arrived(letter);
      receive = mailboxes_[self_]->get_async<Letter>(&letter);
      ++delivered_;
      on_letter(*arrived);
    }
    receive->cancel();
  }

 private:
  void set_election_timer() {
    deadline_ = s4u::Engine::get_clock() + std::uniform_real_distribution<>(kTimeoutLow, kTimeoutHigh)(random_);
  }
  void send(int to, Letter::Kind kind) {
    mailboxes_[to]->put_init(new Letter{kind, self_, term_}, kWireSize)->detach();
  }
  void send_to_others(Letter::Kind kind) {
    for (int server = 0; server < kServers; ++server)
      if (server != self_) send(server, kind);
  }
  void on_timer() {
    if (leader_) {
      send_to_others(Letter::Kind::heartbeat);
      deadline_ = s4u::Engine::get_clock() + kHeartbeat;
    } else {
      ++term_;
      voted_in_ = term_;
      votes_ = 1;
      send_to_others(Letter::Kind::request_vote);
      set_election_timer();
    }
  }
  void on_letter(const Letter& letter) {
    if (letter.term > term_) {
      term_ = letter.term;
      leader_ = false;
    }
    switch (letter.kind) {
      case Letter::Kind::request_vote:
        if (letter.term < term_ || voted_in_ == term_) return;
        voted_in_ = term_;
        set_election_timer();
        send(letter.from, Letter::Kind::vote);
        break;
      case Letter::Kind::vote:
        if (letter.term < term_ || leader_ || ++votes_ * 2 <= kServers) return;
        leader_ = true;
        on_timer();
        break;
      case Letter::Kind::heartbeat:
        if (letter.term < term_) return;
        set_election_timer();
        send(letter.from, Letter::Kind::reply);
        break;
      case Letter::Kind::reply: break;
    }
  }

  const int self_;
  const double until_;
  std::uint64_t& delivered_;
  std::mt19937 random_;
  std::vector<s4u::Mailbox*> mailboxes_;
  double deadline_ = 0;
  std::uint64_t term_ = 0, voted_in_ = 0;
  int votes_ = 0;
  bool leader_ = false;
};

}  // namespace

double election_on_actors(Duration run_for) {
  int argc = 2;
  char program[] = "bench", quiet[] = "--log=root.thresh:critical";
  char* argv[] = {program, quiet, nullptr};
  s4u::Engine engine(&argc, argv);
  for (const char* setting : {"network/model:CM02", "network/optim:Lazy", "network/crosstraffic:0"})
    s4u::Engine::set_config(setting);
  auto* zone = s4u::create_full_zone("lan");
  std::vector<s4u::Host*> hosts;
  for (int server = 0; server < kServers; ++server)
    hosts.push_back(zone->create_host("host-" + std::to_string(server), 1e9));
  for (int a = 0; a < kServers; ++a)
    for (int b = a + 1; b < kServers; ++b) {
      auto* link =
          zone->create_link("link-" + std::to_string(a) + "-" + std::to_string(b), 1.25e9)->set_latency(100e-6);
      zone->add_route(hosts[a]->get_netpoint(), hosts[b]->get_netpoint(), nullptr, nullptr, {s4u::LinkInRoute(link)});
    }
  zone->seal();
  std::uint64_t delivered = 0;
  for (int server = 0; server < kServers; ++server)
    s4u::Actor::create("server", hosts[server], Server(server, run_for.seconds(), delivered));
  const double seconds = seconds_of([&] { engine.run(); });
  return seconds / static_cast<double>(delivered);
}

}  // namespace orrery::bench
