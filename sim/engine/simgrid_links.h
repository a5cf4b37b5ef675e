// The links of a platform as they are now: what bulk flows take of them and what profiles have changed, and what that
// leaves to a small message.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "engine/platform.h"

namespace simgrid::s4u {
class Link;
}

namespace orrery {

class LinkTable {
 public:
  // A link of a route, and how often the route crosses it.
  struct Crossing {
    std::uint32_t link;
    std::uint32_t times;
  };
  using Crossings = std::vector<Crossing>;

  // The share of its capacity from which a link counts as filled: rates are shares of doubles, and add up to almost it.
  static constexpr double kFilled = 0.999;

  // What the links are at this moment is what they are when quiet.
  explicit LinkTable(std::span<simgrid::s4u::Link* const> links);

  // A route's links with each one once. Links must be among those given at the start.
  Crossings crossings(std::span<simgrid::s4u::Link* const> route) const;

  // The route over quiet links. `latency` is what SimGrid gives now, in seconds: it may hold what profiles have
  // changed.
  Platform::Route quiet(double latency, std::span<const Crossing> crossings) const;
  // The route as it is now. A link gives a small message the greater of what the flows leave (C - usage) and the share
  // of one flow more (C / (n + 1)); a FATPIPE link gives its all. A message that crosses a shared link k times gets a
  // k-th. On a link that flows fill it also waits in their queue, see queueing_delay.
  Platform::Route current(const Platform::Route& quiet, std::span<const Crossing> crossings) const;
  // A link whose bandwidth a profile has set to 0 counts as off: nothing would ever get through.
  bool is_on(std::span<const Crossing> crossings) const;

  // A flow over these links begins or ends; `latency` is its route's, in seconds.
  void begin_flow(std::span<const Crossing> crossings, double latency);
  void end_flow(std::span<const Crossing> crossings, double latency);

  // Reads from SimGrid what the flows use, and after a profile event also the links' own figures.
  void refresh(bool after_profile_event);
  // A link is used by a flow, off, or other than quiet.
  bool is_loaded() const { return loaded_; }

 private:
  struct State {
    simgrid::s4u::Link* link = nullptr;
    bool shared = true;
    double quiet_bandwidth = 0, quiet_latency = 0;  // bytes per second, seconds
    double bandwidth = 0, latency = 0;              // now
    bool on = true;
    double usage = 0;           // by flows, bytes per second
    std::uint32_t flows = 0;    // times that flows cross it
    double flow_latencies = 0;  // sum over these of the latency of their routes, seconds
  };

  void read(State& state);
  static bool is_changed(const State& state);
  static double queueing_delay(const State& state);

  std::vector<State> states_;
  std::map<const simgrid::s4u::Link*, std::uint32_t> index_;  // only ever looked up, so addresses give no order
  std::vector<std::uint32_t> busy_;                           // links that flows cross
  std::uint32_t changed_ = 0;                                 // links that a profile has made other than quiet
  bool loaded_ = false;
};

}  // namespace orrery
