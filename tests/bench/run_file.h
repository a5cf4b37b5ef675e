// What a run file costs: to write, against bare inserts of the same rows, and to find a moment in, however long it is.
#pragma once

#include <string>

#include "core/time.h"

namespace orrery {
struct Scenario;
}

namespace orrery::bench {

// Runs the scenario in a child process, whose run file is kept at `path`. Ends the program where that fails.
void keep_run(const Scenario& scenario, const std::string& path);

// The scenario that TracedRun runs, for so long.
Scenario traced_scenario(Duration run_for);

// A run of command-a-millisecond.yaml with its run file, in a directory that goes with this object.
class TracedRun {
 public:
  explicit TracedRun(Duration run_for);
  ~TracedRun();
  TracedRun(const TracedRun&) = delete;
  TracedRun& operator=(const TracedRun&) = delete;

  double events() const { return events_; }
  // Seconds that the run took longer with its file than without, its last byte on the disk.
  double writing() const { return writing_; }
  // Seconds that the inserts of all rows of the file take that grow with the run.
  double bare_inserts() const;
  // Seconds to go to some moment of the run, wherever one was before.
  double seek() const;

 private:
  std::string directory_;
  double events_ = 0;
  double writing_ = 0;
};

}  // namespace orrery::bench
