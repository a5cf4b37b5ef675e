// What can be seen of a message, whichever moment of its way it is: what it looks like, how far it comes, which try it
// is, whether it is one of several.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/event_blocks.h"
#include "models/glyphs.h"
#include "scenario/scenario.h"

namespace orrery::gui {

struct MessageTraits {
  MessageLook look = MessageLook::request;
  double lostAt = 1;           // how far it comes, as a share of its way
  std::int64_t attempt = 1;    // 1 for a first attempt and for what is no attempt
  bool isHedge = false;        // a further try of an attempt that has no answer yet
  bool isDuplicate = false;    // the network made it of another that arrives earlier
  std::optional<double> bulk;  // of a bulk transfer: its share of the way's bandwidth, 0 to 1, on the average
};

class MessageReader {
 public:
  // All must outlive this.
  MessageReader(const run_file::RunFile& file, const Marks& marks, const GlyphReader& glyphs);

  // By the event that ends it. May throw SqliteError. Valid until the next call.
  const MessageTraits& of(RecordId ends);
  const MessageTraits& of(const run_file::Event& end);

  // nullptr where the file has none of that number. May throw SqliteError. Valid until the next call of any of these.
  const run_file::Event* event(RecordId id) { return events_.find(id); }

  // "attempt 2, a hedge"; empty where there is nothing to say.
  static std::string describe(const MessageTraits& traits);

 private:
  MessageTraits read(const run_file::Event& end);
  std::optional<NameId> timerBehind(RecordId sentBy);
  bool isHedge(const Record& end);
  bool isDuplicate(const Record& end);
  bool canBeDuplicated();
  double shareOfBandwidth(const Record& end);
  double bandwidthBetween(NodeId from, NodeId to);
  const Scenario* scenario();

  const run_file::RunFile& file_;
  const Marks& marks_;
  const GlyphReader& glyphs_;
  EventBlocks events_;
  std::unordered_map<RecordId, MessageTraits> known_;
  bool isScenarioRead_ = false;
  std::optional<Scenario> scenario_;
  std::map<std::string, double> uplinks_;  // by host, bytes a second
};

}  // namespace orrery::gui
