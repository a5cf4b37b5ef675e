// What turns Records into figures: one Measure computes a family of metrics over some nodes and one window.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/record.h"
#include "core/sink.h"
#include "run/histogram.h"
#include "run/window.h"

namespace orrery {

// The nodes a figure is of.
class NodeSet {
 public:
  // `members` are NodeIds below `node_count`.
  NodeSet(std::size_t node_count, std::span<const NodeId> members);
  // True where it holds every node there is.
  bool is_all() const { return is_all_; }
  bool contains(NodeId node) const { return index(node) < count_ && (is_all_ || member_[index(node)]); }

 private:
  std::vector<bool> member_;
  std::size_t count_;    // of all nodes there are
  bool is_all_ = false;  // every one of them is a member
};

// Whom a fault hits: of a fault on nodes each of them, of a fault on a link both its sides.
struct FaultVictims {
  std::vector<NodeId> nodes;
  std::vector<NodeId> from, to;
};
// As the Record's description says (WorldControl::record_fault).
FaultVictims victims_of(const Description& whom, std::span<const RunInfo::NodeInfo> nodes);

class Measure {
 public:
  Measure(NodeSet nodes, Window window) : nodes_(std::move(nodes)), window_(window) {}
  virtual ~Measure() = default;
  Measure(const Measure&) = delete;
  Measure& operator=(const Measure&) = delete;

  // The kinds of Records that it reads; on_record is called for no other.
  virtual std::span<const RecordKind> kinds() const = 0;
  virtual void on_record(const Record& record) = 0;
  // True where it is to be told of all faults too, whomever they hit.
  virtual bool reads_faults() const { return false; }
  virtual void on_fault(const Record& /*record*/, const FaultVictims& /*victims*/) {}
  // True where it is to have every `invoked` too, of whatever node.
  virtual bool reads_invocations() const { return false; }
  virtual void on_start(const RunInfo& /*info*/) {}
  virtual void on_finish(Instant /*end*/) {}
  // A metric of the family in its base unit (ns, bytes, 1, 1/s; a share for percent); nothing where nothing was
  // measured that would give a figure. `statistic` is empty for a metric that is one figure.
  virtual std::optional<double> figure(std::string_view metric, std::string_view statistic) const = 0;

  const NodeSet& nodes() const { return nodes_; }
  const Window& window() const { return window_; }

 protected:
  bool counts(const Record& record) const { return window_.contains(record.time) && nodes_.contains(record.node); }

 private:
  NodeSet nodes_;
  Window window_;
};

// One of core/metric_table.h's statistics; nothing where the histogram is empty.
std::optional<double> statistic_of(const Histogram& histogram, std::string_view statistic);

enum class MeasureFamily {
  traffic,
  leadership,
  operations,
  calls,
  requests,
  queues,
  breakers,
  proxies,
  recovery,
  moved_keys
};
// Of a metric that metric_table.h declares.
MeasureFamily family_of(std::string_view metric);
std::unique_ptr<Measure> make_measure(MeasureFamily family, NodeSet nodes, Window window);

}  // namespace orrery
