#include "views/editor_desk.h"

#include <algorithm>

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLayout>
#include <QMessageBox>
#include <QSettings>

#include "views/actions.h"
#include "views/code_edit.h"
#include "views/run_room.h"
#include "views/scenario_editor.h"

namespace orrery::gui {

namespace {

const QString kFolder = QStringLiteral("editor/folder");

EditorDesk::Questions questionsOf(QWidget& window) {
  EditorDesk::Questions questions;
  questions.fileName = [&window](const QString& suggested) {
    return QFileDialog::getSaveFileName(&window, QObject::tr("Save the scenario"), suggested,
                                        QObject::tr("Scenarios (*.yaml)"));
  };
  questions.unsaved = [&window](const QString& file) {
    const auto answer = QMessageBox::warning(
        &window, QObject::tr("Unsaved edits"), QObject::tr("%1 has edits that are not saved.").arg(file),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save) return EditorDesk::Unsaved::save;
    return answer == QMessageBox::Discard ? EditorDesk::Unsaved::discard : EditorDesk::Unsaved::stay;
  };
  questions.writeOver = [&window](const QString& file) {
    return QMessageBox::question(
               &window, QObject::tr("Changed by someone else"),
               QObject::tr("%1 holds another text than the one that is edited here. Write over it?").arg(file)) ==
           QMessageBox::Yes;
  };
  return questions;
}

}  // namespace

EditorDesk::EditorDesk(QWidget& window) : QObject(&window), window_(window), questions_(questionsOf(window)) {
  makeActions();
  showState();
}

ScenarioEditor* EditorDesk::editor() { return editor_; }

void EditorDesk::makeActions() {
  const auto add = [this](const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                          std::function<void()> act) {
    QAction* action = makeAction(window_, text, tip, keys, std::move(act));
    all_ << action;
    return action;
  };
  add(tr("Edit"), tr("Opens the scenario's text beside the stage, and closes it"),
      {QKeySequence(Qt::Key_E), QKeySequence(Qt::CTRL | Qt::Key_E)}, [this] {
        if (room_ == nullptr) return emit choiceWanted();
        isOpen_ ? close() : open();
      });
  const auto ofDraft = [&](const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                           std::function<void()> act) { ofDraft_ << add(text, tip, keys, std::move(act)); };
  ofDraft(tr("Run the draft"), tr("Runs the text as it is edited; it need not be saved"),
          {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)},
          [this] { editor_->run(); });
  ofDraft(tr("Save"), tr("Saves the edited text; a scenario of the library under a name of your own"),
          {QKeySequence(Qt::CTRL | Qt::Key_S)}, [this] { save(); });
  ofDraft(tr("Save as…"), tr("Saves the edited text under another name"),
          {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, [this] { saveAs(); });
  ofDraft(tr("Undo"), tr("Takes back the last edit, by hand or by a knob"), {QKeySequence(Qt::CTRL | Qt::Key_Z)},
          [this] { editor_->undo(); });
  ofDraft(tr("Redo"), tr("Does again what was taken back"), {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
          [this] { editor_->redo(); });
  ofDraft(tr("Next mistake"), tr("To the next mistake in the edited text"), {QKeySequence(Qt::Key_F8)},
          [this] { editor_->showMistake(true); });
  ofDraft(tr("Previous mistake"), tr("To the mistake before"), {QKeySequence(Qt::SHIFT | Qt::Key_F8)},
          [this] { editor_->showMistake(false); });
}

void EditorDesk::showState() {
  for (QAction* action : ofDraft_) action->setEnabled(isOpen_);
  // Only a title with this place in it can show it.
  if (window_.windowTitle().contains(QLatin1String("[*]")))
    window_.setWindowModified(editor_ != nullptr && editor_->isModified());
}

void EditorDesk::attach(RunRoom& room) {
  room_ = &room;
  alone_.reset();
  const RunOrder order = room.order();
  if (editor_ != nullptr && editor_->draft().subject() != order.scenario) drop();
  if (editor_ != nullptr) editor_->draft().setVariant(order.variant);
  if (opensWithNext_) return open();
  place();
  showState();
}

void EditorDesk::detach() {
  if (isOpen_ && (room_ != nullptr || alone_)) {
    hadFocus_ = editor_->isAncestorOf(QApplication::focusWidget());
    // Alone it is as wide as the window.
    width_ = room_ != nullptr ? editor_->width() : 0;
    // It outlives the room.
    editor_->setParent(&window_);
    editor_->hide();
  }
  room_ = nullptr;
}

void EditorDesk::place() {
  if (!isOpen_) return;
  room_->placeEditor(editor_, width_);
  if (hadFocus_) editor_->setFocus();
  hadFocus_ = false;
}

void EditorDesk::make(const RunOrder& order, const QString& text) {
  editor_ = new ScenarioEditor(order.scenario, text, order.variant, order.set, &window_);
  connect(editor_, &ScenarioEditor::modifiedChanged, this, &EditorDesk::showState);
  connect(editor_, &ScenarioEditor::saveWanted, this, &EditorDesk::save);
  connect(editor_, &ScenarioEditor::runWanted, this, [this] {
    if (room_ != nullptr || alone_) emit runWanted(ordered(room_ != nullptr ? room_->order() : *alone_));
  });
}

void EditorDesk::openWithoutRun(const RunOrder& order, const QString& text, QWidget& page) {
  drop();
  alone_ = order;
  make(order, text);
  isOpen_ = true;
  page.layout()->addWidget(editor_);
  editor_->show();
  editor_->setFocus();
  showState();
}

void EditorDesk::open() {
  opensWithNext_ = room_ == nullptr;
  if (room_ == nullptr) return;
  if (editor_ == nullptr)
    make(room_->order(), room_->scenarioText());
  else
    editor_->putAll(room_->order().set);
  isOpen_ = true;
  hadFocus_ = true;
  place();
  showState();
}

void EditorDesk::close() {
  opensWithNext_ = false;
  if (!isOpen_) return;
  isOpen_ = false;
  alone_.reset();
  editor_->hide();
  editor_->setParent(&window_);
  if (room_ != nullptr) {
    room_->placeEditor(nullptr);
    // Without edits it is made anew from the run that is shown then. Edits that were run are edits still.
    if (!editor_->isModified() && editor_->draft().text() == room_->scenarioText()) drop();
  }
  showState();
}

void EditorDesk::drop() {
  close();
  if (editor_ != nullptr) editor_->deleteLater();
  editor_ = nullptr;
  width_ = 0;
  showState();
}

bool EditorDesk::mayLeave() {
  if (editor_ == nullptr) return true;
  if (editor_->isModified()) {
    const Unsaved answer = questions_.unsaved(QFileInfo(editor_->draft().fileName()).fileName());
    if (answer == Unsaved::stay || (answer == Unsaved::save && !save())) return false;
  }
  drop();
  return true;
}

bool EditorDesk::mayRun(const RunOrder& order) {
  return editor_ == nullptr || editor_->draft().subject() == order.scenario || mayLeave();
}

RunOrder EditorDesk::ordered(RunOrder order) {
  if (!isOpen_) return order;
  ScenarioDraft& draft = editor_->draft();
  draft.finishCheck();
  if (!draft.check().isValid()) return order;
  order.scenario = draft.subject();
  order.draft = draft.text();
  order.set = editor_->setBeside();
  const std::vector<Variant>& variants = draft.check().scenario->variants;
  const bool isThere = std::any_of(variants.begin(), variants.end(),
                                   [&](const Variant& one) { return one.id == order.variant.toStdString(); });
  if (!isThere) order.variant = variants.empty() ? QString() : QString::fromStdString(variants.front().id);
  return order;
}

bool EditorDesk::save() {
  editor_->finishTyping();
  ScenarioDraft& draft = editor_->draft();
  if (draft.isOfLibrary() || !QFileInfo::exists(draft.fileName())) return saveAs();
  if (draft.hasChangedOnDisk() && !questions_.writeOver(draft.fileName())) return false;
  return write(draft.fileName());
}

bool EditorDesk::saveAs() {
  editor_->finishTyping();
  const QFileInfo now(editor_->draft().fileName());
  const bool isOwn = !editor_->draft().isOfLibrary();
  const QDir folder(isOwn ? now.absolutePath() : QSettings().value(kFolder, QDir::currentPath()).toString());
  QString path = questions_.fileName(folder.filePath(now.fileName()));
  if (path.isEmpty()) return false;
  if (QFileInfo(path).suffix().isEmpty()) path += QStringLiteral(".yaml");
  QSettings().setValue(kFolder, QFileInfo(path).absolutePath());
  return write(path);
}

bool EditorDesk::write(const QString& path) {
  const QString error = editor_->draft().saveTo(path);
  if (!error.isEmpty()) {
    room_ != nullptr ? room_->showFailure(error) : emit failed(error);
    return false;
  }
  editor_->setSaved();
  showState();
  return true;
}

}  // namespace orrery::gui
