// Opens the editor beside the stage and keeps the draft while one run of it follows another, each with a room of its
// own. Saves it, and asks before anything unsaved is lost.
#pragma once

#include <functional>
#include <optional>

#include <QList>
#include <QObject>
#include <QPointer>

#include "presenters/child_run.h"

class QAction;
class QWidget;

namespace orrery::gui {

class RunRoom;
class ScenarioEditor;

class EditorDesk final : public QObject {
  Q_OBJECT
 public:
  enum class Unsaved { save, discard, stay };
  // What a person is asked; tests answer by themselves.
  struct Questions {
    std::function<QString(const QString& suggested)> fileName;  // to save to; empty: not at all
    std::function<Unsaved(const QString& file)> unsaved;        // what becomes of unsaved edits
    std::function<bool(const QString& file)> writeOver;         // the file was changed by someone else meanwhile
  };

  // Its actions are the window's.
  explicit EditorDesk(QWidget& window);
  void setQuestions(Questions questions) { questions_ = std::move(questions); }

  // The room is shown from now on, until detach(); an open editor of its scenario moves there.
  void attach(RunRoom& room);
  void detach();
  // Opens the editor in the room that is attached, or in the next.
  void open();
  // Whether it waits for the next room, to open there.
  bool opensWithNext() const { return opensWithNext_; }
  // Of a scenario whose run fails there is no room: the editor stands in `page`, which has a layout, until a run of the
  // draft has one, or until it is left. The page must outlive its being there.
  void openWithoutRun(const RunOrder& order, const QString& text, QWidget& page);
  bool isWithoutRun() const { return alone_.has_value(); }
  // Unsaved edits wait until it is opened again. A next room opens without it.
  void close();
  bool isOpen() const { return isOpen_; }
  ScenarioEditor* editor();

  // False where unsaved edits are to stay; otherwise the draft is gone.
  bool mayLeave();
  // The same for a run; one of the draft's own scenario leaves it where it is.
  bool mayRun(const RunOrder& order);
  // With the draft for its scenario's text, where it is open and valid.
  RunOrder ordered(RunOrder order);
  bool save();
  bool saveAs();
  const QList<QAction*>& actions() const { return all_; }

 signals:
  void runWanted(const RunOrder& order);
  // The key was pressed where there is no room.
  void choiceWanted();
  // The draft could not be written, and there is no room to say so in.
  void failed(const QString& why);

 private:
  void makeActions();
  void make(const RunOrder& order, const QString& text);
  void place();
  void showState();
  bool write(const QString& path);
  void drop();

  QWidget& window_;
  Questions questions_;
  RunRoom* room_ = nullptr;
  std::optional<RunOrder> alone_;  // what is edited without a run
  QPointer<ScenarioEditor> editor_;
  QList<QAction*> all_;
  QList<QAction*> ofDraft_;  // enabled while the editor is open
  bool isOpen_ = false;
  bool opensWithNext_ = false;
  bool hadFocus_ = false;
  int width_ = 0;  // of the editor in the last room; 0: there was none
};

}  // namespace orrery::gui
