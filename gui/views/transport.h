// The keys of playback: play, step, speed, and the time shown.
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QSlider;

namespace orrery::gui {

class Playback;
class RunSession;

// The actions that stand as buttons, in this order; made by the window, which gives them keys.
struct TransportActions {
  QAction* toStart = nullptr;
  QAction* previousMark = nullptr;
  QAction* stepBack = nullptr;
  QAction* play = nullptr;
  QAction* step = nullptr;
  QAction* nextMark = nullptr;
  QAction* toEnd = nullptr;
  QAction* slowMotion = nullptr;
};

class Transport final : public QWidget {
  Q_OBJECT
 public:
  Transport(RunSession& session, Playback& playback, const TransportActions& actions, QWidget* parent = nullptr);

 private:
  void showTime();
  void showSpeed();

  RunSession& session_;
  Playback& playback_;
  QLabel* time_;
  QLabel* of_;  // of how long a run, at which event
  QLabel* speedText_;
  QSlider* speed_;
};

}  // namespace orrery::gui
