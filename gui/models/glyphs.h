// What is shown of a node on the stage, read from its state: no painting, so that tests and screen readers can ask.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/marks.h"
#include "models/standing.h"
#include "run_file/frame.h"

namespace orrery::gui {

struct NodeGlyph {
  Standing standing = Standing::serving;
  bool hasStarted = false;
  bool isPaused = false;
  bool isSlow = false;
  std::string caption;               // "leader", "half-open", "3 in the queue"; may be empty
  std::optional<std::int64_t> term;  // of those that count terms
  std::optional<double> load;        // 0 to 1
  bool operator==(const NodeGlyph&) const = default;
};

// A timer that matters to whoever watches, as the arc that runs out.
struct TimerArc {
  std::string name;
  double left = 0;  // 1 when it was set, 0 when it fires
  Duration remaining;
};

// How a message looks.
enum class MessageLook { request, reply, vote, voteReply, keepAlive };

class GlyphReader {
 public:
  // All must outlive this.
  GlyphReader(const run_file::RunFile& file, const Marks& marks);

  NodeGlyph glyphOf(NodeId node, const run_file::Frame& frame) const;
  // The longest of the node's timers, nothing for nodes that have no roles and no breakers.
  std::optional<TimerArc> timerOf(NodeId node, const run_file::Frame& frame) const;
  // For all nodes at once: by node.
  std::vector<std::optional<TimerArc>> timers(const run_file::Frame& frame) const;
  // `timerBehind`: the timer that sent it, or what it answers.
  MessageLook lookOf(NameId message, std::optional<NameId> timerBehind) const;

  // Everything on the stage in words, for whoever cannot see it.
  std::string describe(const run_file::Frame& frame) const;
  // "server-2, the leader, term 1, up since 0.000 s": the node's tool tip, a line each.
  std::string describe(NodeId node, const run_file::Frame& frame) const;

 private:
  const run_file::RunFile& file_;
  const Marks& marks_;
};

}  // namespace orrery::gui
