// A scenario's text while it is edited: what the loader says of it, whose file it is, and how it is saved.
#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <QObject>
#include <QTimer>

#include "models/knob_values.h"
#include "scenario/loader.h"

namespace orrery::gui {

// What was found out about one state of the text.
struct DraftCheck {
  QString text;
  std::optional<Scenario> scenario;  // where there is no error
  std::vector<Diagnostic> found;     // errors and warnings, by place
  std::vector<KnobValue> knobs;      // of the last text that was valid, with the values of this one
  bool isReadable = false;           // as YAML, so that knobs can be turned

  bool isValid() const { return scenario.has_value(); }
};

class ScenarioDraft final : public QObject {
  Q_OBJECT
 public:
  // `subject` is what the run was asked for: a file, or a scenario of the library.
  ScenarioDraft(const QString& subject, const QString& text, QObject* parent = nullptr);
  ~ScenarioDraft() override;

  // A name of the library or a file, as `orrery run` takes it.
  const QString& subject() const { return subject_; }
  QString fileName() const;
  // Whose file is not to be written over without a word.
  bool isOfLibrary() const;
  // A file of one's own that does not hold any more what was read of it or written to it.
  bool hasChangedOnDisk() const;

  const QString& text() const { return text_; }
  // Whose values the knobs show, and whose settings they change; empty: none.
  void setVariant(const QString& variant);
  const QString& variant() const { return variant_; }
  // It is checked after a pause, in a thread of its own, or `now`.
  void setText(const QString& text, bool now = false);
  // Waits for what is being found out.
  void finishCheck();
  bool isChecked() const { return !isStale_ && !isChecking_; }
  const DraftCheck& check() const { return check_; }

  // An error, or nothing. From then on the draft is that file's.
  QString saveTo(const QString& path);

 signals:
  void checked();

 private:
  void startCheck();
  void take(DraftCheck&& check);

  QString subject_, text_, variant_;
  ScenarioText place_;  // without the text
  QString onDisk_;      // what the file is believed to hold
  bool hasCarriageReturns_ = false;
  DraftCheck check_;
  QTimer pause_;
  std::thread thread_;
  bool isChecking_ = false;
  bool isStale_ = true;  // what was checked last, or is being checked, is not what there is now
};

}  // namespace orrery::gui
