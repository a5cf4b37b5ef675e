#include "presenters/series_job.h"

namespace orrery::gui {

namespace {

// So much has to be done before it is told anew.
constexpr double kTold = 0.01;

}  // namespace

void SeriesJob::cancel() {
  ++generation_;
  isCancelled_ = true;
  if (thread_.joinable()) thread_.join();
  isRunning_ = false;
}

void SeriesJob::start(std::size_t buckets) {
  cancel();
  isCancelled_ = false;
  isRunning_ = true;
  thread_ = std::thread([this, buckets, generation = generation_] {
    const auto tell = [this, generation](auto body) {
      QMetaObject::invokeMethod(
          this,
          [this, generation, body] {
            if (generation == generation_) body();
          },
          Qt::QueuedConnection);
    };
    double told = 0;
    auto table = readSeries(runFile_, buckets, [&](double share) {
      if (share >= told + kTold) {
        told = share;
        tell([this, share] { emit progressed(share); });
      }
      return !isCancelled_;
    });
    if (table) {
      auto shared = std::make_shared<const SeriesTable>(*std::move(table));
      tell([this, shared] {
        isRunning_ = false;
        emit done(shared);
      });
    } else {
      tell([this, why = QString::fromStdString(table.error())] {
        isRunning_ = false;
        emit failed(why);
      });
    }
  });
}

}  // namespace orrery::gui
