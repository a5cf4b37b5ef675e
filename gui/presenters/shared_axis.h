// The stretch of time that every view below the stage shows: one for each session.
#pragma once

#include <QObject>

#include "models/timeline_axis.h"
#include "presenters/run_session.h"

namespace orrery::gui {

class SharedAxis final : public QObject {
  Q_OBJECT
 public:
  // Made where the session has none yet, and gone with it.
  static SharedAxis& of(RunSession& session);

  const TimeSpan& span() const { return span_; }
  void show(TimeSpan span);
  void zoom(double factor, Instant fixed);
  void pan(Duration by);
  void fitRun();
  // The chain that was asked for, or what is around the moment shown.
  void fitEvents();

 signals:
  void changed();

 private:
  explicit SharedAxis(RunSession& session);

  RunSession& session_;
  TimeSpan span_;
  bool showsAll_ = true;  // and goes on to as the run goes on
};

}  // namespace orrery::gui
