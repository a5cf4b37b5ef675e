// A script on a platform: events at instants, what they ask of it, and all that it tells, in order.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/platform.h"
#include "support/in_child.h"

namespace orrery::testing {

inline std::string platform_file(const std::string& name) {
  return std::string(ORRERY_SOURCE_DIR) + "/tests/engine/platforms/" + name;
}

inline HostSpec host_spec(const std::string& name, const std::string& zone,
                          Duration latency = Duration::microseconds(100), double bandwidth = 1e8) {
  return {name, zone, latency, bandwidth, 1e9, 2e8};
}

// Three zones in a row, two hosts in the first and one in each of the others.
inline PlatformSpec three_zones() {
  PlatformSpec spec;
  spec.zones = {"east", "middle", "west"};
  spec.hosts = {host_spec("a", "east"), host_spec("b", "east", Duration::microseconds(250), 5e7),
                host_spec("c", "middle"), host_spec("d", "west", Duration::milliseconds(1))};
  spec.links = {{"east", "middle", Duration::milliseconds(10), 2e7},
                {"west", "middle", Duration::milliseconds(30), 1e9}};
  return spec;
}

inline PlatformSpec from_file(const std::string& path) {
  PlatformSpec spec;
  spec.file = path;
  return spec;
}

class Script final : public EventSource, public PlatformListener {
 public:
  explicit Script(const PlatformSpec& spec) {
    auto made = Platform::create(spec);
    if (!made) FAIL(made.error());
    platform_ = std::move(*made);
  }

  Platform& operator*() { return *platform_; }
  Platform* operator->() { return platform_.get(); }
  HostIndex host(std::string_view name) {
    const HostIndex* found = platform_->find_host(name);
    REQUIRE(found != nullptr);
    return *found;
  }

  void at(Instant when, std::function<void()> action) { actions_.emplace(when, std::move(action)); }
  void run(Instant end) { platform_->run(*this, *this, end); }

  // EventSource
  Instant now() const override { return now_; }
  void drain(Instant limit) override {
    if (on_drain) on_drain();
    while (!actions_.empty() && actions_.begin()->first <= limit) {
      now_ = actions_.begin()->first;
      const std::function<void()> action = std::move(actions_.begin()->second);
      actions_.erase(actions_.begin());
      action();
      if (platform_->has_requests()) return;
    }
    if (now_ < limit) now_ = limit;
  }

  // PlatformListener
  void on_activity_done(ActivityId activity, bool done) override {
    log.push_back(fmt::format("{} ns: {} {}", now_.nanoseconds(), static_cast<std::uint64_t>(activity),
                              done ? "done" : "failed"));
    ends.emplace(activity, now_);
    if (on_end) on_end(activity, done);
  }
  void on_host_state(HostIndex host, bool on) override {
    log.push_back(fmt::format("{} ns: {} {}", now_.nanoseconds(), platform_->host_name(host), on ? "on" : "off"));
    if (on_state) on_state(host, on);
  }

  void note(const std::string& text) { log.push_back(fmt::format("{} ns: {}", now_.nanoseconds(), text)); }

  std::vector<std::string> log;
  std::multimap<ActivityId, Instant> ends;
  std::function<void(ActivityId, bool)> on_end;
  std::function<void(HostIndex, bool)> on_state;
  std::function<void()> on_drain;

 private:
  std::unique_ptr<Platform> platform_;
  std::multimap<Instant, std::function<void()>> actions_;  // of one instant in the order in which they were given
  Instant now_;
};

using Log = std::vector<std::string>;

}  // namespace orrery::testing
