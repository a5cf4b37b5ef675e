// The room in which one run is watched: story, stage, panels, timeline.
#pragma once

#include <memory>
#include <optional>

#include <QWidget>

#include "models/marks.h"
#include "presenters/child_run.h"
#include "presenters/playback.h"
#include "presenters/run_session.h"
#include "scenario/scenario.h"

class QLabel;
class QMenu;
class QSplitter;
class QTabWidget;

namespace orrery::gui {

class Stage;
class StoryPanel;
class Timeline;
class Transport;

class RunRoom final : public QWidget {
  Q_OBJECT
 public:
  // The run file's writer, where it is written for this room, is `child`; it lives as long as the room.
  // The error is one line.
  static tl::expected<std::unique_ptr<RunRoom>, QString> open(const QString& path, std::unique_ptr<ChildRun> child);
  ~RunRoom() override;

  RunSession& session() { return *session_; }
  Playback& playback() { return *playback_; }
  Stage& stage() { return *stage_; }
  // nullptr where the file was there before.
  ChildRun* child() { return child_.get(); }
  QString title() const;

  // A panel's id, or "stage".
  void bringToFront(const QString& view);
  void setPresenting(bool presenting);
  bool isPresenting() const { return isPresenting_; }
  // Says what went wrong, above the rooms, until it is closed.
  void showFailure(const QString& why);
  void fillMenus(QMenu& play, QMenu& view);
  void saveLayout() const;

 signals:
  void runWanted(const RunOrder& order);

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  RunRoom(std::unique_ptr<RunSession> session, std::unique_ptr<ChildRun> child);
  void makeActions();
  void makeRooms();
  void addPanels();
  void restoreLayout();
  void setDefaultLayout();
  void showSentence();
  void toggleBlank();
  void readOn();
  void savePicture();

  std::unique_ptr<ChildRun> child_;
  std::unique_ptr<RunSession> session_;
  std::optional<Scenario> scenario_;
  Show show_;
  std::unique_ptr<Marks> marks_;
  Playback* playback_ = nullptr;

  struct Actions;
  std::unique_ptr<Actions> actions_;
  QLabel* failure_ = nullptr;
  QLabel* sentence_ = nullptr;
  QSplitter* columns_ = nullptr;
  QSplitter* centre_ = nullptr;
  QSplitter* right_ = nullptr;
  QTabWidget* below_ = nullptr;
  StoryPanel* story_ = nullptr;
  Stage* stage_ = nullptr;
  Timeline* timeline_ = nullptr;
  Transport* transport_ = nullptr;
  QWidget* blank_ = nullptr;
  bool isPresenting_ = false;
};

}  // namespace orrery::gui
