// Places many nodes by force off the window's thread.
#pragma once

#include <atomic>
#include <thread>

#include <QObject>

#include "models/layout.h"

namespace orrery::gui {

class ForceJob final : public QObject {
  Q_OBJECT
 public:
  ~ForceJob() override { cancel(); }

  // Anew, whatever was going on.
  void start(std::size_t nodes, std::vector<StageLayout::Edge> edges);
  void cancel();
  bool isRunning() const { return isRunning_; }
  // Empty until it is done.
  const ForcedPlaces& places() const { return places_; }

 signals:
  void done();

 private:
  std::thread thread_;
  std::atomic<bool> isCancelled_ = false;
  std::uint64_t generation_ = 0;  // what an earlier run of the job says comes too late
  bool isRunning_ = false;
  ForcedPlaces places_;
};

}  // namespace orrery::gui
