// The text of a scenario with what is wrong with it, beside a form of its knobs that changes the same text: there is
// one undo for both.
#pragma once

#include <QStringList>
#include <QWidget>

#include "presenters/scenario_draft.h"

class QBoxLayout;
class QCheckBox;
class QLabel;
class QToolButton;

namespace orrery::gui {

class CodeEdit;
class FindBar;
class KnobForm;

class ScenarioEditor final : public QWidget {
  Q_OBJECT
 public:
  // `set` has what the run at hand was given with --set: it is put into the text, as changes that can be undone.
  ScenarioEditor(const QString& subject, const QString& text, const QString& variant, const QStringList& set,
                 QWidget* parent = nullptr);

  ScenarioDraft& draft() { return *draft_; }
  CodeEdit& code() { return *code_; }
  KnobForm& knobs() { return *knobs_; }
  // What of `set` has no place in the text.
  const QStringList& setBeside() const { return setBeside_; }
  void putAll(const QStringList& set);
  // A field of the form that is being typed into is taken as it stands.
  void finishTyping();
  bool isModified() const;
  // What is in the text now is what the file has.
  void setSaved();

  // Where the text is valid; otherwise shows the first mistake.
  void run();
  void undo();
  void redo();
  void showMistake(bool forward);
  // Opens the line above the text in which one says what to look for.
  void find();
  void setRunsByItself(bool runs);
  bool runsByItself() const;

 signals:
  void runWanted();
  void saveWanted();
  void modifiedChanged();

 protected:
  void resizeEvent(QResizeEvent*) override;

 private:
  void makeHead();
  void showCheck();
  void turn(const QString& path, const QString& value);
  // An error, or nothing.
  QString put(const QString& path, const QString& value);
  void arrange();
  void restyle();

  ScenarioDraft* draft_;
  QStringList setBeside_;
  QString lastRun_;  // the text
  QTimer runPause_;
  QLabel* name_ = nullptr;
  QLabel* state_ = nullptr;
  QCheckBox* byItself_ = nullptr;
  QToolButton* run_ = nullptr;
  QToolButton* next_ = nullptr;
  QBoxLayout* body_ = nullptr;
  QWidget* form_ = nullptr;
  QLabel* formTitle_ = nullptr;
  QLabel* formNote_ = nullptr;
  KnobForm* knobs_ = nullptr;
  CodeEdit* code_ = nullptr;
  FindBar* find_ = nullptr;
};

}  // namespace orrery::gui
