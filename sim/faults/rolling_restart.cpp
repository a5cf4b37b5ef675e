#include "faults/rolling_restart.h"

#include <memory>

namespace orrery {

// With these ranges even 100,000 nodes take less than the longest Duration.
const Parameters rolling_restart_options{
    {"down", ParameterType::duration, "1s", "1ns..1h", "how long each node is down"},
    {"gap", ParameterType::duration, "1s", "0ns..1h", "from the return of one node to the end of the next"}};

namespace {

// One strike under way. What it schedules keeps it alive.
class Rolling : public std::enable_shared_from_this<Rolling> {
 public:
  Rolling(FaultEffects& effects, const FaultHit& hit, Duration down, Duration gap)
      : effects_(effects), strike_(hit.strike), nodes_(hit.nodes), down_(down), gap_(gap) {}

  // The last node is brought back by stop().
  void take_down_next() {
    effects_.crash(strike_, nodes_[next_], true);
    if (++next_ < nodes_.size()) after(down_, &Rolling::bring_back);
  }
  void stop() {
    stopped_ = true;
    effects_.end_crash(strike_, nodes_[next_ - 1]);
  }

 private:
  void bring_back() {
    effects_.end_crash(strike_, nodes_[next_ - 1]);
    gap_ > Duration() ? after(gap_, &Rolling::take_down_next) : take_down_next();
  }
  void after(Duration time, void (Rolling::*step)()) {
    WorldControl& world = effects_.world();
    if (time > world.end() - world.now()) return;
    world.schedule(world.now() + time, [self = shared_from_this(), step] {
      if (!self->stopped_) (*self.*step)();
    });
  }

  FaultEffects& effects_;
  const StrikeId strike_;
  const std::vector<NodeId> nodes_;
  const Duration down_, gap_;
  std::size_t next_ = 0;  // the one before is down, or back already
  bool stopped_ = false;
};

}  // namespace

FaultUndo strike_rolling_restart(FaultEffects& effects, const FaultHit& hit, const ParameterValues& options) {
  const auto rolling = std::make_shared<Rolling>(effects, hit, options.duration("down"), options.duration("gap"));
  rolling->take_down_next();
  return [rolling] { rolling->stop(); };
}

Duration rolling_restart_takes(std::size_t nodes, const ParameterValues& options) {
  const auto count = static_cast<std::int64_t>(nodes);
  return options.duration("down") * count + options.duration("gap") * (count - 1);
}

}  // namespace orrery
