#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

#include "bench/raft.h"
#include "bench/side_by_side.h"

namespace orrery::bench {

namespace {

namespace s4u = simgrid::s4u;

constexpr int kServers = 5;
constexpr int kClient = kServers;  // its mailbox stands behind those of the servers
constexpr double kHeartbeat = 0.05;
constexpr double kTimeoutLow = 0.15, kTimeoutHigh = 0.3;
constexpr double kSync = 0.002;
constexpr std::uint64_t kWireSize = 128;

struct Letter {
  enum class Kind { request_vote, vote, append, appended, command, done } kind;
  int from;
  std::uint64_t term;
  std::uint64_t index;  // of append: the last entry it brings; of appended: the last that is on the sender's disk
};

s4u::Mailbox* mailbox_of(int who) { return s4u::Mailbox::by_name("mailbox-" + std::to_string(who)); }

// A server as one writes it with SimGrid: an actor that waits at its mailbox, as long as its timers allow. Its log is a
// number, its disk a list of syncs that will be done.
class Server {
 public:
  Server(int self, double until, std::uint64_t& delivered)
      : self_(self), until_(until), delivered_(delivered), random_(static_cast<unsigned>(self)) {
    for (int who = 0; who <= kClient; ++who) mailboxes_.push_back(mailbox_of(who));
  }

  void operator()() {
    mailboxes_[self_]->set_receiver(s4u::Actor::self());
    set_election_timer();
    Letter* letter = nullptr;
    s4u::CommPtr receive = mailboxes_[self_]->get_async<Letter>(&letter);
    while (s4u::Engine::get_clock() < until_) {
      const double next = syncs_.empty() ? deadline_ : std::min(deadline_, syncs_.front().done);
      const double wait = std::min(next, until_) - s4u::Engine::get_clock();
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
  struct Sync {
    double done;
    int leader;
    std::uint64_t index;
  };

  void set_election_timer() {
    deadline_ = s4u::Engine::get_clock() + std::uniform_real_distribution<>(kTimeoutLow, kTimeoutHigh)(random_);
  }
  void send(int to, Letter::Kind kind, std::uint64_t index = 0) {
    mailboxes_[to]->put_init(new Letter{kind, self_, term_, index}, kWireSize)->detach();
  }
  void send_to_others(Letter::Kind kind) {
    for (int server = 0; server < kServers; ++server)
      if (server != self_) send(server, kind, last_);
  }
  void on_timer() {
    const double now = s4u::Engine::get_clock();
    while (!syncs_.empty() && syncs_.front().done <= now) {
      const Sync sync = syncs_.front();
      syncs_.pop_front();
      if (sync.leader == self_)
        on_appended(self_, sync.index);
      else
        send(sync.leader, Letter::Kind::appended, sync.index);
    }
    if (now < deadline_) return;
    if (leader_) {
      send_to_others(Letter::Kind::append);
      deadline_ = now + kHeartbeat;
    } else {
      ++term_;
      voted_in_ = term_;
      votes_ = 1;
      send_to_others(Letter::Kind::request_vote);
      set_election_timer();
    }
  }
  void append(std::uint64_t last, int leader) {
    last_ = last;
    syncs_.push_back({s4u::Engine::get_clock() + kSync, leader, last});
  }
  void on_appended(int server, std::uint64_t index) {
    on_disk_[server] = std::max(on_disk_[server], index);
    const auto holders = std::count_if(on_disk_.begin(), on_disk_.end(), [&](auto held) { return held >= index; });
    if (holders * 2 <= kServers) return;
    for (; committed_ < index; ++committed_) send(kClient, Letter::Kind::done, committed_ + 1);
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
        deadline_ = 0;
        on_timer();
        break;
      case Letter::Kind::append:
        if (letter.term < term_) return;
        set_election_timer();
        if (letter.index > last_)
          append(letter.index, letter.from);
        else
          send(letter.from, Letter::Kind::appended, letter.index);
        break;
      case Letter::Kind::appended:
        if (leader_) on_appended(letter.from, letter.index);
        break;
      case Letter::Kind::command:
        if (!leader_) return;
        append(last_ + 1, self_);
        send_to_others(Letter::Kind::append);
        break;
      case Letter::Kind::done: break;
    }
  }

  const int self_;
  const double until_;
  std::uint64_t& delivered_;
  std::mt19937 random_;
  std::vector<s4u::Mailbox*> mailboxes_;
  double deadline_ = 0;
  std::uint64_t term_ = 0, voted_in_ = 0;
  std::uint64_t last_ = 0, committed_ = 0;
  std::deque<Sync> syncs_;
  std::array<std::uint64_t, kServers> on_disk_{};
  int votes_ = 0;
  bool leader_ = false;
};

// Sends commands to the server that it takes for the leader, and tries the next one when nothing comes back.
class Client {
 public:
  Client(double every, double until, std::uint64_t& delivered) : every_(every), until_(until), delivered_(delivered) {}
  void operator()() {
    s4u::Mailbox* own = mailbox_of(kClient);
    own->set_receiver(s4u::Actor::self());
    Letter* letter = nullptr;
    s4u::CommPtr receive = own->get_async<Letter>(&letter);
    double next = every_;
    while (s4u::Engine::get_clock() < until_) {
      try {
        receive->wait_for(std::max(std::min(next, until_) - s4u::Engine::get_clock(), 0.0));
        delete letter;
        ++delivered_;
        heard_ = s4u::Engine::get_clock();
      } catch (const simgrid::TimeoutException&) {
        next += every_;
        mailbox_of(leader_)->put_init(new Letter{Letter::Kind::command, kClient, 0, 0}, kWireSize)->detach();
        if (s4u::Engine::get_clock() - heard_ > kPatience) {
          leader_ = (leader_ + 1) % kServers;
          heard_ = s4u::Engine::get_clock();
        }
      }
      receive = own->get_async<Letter>(&letter);
    }
    receive->cancel();
  }

 private:
  static constexpr double kPatience = 0.5;  // seconds
  const double every_;
  const double until_;
  std::uint64_t& delivered_;
  double heard_ = 0;
  int leader_ = 0;
};

}  // namespace

double raft_on_actors(Duration run_for, Duration command_every) {
  int argc = 2;
  char program[] = "bench", quiet[] = "--log=root.thresh:critical";
  char* argv[] = {program, quiet, nullptr};
  s4u::Engine engine(&argc, argv);
  for (const char* setting : {"network/model:CM02", "network/optim:Lazy", "network/crosstraffic:0"})
    s4u::Engine::set_config(setting);
  auto* zone = s4u::create_full_zone("lan");
  std::vector<s4u::Host*> hosts;
  for (int host = 0; host <= kClient; ++host) hosts.push_back(zone->create_host("host-" + std::to_string(host), 1e9));
  for (int a = 0; a <= kClient; ++a)
    for (int b = a + 1; b <= kClient; ++b) {
      auto* link =
          zone->create_link("link-" + std::to_string(a) + "-" + std::to_string(b), 1.25e9)->set_latency(100e-6);
      zone->add_route(hosts[a]->get_netpoint(), hosts[b]->get_netpoint(), nullptr, nullptr, {s4u::LinkInRoute(link)});
    }
  zone->seal();
  std::uint64_t delivered = 0;
  for (int server = 0; server < kServers; ++server)
    s4u::Actor::create("server", hosts[server], Server(server, run_for.seconds(), delivered));
  if (command_every > Duration())
    s4u::Actor::create("client", hosts.back(), Client(command_every.seconds(), run_for.seconds(), delivered));
  const double seconds = seconds_of([&] { engine.run(); });
  return seconds / static_cast<double>(delivered);
}

}  // namespace orrery::bench
