// A Platform without SimGrid: as many hosts as wished, the same route between any two, bulk at the route's bandwidth.
// For tests of the World, and for what the bare loop of the benchmarks needs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/platform.h"

namespace orrery::test {

class FakePlatform final : public Platform {
 public:
  explicit FakePlatform(std::size_t hosts, Route every_route = {100e-6, 1.25e9}) : quiet_(every_route) {
    for (std::size_t i = 0; i < hosts; ++i) {
      names_.push_back("host-" + std::to_string(i + 1));
      indices_.push_back(HostIndex{static_cast<std::uint32_t>(i)});
    }
    on_.assign(hosts, true);
  }

  std::size_t host_count() const override { return names_.size(); }
  const std::string& host_name(HostIndex host) const override { return names_[static_cast<std::size_t>(host)]; }
  const HostIndex* find_host(std::string_view name) const override {
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (names_[i] == name) return &indices_[i];
    return nullptr;
  }
  bool has_disk(HostIndex) const override { return true; }
  std::string check_route(HostIndex, HostIndex) override { return {}; }
  bool is_loaded() const override { return false; }
  Route current_route(HostIndex, HostIndex) override { return quiet_; }
  bool route_is_on(HostIndex, HostIndex) override { return true; }

  ActivityId start_transfer(HostIndex, HostIndex, double bytes) override {
    return start(quiet_.latency + bytes / quiet_.bandwidth);
  }
  ActivityId start_compute(HostIndex, double flop) override { return start(flop / kSpeed); }
  ActivityId start_disk(HostIndex, double bytes, bool) override { return start(bytes / kDisk); }
  void cancel(ActivityId activity) override {
    for (auto& [when, pending] : pending_)
      if (pending.id == activity) pending.cancelled = true;
  }
  void turn_off(HostIndex host) override { on_[static_cast<std::size_t>(host)] = false; }
  void turn_on(HostIndex host) override { on_[static_cast<std::size_t>(host)] = true; }
  bool is_on(HostIndex host) const override { return on_[static_cast<std::size_t>(host)]; }
  bool has_requests() const override { return false; }

  void run(EventSource& source, PlatformListener& listener, Instant end) override {
    source_ = &source;
    while (!stopped_ && source.now() < end) {
      const Instant limit = pending_.empty() ? end : std::min(end, pending_.begin()->first);
      source.drain(limit);
      if (source.now() < limit || pending_.empty() || pending_.begin()->first > source.now()) continue;
      const Pending done = pending_.begin()->second;
      pending_.erase(pending_.begin());
      listener.on_activity_done(done.id, !done.cancelled);
    }
    source.drain(end);
  }
  void stop() override { stopped_ = true; }

  static constexpr double kSpeed = 1e9;   // flop per second
  static constexpr double kDisk = 500e6;  // bytes per second

 protected:
  Route known_route(HostIndex, HostIndex) override { return quiet_; }

 private:
  struct Pending {
    ActivityId id;
    bool cancelled = false;
  };
  ActivityId start(double seconds) {
    const ActivityId id{++count_};
    const Instant now = source_ == nullptr ? Instant() : source_->now();
    pending_.emplace(now + Duration::from_seconds(seconds), Pending{id});
    return id;
  }
  Route quiet_;
  std::vector<std::string> names_;
  std::vector<HostIndex> indices_;
  std::vector<bool> on_;
  std::multimap<Instant, Pending> pending_;
  EventSource* source_ = nullptr;
  std::uint64_t count_ = 0;
  bool stopped_ = false;
};

}  // namespace orrery::test
