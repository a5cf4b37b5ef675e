// One run file as the window sees it: how far it has come, which moment is shown, what is selected. Every view shows
// this one session and changes it; no view knows another.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "run_file/causes.h"
#include "run_file/event_text.h"
#include "run_file/frame.h"
#include "run_file/run_file.h"
#include "run_file/sqlite.h"

namespace orrery::gui {

class RunSession final : public QObject {
  Q_OBJECT
 public:
  // The error is one line to show.
  static tl::expected<std::unique_ptr<RunSession>, std::string> open(const std::string& path);

  const run_file::RunFile& file() const { return *file_; }
  run_file::EventTeller& teller() { return teller_; }
  RecordId last() const { return file_->last(); }
  // How far the run has come, and how far it will.
  Instant reached() const { return file_->reached(); }
  Instant end() const;
  // Empty where the run has that instant, or may yet come to it; otherwise one line that says where it ended.
  QString findBeyond(Instant time) const;
  bool isRecording() const { return file_->completeness() == run_file::Completeness::recording; }

  // The moment shown. Valid until it moves.
  const run_file::Frame& frame() const { return *frame_; }
  Instant time() const { return frame_->time; }
  RecordId event() const { return frame_->event; }

  // Everything up to the instant has happened; clamped to the run so far.
  void seek(Instant time);
  // The event, and nothing after it, has happened; 0: nothing at all.
  void seekEvent(RecordId event);
  void step(int events);

  std::optional<NodeId> selectedNode() const { return selectedNode_; }
  std::optional<RecordId> selectedEvent() const { return selectedEvent_; }
  // The causes of the event that was asked why; empty where none was.
  const run_file::Chain& chain() const { return chain_; }
  bool isInChain(RecordId event) const;

  void selectNode(std::optional<NodeId> node);
  // Selects without moving there.
  void selectEvent(std::optional<RecordId> event);
  // The file cannot be read any more. Not to be asked for what only the file could tell.
  void fail(const SqliteError& error);
  // What failed() said last; empty where nothing failed.
  const QString& failure() const { return failure_; }
  // Highlights the causes of the event in every view; nothing: no more.
  void askWhy(std::optional<RecordId> event);

 signals:
  void moved();             // another moment is shown
  void grew();              // the file has come further, or is complete
  void selectionChanged();  // node or event
  void chainChanged();
  void failed(const QString& why);  // the file cannot be read any more: it is damaged

 private:
  explicit RunSession(run_file::RunFile file);
  void lookAgain();
  // Says what a damaged file says, instead of dying of it. False where it failed.
  template <class Body>
  bool guarded(Body body);

  std::unique_ptr<run_file::RunFile> file_;  // its address stays
  run_file::FrameReader frames_;
  run_file::EventTeller teller_;
  const run_file::Frame* frame_ = nullptr;
  std::optional<NodeId> selectedNode_;
  std::optional<RecordId> selectedEvent_;
  run_file::Chain chain_;
  QTimer tail_;
  QString failure_;
};

}  // namespace orrery::gui
