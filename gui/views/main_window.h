// The window: the gallery, or the room of one run, and what is common to both.
#pragma once

#include <memory>
#include <optional>

#include <QMainWindow>

#include "models/stage_signs.h"
#include "presenters/child_run.h"
#include "window_command.h"

class QLabel;
class QMenu;
class QProgressBar;
class QStackedWidget;

namespace orrery::gui {

class Branches;
class CompareRoom;
class EditorDesk;
class Gallery;
class RunRoom;

class MainWindow final : public QMainWindow {
  Q_OBJECT
 public:
  // `program` is the command orrery, which runs scenarios.
  explicit MainWindow(QString program);
  ~MainWindow() override;

  void showGallery();
  void openRunFile(const QString& path);
  // Runs it in a child; what is shown stays until there is something to see of the new run.
  void runScenario(const RunOrder& order);
  // The same, seen from the moment that is shown now.
  void runAgain(const RunOrder& order);
  void carryOut(const WindowCommand& command);
  void setPresenting(bool presenting);
  bool isPresenting() const { return isPresenting_; }

  Gallery* gallery() { return gallery_; }
  // nullptr in the gallery.
  RunRoom* room() { return room_; }
  // Why nothing was opened that was to be; empty once something was.
  const QString& failure() const { return failure_; }
  // nullptr where no two runs are compared.
  CompareRoom* compareRoom() { return compareRoom_; }
  EditorDesk& desk() { return *desk_; }

 signals:
  void roomOpened();
  void compareOpened();
  // A run could not begin, or a file not be opened.
  void failed(const QString& why);

 protected:
  void closeEvent(QCloseEvent*) override;
  void dragEnterEvent(QDragEnterEvent*) override;
  void dropEvent(QDropEvent*) override;

 private:
  void makeMenus();
  // Without what a room adds to them.
  void resetRoomMenus();
  void setTextScale(double scale);
  // A tree that has just begun becomes the window's own once a room of it is open.
  void watch(Branches& branches);
  void enter(Branches& branches, int branch);
  void tellRoom();
  void leaveRoom();
  void seekWhenThere();
  // Of a moment that was asked for, as soon as the run is known to have none such.
  void tellIfBeyond(Instant asked);
  void branchOff(const RunOrder& order, const QString& name, std::optional<Instant> at);
  void compare(int a, int b);
  void compareWith(const QString& path);
  void leaveComparison();
  void saveBranch(int branch);
  void cancelRuns();
  // `of` is the run that failed: where there is no other to be seen, its text is offered to be mended.
  void showFailure(const QString& why, std::optional<RunOrder> of = std::nullopt);
  // The text of what could not be run, to be mended; false where there is none.
  bool openDraft(const RunOrder& order, const QString& why);
  void leaveDraft();
  void showBanner(const QString& why);
  void showKeys();
  std::vector<StageSign> signsShown() const;
  void remember(const QString& path);
  static QStringList recent();
  static RunOrder completed(RunOrder order);

  QString program_;
  QStackedWidget* rooms_;
  Gallery* gallery_ = nullptr;
  RunRoom* room_ = nullptr;
  QWidget* draftPage_ = nullptr;  // where a scenario is edited that has no run yet
  QLabel* banner_;
  QString failure_;
  std::optional<RunOrder> failed_;  // what the banner offers to edit
  QProgressBar* starting_;
  QMenu* play_ = nullptr;
  QMenu* view_ = nullptr;
  QAction* present_ = nullptr;
  QAction* dark_ = nullptr;
  QList<QAction*> scales_;  // of texts
  QAction* cancel_ = nullptr;
  EditorDesk* desk_ = nullptr;
  CompareRoom* compareRoom_ = nullptr;
  std::unique_ptr<Branches> branches_;  // of the room
  std::unique_ptr<Branches> coming_;    // whose trunk cannot be opened yet
  std::optional<Instant> seekTo_;       // in the run that is to come
  bool isPresenting_ = false;
};

}  // namespace orrery::gui
