// Playing a run: three times, as in OMNeT++'s Qtenv. Wall time passes by itself; animation time passes while the run
// is played; simulated time follows it at the speed chosen, slower where slow motion says so, and stands still for a
// while at what would otherwise be over in no time.
#pragma once

#include <span>

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include "models/marks.h"
#include "models/slow_motion.h"

namespace orrery::gui {

class RunSession;

class Playback final : public QObject {
  Q_OBJECT
 public:
  // The session and the marks must outlive this.
  Playback(RunSession& session, const Marks& marks, QObject* parent = nullptr);

  // From slowest to fastest: 0.0001 to 100 simulated seconds a second, in steps of 1, 2, 5.
  static std::span<const Rate> rates();
  static int stepOfLife();  // the position of as fast as life
  // "1x", "0.02x": one is as fast as life.
  static QString rateText(Rate rate);

  bool isPlaying() const { return isPlaying_; }
  bool isHolding() const { return hold_ > Duration(); }
  int speedStep() const { return speedStep_; }
  Rate rate() const { return rates()[static_cast<std::size_t>(speedStep_)]; }
  // What it comes to at this moment.
  Rate effectiveRate() const;
  // What it is slowed down for, in few words; empty where it is as fast as was chosen.
  QString slowFor() const;
  bool isSlowMotionOn() const { return slowMotionOn_; }
  Duration animationTime() const { return animation_; }

  void setSlowMotion(SlowMotion slowMotion);
  void setSlowMotionOn(bool on);
  void setSpeedStep(int step);

  void play();
  void pause();
  void toggle();
  void faster() { setSpeedStep(speedStep_ + 1); }
  void slower() { setSpeedStep(speedStep_ - 1); }
  // These pause: whoever steps wants to look.
  void step(int events);
  void toNextMark();
  void toPreviousMark();
  void toStart();
  void toEnd();

  // Lets so much wall time pass. The presenter's own timer calls this while it plays; tests do it themselves.
  void advance(Duration wall);
  // Whether a timer of its own drives it; true unless a test says otherwise.
  void setSelfDriven(bool selfDriven) { selfDriven_ = selfDriven; }

 signals:
  void changed();   // playing or not, speed, slow motion
  void animated();  // animation time went on

 private:
  void run(Duration wall);

  RunSession& session_;
  const Marks& marks_;
  SlowMotion slowMotion_;
  bool slowMotionOn_ = true;
  bool isPlaying_ = false;
  bool selfDriven_ = true;
  int speedStep_;
  Duration animation_;
  Duration hold_;          // wall time for which simulated time still stands still
  std::int64_t rest_ = 0;  // of a simulated nanosecond, in millionths
  QTimer timer_;
  QElapsedTimer clock_;
};

}  // namespace orrery::gui
