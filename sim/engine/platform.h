// SimGrid as the fabric and the World see it: hosts, routes, host state, bulk activities and the engine's loop.
// The only interface to SimGrid; no SimGrid type shows here. One Platform a process (SimGrid's engine is a singleton).
//
// Whatever changes SimGrid's state (host off or on, the start of an activity) is asked for while events are drained,
// carried out by SimGrid at the same instant, right after the event that asked.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/network_spec.h"
#include "core/time.h"
#include "engine/closed_routes.h"

namespace orrery {

enum class ActivityId : std::uint64_t {};  // 1, 2, 3 ... in the order of the asking

// The queue of small events that takes part in SimGrid's loop (the fabric).
class EventSource {
 public:
  virtual ~EventSource() = default;
  // The instant that events have been handled up to: the authority on the present, in whole nanoseconds.
  virtual Instant now() const = 0;
  // Handles events in order up to and including `limit` and leaves now() there; leaves earlier, with now() at the last
  // event handled, when that event asked something of the platform (Platform::has_requests) or ended the run.
  virtual void drain(Instant limit) = 0;
};

// What SimGrid tells the World. Called between drains or while one begins, never in the middle of an event.
class PlatformListener {
 public:
  virtual ~PlatformListener() = default;
  // An activity is over. Completions of one instant come in the order of their ids.
  virtual void on_activity_done(ActivityId activity, bool done) = 0;
  // A state profile of the platform file (never our own request) turned a host off or on.
  virtual void on_host_state(HostIndex host, bool on) = 0;
};

class Platform {
 public:
  using Route = orrery::Route;

  // A platform that SimGrid refuses, or that is unfit for Orrery (no host, a Wi-Fi link, a speed of 0 or less, two
  // hosts of one name ...), gives one line of text that names the file and, where known, the line. Never aborts the
  // process.
  static tl::expected<std::unique_ptr<Platform>, std::string> create(const PlatformSpec& spec);
  // The same checks without making an engine in this process; the names of the hosts, in a fixed order.
  static tl::expected<std::vector<std::string>, std::string> probe(const PlatformSpec& spec);

  virtual ~Platform() = default;

  virtual std::size_t host_count() const = 0;
  virtual const std::string& host_name(HostIndex host) const = 0;
  virtual const HostIndex* find_host(std::string_view name) const = 0;  // nullptr where there is none
  virtual bool has_disk(HostIndex host) const = 0;

  // Built platforms answer in closed form, platform files from a cache of pairs. A pair that has no route gives an
  // error through check_route, and must not be asked here.
  Route route(HostIndex from, HostIndex to) {
    return closed_ != nullptr ? (*closed_)(from, to) : known_route(from, to);
  }
  // What a message of that many bytes takes on the quiet network. Most messages are of a few sizes, and in a small
  // system of a few pairs: the last of each is remembered, unless a pair with the same place came between.
  Duration quiet_travel_time(HostIndex from, HostIndex to, std::int64_t bytes) {
    constexpr std::size_t kSide = 16;
    Travel& known = travels_[(static_cast<std::size_t>(from) * kSide + static_cast<std::size_t>(to)) % kTravels];
    if (known.from != from || known.to != to || known.bytes != bytes) {
      const Route way = route(from, to);
      known = {from, to, bytes, Duration::from_seconds(way.latency + static_cast<double>(bytes) / way.bandwidth)};
    }
    return known.time;
  }
  // Empty where the pair has a route that a message can take (each node's pair is asked once, before the run).
  virtual std::string check_route(HostIndex from, HostIndex to) = 0;

  // True while bulk flows or profiles make the routes other than quiet; then `current_route` is to be asked.
  virtual bool is_loaded() const = 0;
  // The route with what bulk flows leave: on each link the greater of what they do not use and the share of one more
  // flow (C / (n + 1)), plus the queueing delay on links that they fill.
  virtual Route current_route(HostIndex from, HostIndex to) = 0;
  // False where a link of the route is off.
  virtual bool route_is_on(HostIndex from, HostIndex to) = 0;

  // Requests. Amounts are 0 or more; bytes at most 2^53, of which SimGrid counts whole ones. A run's end tells nobody
  // of what is then under way. Those that end (activities) call PlatformListener::on_activity_done exactly once, also
  // when cancelled, when a host of theirs is turned off or is off already, or when a link of the route is off (done ==
  // false).
  virtual ActivityId start_transfer(HostIndex from, HostIndex to, double bytes) = 0;
  virtual ActivityId start_compute(HostIndex host, double flop) = 0;
  virtual ActivityId start_disk(HostIndex host, double bytes, bool write) = 0;  // a host without disk: done at once
  virtual void cancel(ActivityId activity) = 0;
  virtual void turn_off(HostIndex host) = 0;
  virtual void turn_on(HostIndex host) = 0;
  virtual bool is_on(HostIndex host) const = 0;
  virtual bool has_requests() const = 0;

  // SimGrid's clock, in seconds, holds every nanosecond up to here.
  static constexpr Duration kRunMax = Duration::seconds(8'000'000);

  // Runs SimGrid's loop over `source` up to and including `end`, at most kRunMax; once. Profile events fire on time
  // even when nothing else is pending. Ends early at the instant at hand after stop().
  virtual void run(EventSource& source, PlatformListener& listener, Instant end) = 0;
  virtual void stop() = 0;

 protected:
  virtual Route known_route(HostIndex from, HostIndex to) = 0;
  const ClosedRoutes* closed_ = nullptr;  // of a built platform

 private:
  struct Travel {
    HostIndex from{}, to{};
    std::int64_t bytes = -1;
    Duration time;
  };
  static constexpr std::size_t kTravels = 256;
  std::vector<Travel> travels_ = std::vector<Travel>(kTravels);
};

}  // namespace orrery
