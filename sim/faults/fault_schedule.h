// Carries the faults of a scenario out on a running world: strikes, ends, repetitions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "core/random.h"
#include "core/world_control.h"
#include "faults/fault.h"
#include "faults/fault_effects.h"
#include "faults/fault_times.h"

namespace orrery {

// Everything is scheduled on `world` when the injector is made, before the run. At one instant, faults that end do so
// first, in the order in which they struck; then others strike, in the order of the list. Targets are chosen when a
// fault strikes, by draws from the stream (fault id, "target"), so that one fault more or less shifts no other.
class FaultInjector {
 public:
  // The references must outlive the injector, and the injector the run. `on_error` is called when a fault that is not
  // optional finds nothing to hit, or what its verb makes no sense for; whether that ends the run is for the caller.
  FaultInjector(WorldControl& world, std::span<const Fault> faults, const FaultTimes& times,
                std::function<void()> on_error);
  FaultInjector(const FaultInjector&) = delete;
  FaultInjector& operator=(const FaultInjector&) = delete;

  // One sentence for each strike that could not be: the fault, the instant, and the selector or the reason.
  const std::vector<std::string>& errors() const { return errors_; }
  // The fault of each of the errors, in the same order.
  const std::vector<const Fault*>& missed() const { return missed_; }

 private:
  enum class Phase : std::uint8_t { end, strike };
  // When, what, and the strike's number or the fault's position.
  using Turn = std::tuple<Instant, Phase, std::uint64_t>;

  struct Watched {
    const Fault* fault;
    std::optional<Instant> end;
    RandomStream target;
  };

  void at(const Turn& turn, std::function<void()> action);
  void take_turns();
  void strike(std::size_t position);
  void strike_again(std::size_t position);
  // Works out whom the fault hits now; false where it is nobody.
  bool aim(Watched& watched, FaultHit& hit);
  // Whether the selector has found anybody; reports that it has not.
  bool is_there(const Fault& fault, const std::vector<NodeId>& nodes, const Selector& selector);
  // Finds the one node that Fault::to means; false where there is none.
  bool aim_at_peer(Watched& watched, FaultHit& hit);
  bool makes_sense(const Fault& fault, const FaultHit& hit);
  void end_later(const Watched& watched, const FaultHit& hit, FaultUndo undo);
  Instant later(Duration after) const;
  void report(const Fault& fault, std::string_view why);

  WorldControl& world_;
  FaultEffects effects_;
  std::function<void()> on_error_;
  std::vector<Watched> faults_;
  std::map<Turn, std::function<void()>> agenda_;
  std::uint64_t strikes_ = 0;
  std::vector<std::string> errors_;
  std::vector<const Fault*> missed_;
};

}  // namespace orrery
