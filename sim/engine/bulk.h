// Bulk activities: transfers, heavy computing and large disk accesses under way as SimGrid activities without an actor.
// Each ends exactly once, whatever happens to its host, its links or itself; all that SimGrid leaves to its callers
// (hosts and links that are off, an Io that outlives its host, two callbacks for one end) is seen to here.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include "engine/platform.h"
#include "engine/simgrid_links.h"
#include "engine/simgrid_routes.h"

namespace simgrid::s4u {
class Activity;
class Host;
}  // namespace simgrid::s4u
namespace simgrid::kernel::timer {
class Timer;
}

namespace orrery {

class Bulk {
 public:
  struct Completion {
    ActivityId activity;
    bool done;
  };

  // All three outlive it. One Bulk a process, as there is one engine.
  Bulk(const std::vector<simgrid::s4u::Host*>& hosts, Routes& routes, LinkTable& links);
  ~Bulk();
  Bulk(const Bulk&) = delete;
  Bulk& operator=(const Bulk&) = delete;

  // All from here to release() only while SimGrid brings its models up to date (SimgridModel::Turn::carry_out).
  void transfer(ActivityId id, HostIndex from, HostIndex to, double bytes);
  void compute(ActivityId id, HostIndex host, double flop);
  void access_disk(ActivityId id, HostIndex host, double bytes, bool write);
  // Nothing where it is over.
  void cancel(ActivityId id);
  // Ends all that the host takes part in: before our own turning it off, and after a profile did.
  void cancel_on(HostIndex host);
  void cancel_all();
  // Lets go of the activities that are over. SimGrid may still be using them until its models are brought up to date.
  void release() { over_.clear(); }

  bool has_completions() const { return !completions_.empty(); }
  // What is over since the last call, by id.
  std::vector<Completion> take_completions();

 private:
  using ActivityPtr = boost::intrusive_ptr<simgrid::s4u::Activity>;

  struct Live {
    ActivityPtr activity;  // or, where SimGrid has no loopback, the timer of its end
    simgrid::kernel::timer::Timer* timer = nullptr;
    HostIndex host, peer;            // peer: where a transfer goes to, otherwise the host again
    LinkTable::Crossings crossings;  // of a transfer
    double latency = 0;              // of its route, seconds
  };

  void loop_back(ActivityId id, HostIndex host, double bytes);
  void begin(ActivityId id, Live live);
  void end(ActivityId id, bool done);
  void end_at_once(ActivityId id, bool done) { completions_.push_back({id, done}); }
  simgrid::s4u::Host& host(HostIndex index) const { return *hosts_[static_cast<std::uint32_t>(index)]; }

  const std::vector<simgrid::s4u::Host*>& hosts_;
  Routes& routes_;
  LinkTable& links_;
  std::map<ActivityId, Live> live_;  // in order, so that what a crash ends is ended in order
  std::vector<ActivityPtr> over_;
  std::vector<Completion> completions_;
};

}  // namespace orrery
