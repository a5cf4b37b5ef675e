// The keys of playback: play, step, speed, and the time shown. In a narrow window the lesser ones go into a menu.
#pragma once

#include <map>

#include <QWidget>

class QAction;
class QLabel;
class QMenu;
class QSlider;
class QToolButton;

namespace orrery::gui {

class ElidedLabel;
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

 protected:
  void resizeEvent(QResizeEvent*) override;
  void showEvent(QShowEvent*) override;

 private:
  // How much of it is shown, from everything to what cannot be done without.
  struct Extent {
    enum class Length { none, ofRun, withEvent };
    Length length;       // what stands beside the time
    int slider;          // wide, at scale 1
    int speed;           // the words beside it
    bool areEndsShown;   // to the start and the end, slow motion
    bool areStepsShown;  // event by event
  };
  static const Extent kExtents[];

  void makeButtons();
  void makeMore();
  QToolButton* button(QAction* action);
  int widthOf(const Extent& extent) const;
  bool isShown(const QAction* action, const Extent& extent) const;
  QString lengthText(Extent::Length length) const;
  void arrange();
  void showTime();
  void showSpeed();

  RunSession& session_;
  Playback& playback_;
  const TransportActions actions_;
  std::map<QAction*, QToolButton*> buttons_;
  const Extent* extent_;
  QLabel* time_;
  QLabel* of_;  // of how long a run, at which event
  ElidedLabel* speedText_;
  QSlider* speed_;
  QToolButton* more_;
  QMenu* moreMenu_;
};

}  // namespace orrery::gui
