// The window: the gallery, or the room of one run, and what is common to both.
#pragma once

#include <memory>
#include <optional>

#include <QMainWindow>

#include "presenters/child_run.h"
#include "window_command.h"

class QLabel;
class QMenu;
class QProgressBar;
class QStackedWidget;

namespace orrery::gui {

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
  void carryOut(const WindowCommand& command);
  void setPresenting(bool presenting);
  bool isPresenting() const { return isPresenting_; }

  Gallery* gallery() { return gallery_; }
  // nullptr in the gallery.
  RunRoom* room() { return room_; }

 signals:
  void roomOpened();
  // A run could not begin, or a file not be opened.
  void failed(const QString& why);

 protected:
  void closeEvent(QCloseEvent*) override;
  void dragEnterEvent(QDragEnterEvent*) override;
  void dropEvent(QDropEvent*) override;

 private:
  void makeMenus();
  void enter(const QString& path, std::unique_ptr<ChildRun> child);
  void leaveRoom();
  void childOpened(const QString& path);
  void showFailure(const QString& why);
  void showKeys();
  void remember(const QString& path);
  static QStringList recent();
  static RunOrder completed(RunOrder order);

  QString program_;
  QStackedWidget* rooms_;
  Gallery* gallery_ = nullptr;
  RunRoom* room_ = nullptr;
  QLabel* banner_;
  QProgressBar* starting_;
  QMenu* play_ = nullptr;
  QMenu* view_ = nullptr;
  QAction* present_ = nullptr;
  QAction* dark_ = nullptr;
  QAction* cancel_ = nullptr;
  std::unique_ptr<ChildRun> child_;  // whose file cannot be opened yet
  std::optional<Instant> seekTo_;    // in the run that is to come
  bool isPresenting_ = false;
};

}  // namespace orrery::gui
