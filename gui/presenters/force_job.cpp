#include "presenters/force_job.h"

namespace orrery::gui {

void ForceJob::cancel() {
  ++generation_;
  isCancelled_ = true;
  if (thread_.joinable()) thread_.join();
  isRunning_ = false;
}

void ForceJob::start(std::size_t nodes, std::vector<StageLayout::Edge> edges) {
  cancel();
  isCancelled_ = false;
  isRunning_ = true;
  places_.clear();
  thread_ = std::thread([this, nodes, edges = std::move(edges), generation = generation_] {
    ForcedPlaces places = placeByForce(nodes, edges, isCancelled_);
    QMetaObject::invokeMethod(
        this,
        [this, generation, places = std::move(places)] {
          if (generation != generation_) return;
          isRunning_ = false;
          places_ = places;
          emit done();
        },
        Qt::QueuedConnection);
  });
}

}  // namespace orrery::gui
