// Candidacies that come to nothing because the candidate hears of someone else. A candidate that gives up records no
// event of its own: its role and its term tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/recent_records.h"
#include "core/sink.h"
#include "run/phrases.h"

namespace orrery {

class LostCandidacy {
 public:
  explicit LostCandidacy(const RunInfo& info) : info_(&info), terms_(info.nodes.size()) {}

  struct Told {
    Instant time;
    NodeId node = kNoNode;
    std::string text;
  };
  // Before the Record is told: what the Records before it amount to. The handler that lets a candidate give up shows
  // its role first and its term after it, so that its Records have to be over.
  std::optional<Told> settle(const Record& next);
  // The same once there is no Record more.
  std::optional<Told> settle();
  // Takes a Record in. `recent` holds it and those before it.
  void follow(const Record& record, const RecentRecords& recent);

 private:
  struct Lost {
    Record role;             // the Record that shows the new role
    NodeId heard = kNoNode;  // whose message it was; kNoNode: nobody's
    std::int64_t term = 0;   // that it stood in
  };

  const RunInfo* info_;
  std::vector<std::int64_t> terms_;  // as shown last, by node
  std::optional<Lost> lost_;
};

}  // namespace orrery
