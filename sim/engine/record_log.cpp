#include "engine/record_log.h"

namespace orrery {

void RecordLog::flush() {
  const RecordBatch batch{buffer_, descriptions_};
  for (Sink* sink : sinks_) sink->on_batch(batch);
  buffer_.clear();
  descriptions_.clear();
}

}  // namespace orrery
