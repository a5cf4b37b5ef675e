// How a field of each node went through the run, and when nodes were down or paused: what lifelines and ribbons are
// drawn from.
#pragma once

#include <span>
#include <vector>

#include "run_file/run_file.h"

namespace orrery::gui {

struct RibbonPiece {
  Instant from;
  Instant to;  // Instant::max(): still so
  std::int64_t value = 0;
  ValueType type = ValueType::integer;
  RecordId event{};  // which began it
};

struct Outage {
  enum class Kind { down, paused };
  Kind kind = Kind::down;
  Instant from;
  Instant to;  // Instant::max(): still so
  RecordId event{};
};

// The pieces that a stretch of time meets.
std::span<const RibbonPiece> piecesBetween(const std::vector<RibbonPiece>& pieces, Instant from, Instant to);
// nullptr where there is none at that time.
const RibbonPiece* pieceAt(const std::vector<RibbonPiece>& pieces, Instant time);

// Refers to the file, which must outlive it. Reads on from where it was on each update().
class Ribbons {
 public:
  Ribbons(const run_file::RunFile& file, NameId field);
  void update();

  // A crash ends a piece; a start begins one only where the field is shown anew.
  const std::vector<RibbonPiece>& of(NodeId node) const { return pieces_.at(index(node)); }
  bool isEmpty() const { return isEmpty_; }

 private:
  const run_file::RunFile& file_;
  NameId field_{};
  RecordId read_{};
  bool isEmpty_ = true;
  std::vector<std::vector<RibbonPiece>> pieces_;  // by node
};

class Outages {
 public:
  explicit Outages(const run_file::RunFile& file);
  void update();
  const std::vector<Outage>& of(NodeId node) const { return outages_.at(index(node)); }

 private:
  const run_file::RunFile& file_;
  RecordId read_{};
  std::vector<std::vector<Outage>> outages_;  // by node
};

// Every event of these kinds in the half-open stretch, in order; `limit` of each kind at most.
std::vector<run_file::Event> eventsOf(const run_file::RunFile& file, std::span<const RecordKind> kinds, RecordId first,
                                      RecordId last, std::size_t limit);

}  // namespace orrery::gui
