// The room in which one run is watched: story, stage, panels, timeline.
#pragma once

#include <memory>
#include <optional>

#include <QWidget>

#include "models/breaks.h"
#include "models/marks.h"
#include "models/room_plan.h"
#include "presenters/child_run.h"
#include "presenters/playback.h"
#include "presenters/run_session.h"
#include "scenario/scenario.h"

class QLabel;
class QMenu;
class QSplitter;
class QTabWidget;

namespace orrery::gui {

class BranchPanel;
class Branches;
class BreakMenus;
class Stage;
class StoryPanel;
class Timeline;
class Transport;
class VerdictButton;

class RunRoom final : public QWidget {
  Q_OBJECT
 public:
  // Shows one of the branches, whose run file is there; they must outlive the room. The error is one line.
  static tl::expected<std::unique_ptr<RunRoom>, QString> open(Branches& branches, int branch);
  ~RunRoom() override;

  RunSession& session() { return *session_; }
  const RunSession& session() const { return *session_; }
  Playback& playback() { return *playback_; }
  Stage& stage() { return *stage_; }
  // nullptr where the file was there before.
  ChildRun* child();
  Branches& branches() { return branches_; }
  int branch() const { return branch_; }
  QString title() const;

  // What the run was ordered with, its draft included.
  RunOrder order() const;
  // The text that the run was made of.
  QString scenarioText() const;
  // The same with what was set.
  QString textAsRun() const;
  // Left of the stage, or under it where the window is narrow; nullptr: the one that was there is gone. It has to leave
  // before the room ends. A width of 0 is what it wishes, or on a large window a third of it.
  void placeEditor(QWidget* editor, int width = 0);

  // What can be brought to the front: "stage", and the ids of the panels that this run has.
  QStringList views() const;
  // False where the run has no such view.
  bool bringToFront(const QString& view);
  // One line that names the view that is missing and those that are there.
  QString missingViewText(const QString& view) const;
  void setPresenting(bool presenting);
  bool isPresenting() const { return isPresenting_; }
  // Says what went wrong, above the rooms, until it is closed.
  void showFailure(const QString& why);
  void fillMenus(QMenu& play, QMenu& view);
  void saveLayout() const;

 signals:
  // The same scenario with something changed.
  void runWanted(const orrery::gui::RunOrder& order);
  // The same run with something broken, which begins at that moment.
  void breakWanted(const orrery::gui::RunOrder& order, const QString& name, orrery::Instant at);
  void branchChosen(int branch);
  void comparisonWanted(int a, int b);
  void saveWanted(int branch);

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  RunRoom(std::unique_ptr<RunSession> session, Branches& branches, int branch);
  void makeActions();
  void makeRooms();
  QWidget* makeLeft();
  QWidget* makeStageBox();
  void breakIt(const Break& what, Instant at);
  void addPanels();
  void restoreLayout();
  void setDefaultLayout();
  // The editor, and what there is room for beside it.
  void arrangeEditor();
  void showColumns();
  // Columns that nobody has moved keep to the width of the window, and to what the names of the branches need.
  void fitColumns();
  void fitLeft();
  // The same of the panels at the right, by how much there is to read in each.
  void fitRight();
  void showSentence();
  void toggleBlank();
  void readOn();
  // What the sentence above the stage tells of where it tells of this very moment; otherwise the event at hand.
  RecordId eventTold() const;
  void savePicture();

  Branches& branches_;
  const int branch_;
  std::unique_ptr<RunSession> session_;
  std::optional<Scenario> scenario_;
  Show show_;
  std::unique_ptr<Marks> marks_;
  Playback* playback_ = nullptr;

  struct Actions;
  std::unique_ptr<Actions> actions_;
  QLabel* failure_ = nullptr;
  QLabel* sentence_ = nullptr;
  VerdictButton* verdict_ = nullptr;
  QSplitter* columns_ = nullptr;
  QSplitter* middle_ = nullptr;  // the editor, where it is open, and the centre
  QSplitter* centre_ = nullptr;
  QSplitter* right_ = nullptr;
  QSplitter* left_ = nullptr;
  QTabWidget* below_ = nullptr;
  StoryPanel* story_ = nullptr;
  BranchPanel* branchPanel_ = nullptr;
  BreakMenus* breaks_ = nullptr;
  Stage* stage_ = nullptr;
  Timeline* timeline_ = nullptr;
  Transport* transport_ = nullptr;
  QWidget* blank_ = nullptr;
  QWidget* editor_ = nullptr;
  int editorWidth_ = 0;  // wished; 0: as it comes
  RoomPlan plan_;        // of a room without an editor, everything
  bool isPresenting_ = false;
  // Someone has arranged them by hand: that is kept for later rooms.
  bool areColumnsTheirs_ = false, areRowsTheirs_ = false, isCentreTheirs_ = false;
  bool isOneInFront_ = false;  // of the panels at the right, asked for by name: in this room alone
};

}  // namespace orrery::gui
