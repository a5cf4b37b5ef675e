#include "presenters/playback.h"

#include <algorithm>
#include <array>

#include "presenters/run_session.h"

namespace orrery::gui {

namespace {

constexpr std::array<Rate, 19> kRates = {
    100,     200,     500,       1'000,     2'000,     5'000,      10'000,     20'000,     50'000,     100'000,
    200'000, 500'000, 1'000'000, 2'000'000, 5'000'000, 10'000'000, 20'000'000, 50'000'000, 100'000'000};
constexpr Rate kLife = 1'000'000;
constexpr int kFrameMs = 16;
// A frame that took longer than this is not caught up with: the run goes on from where one saw it last.
constexpr Duration kLongestFrame = Duration::milliseconds(100);
// How long something that takes no time is looked at.
constexpr Duration kHold = Duration::milliseconds(700);
constexpr std::int64_t kNsInMs = 1'000'000;

}  // namespace

Playback::Playback(RunSession& session, const Marks& marks, QObject* parent)
    : QObject(parent), session_(session), marks_(marks), speedStep_(stepOfLife()) {
  timer_.setTimerType(Qt::PreciseTimer);
  connect(&timer_, &QTimer::timeout, this, [this] {
    advance(std::min(kLongestFrame, Duration::nanoseconds(clock_.nsecsElapsed())));
    clock_.restart();
  });
}

std::span<const Rate> Playback::rates() { return kRates; }

int Playback::stepOfLife() { return static_cast<int>(std::find(kRates.begin(), kRates.end(), kLife) - kRates.begin()); }

QString Playback::rateText(Rate rate) {
  return QString::number(static_cast<double>(rate) / static_cast<double>(kLife), 'g', 2) + QStringLiteral("×");
}

Rate Playback::effectiveRate() const {
  return slowMotionOn_ ? std::min(rate(), slowMotion_.limit(session_.time())) : rate();
}

QString Playback::slowFor() const {
  if (effectiveRate() == rate()) return {};
  const SlowMotion::Moment* moment = slowMotion_.reason(session_.time());
  return moment == nullptr ? QString() : QString::fromStdString(moment->told);
}

void Playback::setSlowMotion(SlowMotion slowMotion) {
  slowMotion_ = std::move(slowMotion);
  emit changed();
}

void Playback::setSlowMotionOn(bool on) {
  if (on == slowMotionOn_) return;
  slowMotionOn_ = on;
  hold_ = {};
  emit changed();
}

void Playback::setSpeedStep(int step) {
  step = std::clamp(step, 0, static_cast<int>(kRates.size()) - 1);
  if (step == speedStep_) return;
  speedStep_ = step;
  emit changed();
}

void Playback::play() {
  if (isPlaying_) return;
  // At the end there is nothing left to play: it starts over.
  if (!session_.isRecording() && session_.event() == session_.last() && session_.time() >= session_.reached())
    session_.seek(Instant::start());
  isPlaying_ = true;
  hold_ = {};
  clock_.start();
  if (selfDriven_) timer_.start(kFrameMs);
  emit changed();
}

void Playback::pause() {
  if (!isPlaying_) return;
  isPlaying_ = false;
  hold_ = {};
  timer_.stop();
  emit changed();
}

void Playback::toggle() { isPlaying_ ? pause() : play(); }

void Playback::step(int events) {
  pause();
  session_.step(events);
}

void Playback::toNextMark() {
  pause();
  if (const Mark* mark = marks_.after(session_.event())) session_.seekEvent(mark->event);
}

void Playback::toPreviousMark() {
  pause();
  if (const Mark* mark = marks_.before(session_.event()))
    session_.seekEvent(mark->event);
  else
    session_.seekEvent(RecordId{});
}

void Playback::toStart() {
  pause();
  session_.seekEvent(RecordId{});
}

void Playback::toEnd() {
  pause();
  session_.seek(session_.reached());
}

void Playback::advance(Duration wall) {
  if (!isPlaying_) return;
  animation_ += wall;
  const Duration held = std::min(hold_, wall);
  hold_ -= held;
  if (wall > held) run(wall - held);
  emit animated();
}

void Playback::run(Duration wall) {
  const Instant begin = session_.time();
  Instant now = begin;
  // A frame may cross from one speed into another.
  while (wall > Duration()) {
    const Rate limit = slowMotionOn_ ? slowMotion_.limit(now) : kRates.back();
    const Rate rate = std::min(this->rate(), limit);
    const std::int64_t product = wall.nanoseconds() * rate + rest_;
    Instant then = now + Duration::nanoseconds(product / kNsInMs);
    rest_ = product % kNsInMs;
    Duration used = wall;
    if (const Instant edge = slowMotionOn_ ? slowMotion_.nextChange(now) : Instant::max(); edge < then) {
      used = Duration::nanoseconds((edge - now).nanoseconds() * kNsInMs / rate) + Duration::nanoseconds(1);
      then = edge;
      rest_ = 0;
    }
    now = then;
    wall -= std::min(used, wall);
  }
  const SlowMotion::Moment* moment = slowMotionOn_ ? slowMotion_.after(session_.event()) : nullptr;
  if (moment != nullptr && moment->time <= std::min(now, session_.reached())) {
    hold_ = kHold;
    rest_ = 0;
    session_.seekEvent(moment->event);
    return;
  }
  session_.seek(now);
  if (now >= session_.reached() && !session_.isRecording()) pause();
}

}  // namespace orrery::gui
