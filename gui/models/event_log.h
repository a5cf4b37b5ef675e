// The events of a run as rows: read in blocks as they come into sight, told in words as they are shown. A run of any
// length opens at once.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include <QAbstractTableModel>

#include "models/event_filter.h"
#include "run_file/event_text.h"
#include "run_file/run_file.h"

namespace orrery::gui {

class EventLogModel final : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { timeColumn, nodeColumn, whatColumn, columns };
  enum Role {
    eventRole = Qt::UserRole,  // qulonglong: RecordId
    toneRole,                  // int: Tone
    storyRole,                 // bool: the story tells it
    currentRole,               // bool: the last that has happened at the moment shown
    relationRole               // int: Relation to the selected event
  };
  enum class Relation { none, cause, effect, chain };

  // Both must outlive the model.
  EventLogModel(const run_file::RunFile& file, run_file::EventTeller& teller);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  RecordId eventAt(int row) const;
  // The row of the event, or of the last one before it that is shown; -1 where there is none.
  int rowOf(RecordId event) const;

  // Nothing but these events, which come in order by append(). Without a filter every event is shown.
  void beginFilter();
  void append(const std::vector<RecordId>& events);
  void endFilter();
  bool isFiltered() const { return isFiltered_; }

  // The file has come further.
  void grow();
  void setCurrent(RecordId event);
  // Causes and effects of the selected event, and the chain that was asked for.
  void setRelated(std::map<RecordId, Relation> related);

 private:
  struct Row {
    run_file::Event event;
    std::optional<run_file::EventText> told;
  };
  Row& row(RecordId event) const;
  const run_file::EventText& told(Row& row) const;
  void touch(int row);

  const run_file::RunFile& file_;
  run_file::EventTeller& teller_;
  bool isFiltered_ = false;
  std::vector<RecordId> shown_;  // where it is filtered
  int count_ = 0;                // where it is not
  RecordId current_{};
  std::map<RecordId, Relation> related_;
  // By block of events; the one that was used longest ago makes room.
  struct Block {
    std::vector<Row> rows;
    std::uint64_t used = 0;
  };
  mutable std::map<std::uint64_t, Block> blocks_;
  mutable std::uint64_t uses_ = 0;
  mutable Row missing_;  // stands for an event that a damaged file lacks
};

}  // namespace orrery::gui
