// Tells any event of a run file in words, as the story would.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/recent_records.h"
#include "run/story.h"
#include "run_file/run_file.h"

namespace orrery::run_file {

struct EventText {
  std::string who;
  Tone tone = Tone::plain;
  Weight weight = Weight::detail;  // story: the run's story has the sentence, too
  std::string text;
};

// Refers to the file, which must outlive it.
class EventTeller {
 public:
  explicit EventTeller(const RunFile& file);
  EventText tell(const Event& event);

 private:
  void recall(const Record& record);

  const RunFile& file_;
  RecentRecords recent_;  // the event and what it comes from, as a story looks them up
  RunInfo info_;
};

}  // namespace orrery::run_file
