// A node: a deterministic state machine. Its handlers never block; whatever it needs of the world it asks of its
// Context.
#pragma once

#include <span>

#include "core/context.h"
#include "core/parameters.h"

namespace orrery {

class Prefetcher;

class Node {
 public:
  virtual ~Node() = default;

  // The node's first start, at the start of the run.
  virtual void on_start(Context& ctx) = 0;
  virtual void on_message(Context& ctx, const Envelope& envelope) = 0;
  virtual void on_timer(Context& ctx, TimerId timer) = 0;
  // The node comes back after a crash. The object is a new one: only what was durable in storage is left.
  virtual void on_restart(Context& ctx) { on_start(ctx); }
  virtual void on_synced(Context&, SyncId) {}
  virtual void on_work_done(Context&, WorkId, bool /*done*/) {}
  // An operator's order: one that the node's kind declares. `peer` is whom it is about, or kNoNode.
  virtual void on_order(Context&, Name /*order*/, NodeId /*peer*/) {}
  // An operator changes the configuration of a node whose kind is_configurable. Each change is valid by itself.
  virtual void on_configure(Context&, std::span<const ConfigurationChange>) {}
  // A stream to or from `peer` was given up; messages on the way are lost.
  virtual void on_reset(Context&, NodeId /*peer*/) {}

  // Asks `memory` (prefetch.h) for what the next handler will touch beside the first kHead bytes of the node object.
  // Called in large worlds, some events before that handler: first with `nearer` false, for what the object points to,
  // then with `nearer` true, for what that points to in turn. Changes nothing, and no run depends on it.
  static constexpr std::size_t kHead = 384;
  virtual void prefetch(Prefetcher& /*memory*/, bool /*nearer*/) const {}
};

}  // namespace orrery
