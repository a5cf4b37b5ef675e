// The logs of a group's servers, followed through appends, truncations, crashes and snapshots.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checkers/log_tree.h"
#include "core/record.h"

namespace orrery {

// Reads the events of log_records.h. What every server that holds a log has covered by a snapshot is forgotten, so that
// memory stays flat where servers take snapshots; a server that is down for good keeps what it may come back with.
class ServerLogs {
 public:
  explicit ServerLogs(std::size_t servers) : logs_(servers) {}

  enum class Clash : std::uint8_t {
    other_content,      // an entry of this index and term holds something else in another log
    other_predecessor,  // an entry of this index and term follows upon other entries in another log
    not_next,           // an entry was appended that does not follow upon the log's last
    never_appended,     // a snapshot or a disk ends with an entry that no log has held
  };
  // What the Record says of the server's log. Where it contradicts what is known of the logs, it says how.
  std::optional<Clash> take(const Record& record, std::size_t server);

  const LogTree& tree() const { return tree_; }
  LogEntry last(std::size_t server) const { return logs_[server].last; }

 private:
  struct Log {
    LogEntry last;
    std::int64_t snapshot = 0;  // last index that its snapshot covers
  };
  std::optional<Clash> append(Log& log, const Record& record);
  void recall(Log& log, const Record& record);
  std::optional<Clash> recall_entry(Log& log, const Record& record);
  std::optional<Clash> install(Log& log, const Record& record);
  void forget();

  LogTree tree_;
  std::vector<Log> logs_;  // by server
};

}  // namespace orrery
