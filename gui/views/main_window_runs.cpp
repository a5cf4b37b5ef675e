// The runs that the window has: how a branch begins, is entered, compared with another and saved.
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QSaveFile>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "models/branch_scenario.h"
#include "presenters/branches.h"
#include "scenario/loader.h"
#include "views/compare_room.h"
#include "views/editor_desk.h"
#include "views/look.h"
#include "views/main_window.h"
#include "views/run_room.h"
#include "views/scenario_editor.h"
#include "views/stage.h"

namespace orrery::gui {

void MainWindow::watch(Branches& branches) {
  connect(&branches, &Branches::opened, this, [this, &branches](int branch) { enter(branches, branch); });
  connect(&branches, &Branches::failed, this, [this, &branches](int branch, const QString& why) {
    starting_->setVisible(branches.isAnyStarting());
    // Of a run that can be seen the room tells what becomes of it.
    if (!branches.path(branch).isEmpty()) return;
    const RunOrder order = branches.order(branch);
    if (&branches == coming_.get()) coming_.release()->deleteLater();
    if (room_ != nullptr || !desk_->opensWithNext() || !openDraft(order, why)) showFailure(why, order);
  });
}

void MainWindow::enter(Branches& branches, int branch) {
  starting_->setVisible(branches.isAnyStarting());
  auto room = RunRoom::open(branches, branch);
  if (!room) return showFailure(room.error());
  banner_->hide();
  failure_.clear();
  leaveRoom();
  leaveDraft();
  if (&branches == coming_.get()) branches_ = std::move(coming_);
  branches.setShown(branch);
  room_ = room->release();
  rooms_->addWidget(room_);
  rooms_->setCurrentWidget(room_);
  room_->fillMenus(*play_, *view_);
  room_->setPresenting(isPresenting_);
  tellRoom();
  seekWhenThere();
  setWindowTitle(tr("%1[*] · Orrery").arg(room_->title()));
  room_->stage().setFocus();
  desk_->attach(*room_);
  emit roomOpened();
}

bool MainWindow::openDraft(const RunOrder& order, const QString& why) {
  QString text = order.draft;
  if (text.isEmpty()) {
    const auto read = read_scenario_text(order.scenario.toStdString());
    if (!read) return false;
    text = QString::fromStdString(read->text);
  }
  leaveDraft();
  draftPage_ = new QWidget(this);
  auto* column = new QVBoxLayout(draftPage_);
  column->setContentsMargins(0, 0, 0, 0);
  rooms_->addWidget(draftPage_);
  rooms_->setCurrentWidget(draftPage_);
  setWindowTitle(tr("%1[*] · Orrery").arg(order.scenario));
  desk_->openWithoutRun(order, text, *draftPage_);
  // Mistakes of the text stand under their lines; what else went wrong is told above it.
  banner_->hide();
  if (!why.isEmpty() && desk_->editor()->draft().check().isValid()) showBanner(why);
  if (!why.isEmpty()) emit failed(why);
  return true;
}

void MainWindow::leaveDraft() {
  if (draftPage_ == nullptr) return;
  desk_->detach();
  rooms_->removeWidget(draftPage_);
  draftPage_->deleteLater();
  draftPage_ = nullptr;
}

void MainWindow::showBanner(const QString& why) {
  Look& look = Look::instance();
  QPalette colours = banner_->palette();
  colours.setColor(QPalette::Window, look.isDark() ? QColor("#4A2413") : QColor("#FBE9DF"));
  banner_->setPalette(colours);
  const bool canBeMended =
      failed_ && draftPage_ == nullptr && read_scenario_text(failed_->scenario.toStdString()).has_value();
  const QString mend =
      canBeMended ? QStringLiteral("<a href='edit'>%1</a> &nbsp; ").arg(tr("Open it in the editor")) : QString();
  banner_->setText(QStringLiteral("<b>✗ %1</b><pre style='margin:4px 0'>%2</pre>%3<a href='close'>%4</a>")
                       .arg(tr("This did not work"), why.toHtmlEscaped(), mend, tr("Close")));
  banner_->show();
}

void MainWindow::tellRoom() {
  connect(room_, &RunRoom::runWanted, this, [this](const RunOrder& order) { runAgain(desk_->ordered(order)); });
  connect(room_, &RunRoom::breakWanted, this, &MainWindow::branchOff);
  connect(room_, &RunRoom::comparisonWanted, this, &MainWindow::compare);
  connect(room_, &RunRoom::saveWanted, this, &MainWindow::saveBranch);
  // Later: the room that asks is left.
  connect(
      room_, &RunRoom::branchChosen, this,
      [this](int branch) {
        if (branch == room_->branch() || branches_->path(branch).isEmpty()) return;
        seekTo_ = room_->session().time();
        enter(*branches_, branch);
      },
      Qt::QueuedConnection);
}

// A run that is still written may not be there yet.
void MainWindow::seekWhenThere() {
  if (!seekTo_) return;
  const auto seek = [this, room = room_] {
    if (!seekTo_ || room != room_) return;
    if (room->session().isRecording() && room->session().reached() < *seekTo_) return;
    room->session().seek(*seekTo_);
    seekTo_.reset();
  };
  connect(&room_->session(), &RunSession::grew, room_, seek);
  seek();
}

void MainWindow::tellIfBeyond(Instant asked) {
  const auto tell = [room = room_, asked] {
    if (const QString why = room->session().findBeyond(asked); !why.isEmpty()) room->showFailure(why);
  };
  if (room_->session().isRecording()) connect(&room_->session(), &RunSession::grew, room_, tell);
  tell();
}

void MainWindow::branchOff(const RunOrder& order, const QString& name, std::optional<Instant> at) {
  seekTo_ = at.value_or(room_->session().time());
  starting_->show();
  branches_->branchOff(room_->branch(), order, name, at);
}

void MainWindow::compare(int a, int b) {
  auto comparison = Comparison::open(branches_->path(a), branches_->path(b));
  if (!comparison) return showFailure(comparison.error());
  const Instant time = room_->session().time();
  room_->playback().pause();
  leaveComparison();
  const auto nameOf = [this](int branch) { return branches_->indexOf(branch).data().toString(); };
  compareRoom_ = new CompareRoom(*std::move(comparison), nameOf(a), nameOf(b), this);
  connect(compareRoom_, &CompareRoom::left, this, &MainWindow::leaveComparison, Qt::QueuedConnection);
  rooms_->addWidget(compareRoom_);
  rooms_->setCurrentWidget(compareRoom_);
  play_->clear();
  compareRoom_->fillMenu(*play_);
  compareRoom_->comparison().sides()[0].session->seek(time);
  compareRoom_->stage(0).setFocus();
  emit compareOpened();
}

// A run that did not come of the one shown stands beside it as a trunk of its own.
void MainWindow::compareWith(const QString& path) {
  const auto file = run_file::RunFile::open(path.toStdString());
  if (!file) return showFailure(QString::fromStdString(file.error()));
  compare(room_->branch(), branches_->take(path, orderOf(file->head()), QFileInfo(path).fileName()));
}

void MainWindow::leaveComparison() {
  if (compareRoom_ == nullptr) return;
  const Instant time = compareRoom_->comparison().sides()[0].session->time();
  rooms_->removeWidget(compareRoom_);
  delete compareRoom_;
  compareRoom_ = nullptr;
  if (room_ == nullptr) return;
  resetRoomMenus();
  room_->fillMenus(*play_, *view_);
  rooms_->setCurrentWidget(room_);
  room_->session().seek(time);
  room_->stage().setFocus();
}

void MainWindow::saveBranch(int branch) {
  const auto run = run_file::RunFile::open(branches_->path(branch).toStdString());
  if (!run) return showFailure(QString::fromStdString(run.error()));
  const auto text = scenarioOfBranch(run->head());
  if (!text) return showFailure(QString::fromStdString(text.error()));
  const QString name = QFileInfo(QString::fromStdString(run->head().scenario)).completeBaseName();
  QString path = QFileDialog::getSaveFileName(this, tr("Save the branch as a scenario"), name + tr("-branch.yaml"),
                                              tr("Scenarios (*.yaml)"));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".yaml");
  QSaveFile file(path);
  const QByteArray bytes = QByteArray::fromStdString(*text);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    showFailure(tr("%1 cannot be written: %2").arg(path, file.errorString()));
}

void MainWindow::cancelRuns() {
  coming_.reset();
  starting_->hide();
  if (branches_ == nullptr) return;
  for (int branch = 0; branch < branches_->count(); ++branch)
    if (branches_->progress(branch) == Branches::Progress::starting || branch == branches_->shown())
      branches_->cancel(branch);
}

}  // namespace orrery::gui
