// The event log: every event of the run in words, with a filter and a search, linked with the other views both ways.
#pragma once

#include <QTimer>
#include <QWidget>

#include "models/event_filter.h"
#include "models/event_log.h"
#include "presenters/run_session.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace orrery::gui {

class LongTable;

class EventLogView final : public QWidget {
  Q_OBJECT
 public:
  EventLogView(RunSession& session, QWidget* parent);

  const EventLogModel& model() const { return model_; }
  LongTable& table() { return *table_; }
  bool isSearching() const { return search_.isRunning(); }
  // Shows it in the filter bar, too.
  void setFilter(const EventFilter& filter);

 private:
  void makeFilterBar();
  // Those that the run has used so far.
  void fillNames();
  void makeTable();
  void makeCommands();
  // What Escape does.
  void stepBack();
  EventFilter filter() const;
  void applyFilter();
  void showFound(const FoundEvents& found);
  void showCount();
  void grow();
  void followSelection();
  void followMoment();
  void markRelated();
  void restyle();
  std::optional<RecordId> selected() const;

  RunSession& session_;
  EventLogModel model_;
  EventSearch search_;
  EventFilter applied_;
  RecordId searched_{};  // so far
  RecordId searchEnd_{};
  QTimer typing_, following_;
  bool isFollowing_ = false;  // the selection changes because the session's did

  QLineEdit* text_ = nullptr;
  QComboBox* node_ = nullptr;
  QComboBox* kind_ = nullptr;
  QComboBox* name_ = nullptr;
  QPushButton* story_ = nullptr;
  QProgressBar* progress_ = nullptr;
  QToolButton* cancel_ = nullptr;
  QLabel* count_ = nullptr;
  LongTable* table_ = nullptr;
};

}  // namespace orrery::gui
