#include "presenters/passage.h"

#include <algorithm>

#include "presenters/playback.h"
#include "presenters/run_session.h"

namespace orrery::gui {

namespace {

constexpr Duration kFrame = Duration::milliseconds(1000 / PassageFilm::kFramesInSecond);
constexpr int kTicks = GifWriter::kTicksInSecond / PassageFilm::kFramesInSecond;
// One of so many frames is looked at for its colours.
constexpr int kColoursEvery = 8;
// Before it begins anew, the end can be looked at.
constexpr int kTicksAtEnd = GifWriter::kTicksInSecond;

}  // namespace

PassageFilm::PassageFilm(RunSession& session, Playback& playback, Order order)
    : session_(session), playback_(playback), order_(std::move(order)) {
  timer_.setInterval(order_.settleMs);
  connect(&timer_, &QTimer::timeout, this, &PassageFilm::next);
}

PassageFilm::~PassageFilm() { cancel(); }

void PassageFilm::start() {
  before_ = session_.time();
  isRunning_ = true;
  playback_.setSelfDriven(false);
  begin(Pass::colours);
  timer_.start();
}

void PassageFilm::begin(Pass pass) {
  pass_ = pass;
  frame_ = 0;
  playback_.pause();
  session_.seek(order_.from);
  playback_.play();
}

void PassageFilm::cancel() {
  if (!isRunning_) return;
  isRunning_ = false;
  timer_.stop();
  writer_.reset();
  playback_.pause();
  playback_.setSelfDriven(true);
  session_.seek(before_);
}

void PassageFilm::end(const QString& error) {
  cancel();
  emit finished(error);
}

bool PassageFilm::write(const QImage& picture, int ticks) {
  if (!writer_) {
    auto writer = GifWriter::create(order_.path, picture.size(), colours_.palette());
    if (!writer) {
      end(writer.error());
      return false;
    }
    writer_ = *std::move(writer);
  }
  if (writer_->add(picture, ticks)) return true;
  end(writer_->error());
  return false;
}

void PassageFilm::next() {
  // The frame before has been painted everywhere by now.
  const bool isLast = session_.time() >= order_.until || !playback_.isPlaying();
  const bool isLookedAt = pass_ == Pass::frames || isLast || frame_ % kColoursEvery == 0;
  const QImage picture = isLookedAt ? order_.picture() : QImage();
  ++frame_;
  const double done = std::clamp(
      (session_.time() - order_.from).seconds() / std::max((order_.until - order_.from).seconds(), 1e-9), 0.0, 1.0);
  // Frames cost more than a look at some of them.
  constexpr double kColoursShare = 0.2;
  emit progressed(pass_ == Pass::colours ? kColoursShare * done : kColoursShare + (1 - kColoursShare) * done);
  if (!isRunning_) return;
  if (pass_ == Pass::colours) {
    if (isLookedAt) colours_.add(picture);
    if (isLast) return begin(Pass::frames);
  } else {
    if (!write(picture, isLast ? kTicksAtEnd : kTicks)) return;
    if (isLast) return end(writer_->finish() ? QString() : writer_->error());
  }
  playback_.advance(kFrame);
}

}  // namespace orrery::gui
