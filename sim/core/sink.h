// A sink takes the stream of Records. It never changes a run: with or without it the fingerprint is the same.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/description.h"
#include "core/recent_records.h"
#include "core/record.h"

namespace orrery {

// What a sink may know of the run before it starts. The referenced objects outlive the sinks' use of them.
struct RunInfo {
  struct NodeInfo {
    std::string name;   // "server-1"
    std::string group;  // "server"
    std::string kind;   // "raft"
    std::string host;   // the SimGrid host it lives on
  };
  // What the scenario says of a fault; Records carry only its id, its verb and whom it hit.
  struct FaultInfo {
    std::string id;       // "leader-dies"
    std::string target;   // "leader of server"; empty for a fault on a link
    std::string link;     // "client -> server"; empty for a fault on nodes
    std::string options;  // "probability 30%", "by 20 ms"; empty where all have their defaults
  };
  std::uint64_t seed = 0;
  std::vector<FaultInfo> faults;
  std::vector<NodeInfo> nodes;  // by NodeId
  const NameTable* names = nullptr;
  const RecentRecords* recent = nullptr;  // of a running run: where causes are looked up
  Instant end;                            // when the run will end
  std::function<void()> stop;             // ends a running run after the event at hand
};

// What a handler did to a timer of its node. Timers are no Records: most are set anew before they fire.
struct TimerChange {
  RecordId event;  // whose handler it was
  NodeId node = kNoNode;
  NameId name;
  std::uint64_t number = 0;               // of the timer; Record::c of timer_fired names it
  std::optional<Instant> due;             // true time; nothing where the timer is cancelled
  std::optional<std::uint64_t> replaces;  // the timer that was set anew
};

// Records in order, with the descriptions that some sink asked for and those of faults, in order of the Records they
// belong to; a sink that is spared Records may find their descriptions here all the same.
struct RecordBatch {
  struct Described {
    RecordId record;
    Description description;
  };
  std::span<const Record> records;
  std::span<const Described> descriptions;
  std::span<const TimerChange> timers = {};  // in order; only where some sink wants them
};

class Sink {
 public:
  virtual ~Sink() = default;
  // True where the sink reads RecordBatch::descriptions: they cost time, and are made only if some sink does.
  virtual bool wants_descriptions() const { return false; }
  // True where the sink reads RecordBatch::timers.
  virtual bool wants_timers() const { return false; }
  // False where the sink has no use for Records that are is_traffic(): it is then spared them.
  virtual bool reads_traffic() const { return true; }
  virtual void on_start(const RunInfo&) {}
  virtual void on_batch(const RecordBatch& batch) = 0;
  // `end` is when the run ended; every Record has been delivered.
  virtual void on_finish(Instant /*end*/) {}
};

}  // namespace orrery
