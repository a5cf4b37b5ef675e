// The limits that a proxy sets itself before one group of endpoints, shared by all of its callers there. After Envoy's
// thresholds of a cluster (its `circuit_breakers`): what counts is tries under way, retries and hedges among them, and
// not what waits to be tried again.
//   max_connections        tries under way, since each has a connection to itself (HTTP/1.1); an attempt beyond waits
//   max_pending_requests   attempts that may wait; one beyond is turned away
//   max_requests           tries under way where connections carry several; an attempt beyond is turned away
// Deviation: a hedge that finds no room is not sent, where Envoy has it wait with the others.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

namespace orrery {

struct UpstreamThresholds {
  std::int64_t connections_max = 1024;
  std::int64_t pending_max = 1024;
  std::int64_t requests_max = 1024;
};

class UpstreamLimits {
 public:
  // An attempt: its caller by number, and its place there.
  struct Attempt {
    std::uint32_t caller;
    std::uint32_t slot;
    friend bool operator==(const Attempt&, const Attempt&) = default;
  };
  enum class Entry : std::uint8_t { admitted, waits, refused };

  explicit UpstreamLimits(const UpstreamThresholds& thresholds) : thresholds_(thresholds) {}

  // What is admitted, by this or by the next two, is under way until `leave`.
  Entry enter(Attempt attempt);
  // A hedge does not wait: false where there is no room for it.
  bool try_enter();
  // The attempt that waits longest, where there is room for it by now: it is admitted. Ask again until there is none.
  std::optional<Attempt> next();
  void leave();
  void give_up(Attempt attempt);  // one that waits

  std::int64_t under_way() const { return under_way_; }
  std::int64_t pending() const { return static_cast<std::int64_t>(pending_.size()); }

 private:
  bool has_room() const;

  UpstreamThresholds thresholds_;
  std::int64_t under_way_ = 0;
  std::deque<Attempt> pending_;
};

}  // namespace orrery
