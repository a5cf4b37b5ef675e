// The fabric: the queue on which small messages, timers and everything else of the World ride. It takes part in
// SimGrid's loop as an EventSource: SimGrid says how far time may go, the fabric handles its events up to there.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/time.h"
#include "engine/event_queue.h"
#include "engine/platform.h"

namespace orrery {

// What an event is. Shares Event::tag with a version, by which its owner knows an event that has become stale.
enum class EventType : std::uint32_t { control, message, timer, disk, stream };
inline constexpr std::uint32_t kTypeBits = 3;
inline constexpr std::uint32_t kVersionMask = 0xffffffffu >> kTypeBits;

constexpr std::uint32_t event_tag(EventType type, std::uint32_t version) {
  return static_cast<std::uint32_t>(type) | version << kTypeBits;
}
constexpr EventType event_type(const Event& event) {
  return static_cast<EventType>(event.tag & ((1u << kTypeBits) - 1));
}
constexpr std::uint32_t event_version(const Event& event) { return event.tag >> kTypeBits; }

class EventHandler {
 public:
  virtual ~EventHandler() = default;
  virtual void on_event(const Event& event) = 0;
  // Called before each event of a system that is not small, whose events to come tell what can be fetched from memory
  // for them. `coming` holds kForesight events and more. Nothing may be changed.
  static constexpr std::size_t kForesight = 13;
  virtual void foresee(const EventQueue& /*coming*/) {}
  // Time does not move on (kEndlessInstant): the run is to be stopped. The fabric handles nothing more.
  virtual void on_endless_instant() {}
};

class Fabric final : public EventSource {
 public:
  // So many events at one instant mean that time will never move on: two nodes answer each other without delay.
  static constexpr std::uint64_t kEndlessInstant = 10'000'000;

  explicit Fabric(EventHandler& handler) : handler_(handler) {}

  Instant now() const override { return Instant::nanoseconds(now_); }
  void drain(Instant limit) override;

  // An event at `when` >= now(), after all that are there already for that instant.
  void schedule(Instant when, EventType type, std::uint32_t slot, std::uint32_t version = 0) {
    schedule(when, take_sequence(), type, slot, version);
  }
  // With a sequence number taken before: it keeps its place among the events of its instant.
  void schedule(Instant when, std::uint64_t sequence, EventType type, std::uint32_t slot, std::uint32_t version) {
    const Event event{when.nanoseconds(), sequence, event_tag(type, version), slot};
    if (type == EventType::message)
      queue_.push_into_lane(event);
    else
      queue_.push(event);
  }
  // Before every event of that instant that is not itself urgent.
  void schedule_urgent(Instant when, EventType type, std::uint32_t slot) {
    schedule(when, urgent_sequence_++, type, slot, 0);
  }
  std::uint64_t take_sequence() { return sequence_++; }

  // From now on handlers may foresee() what comes. Before the first event; worth its cost where what events touch is
  // larger than the caches.
  void look_ahead() { queue_.look_ahead(); }

  // Ends the drain after the event at hand.
  void interrupt() { interrupted_ = true; }
  // Ends the run: nothing is handled any more.
  void stop() { stopped_ = interrupted_ = true; }
  bool is_stopped() const { return stopped_; }
  bool is_endless() const { return endless_; }

 private:
  static constexpr std::uint64_t kFirstOrdinary = std::uint64_t{1} << 40;  // urgent events count from 0

  EventHandler& handler_;
  EventQueue queue_;
  std::int64_t now_ = 0;
  std::uint64_t sequence_ = kFirstOrdinary;
  std::uint64_t urgent_sequence_ = 0;
  std::uint64_t at_this_instant_ = 0;
  bool interrupted_ = false;
  bool stopped_ = false;
  bool endless_ = false;
};

}  // namespace orrery
