// Computes the metrics over time off the window's thread.
#pragma once

#include <atomic>
#include <memory>
#include <thread>

#include <QObject>

#include "models/series.h"

namespace orrery::gui {

class SeriesJob final : public QObject {
  Q_OBJECT
 public:
  explicit SeriesJob(std::string runFile) : runFile_(std::move(runFile)) {}
  ~SeriesJob() override { cancel(); }

  // Anew, whatever was going on.
  void start(std::size_t buckets);
  void cancel();
  bool isRunning() const { return isRunning_; }

 signals:
  void progressed(double share);  // 0 to 1
  void done(std::shared_ptr<const orrery::gui::SeriesTable> table);
  void failed(const QString& why);

 private:
  std::string runFile_;
  std::thread thread_;
  std::atomic<bool> isCancelled_ = false;
  std::uint64_t generation_ = 0;  // what an earlier run of the job says comes too late
  bool isRunning_ = false;
};

}  // namespace orrery::gui
