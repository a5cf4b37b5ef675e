// The chain of causes of an event as lines to read, from the first cause to the event itself.
#pragma once

#include <vector>

#include <QAbstractListModel>

#include "run_file/causes.h"
#include "run_file/event_text.h"

namespace orrery::gui {

class WhyModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role {
    eventRole = Qt::UserRole,  // qulonglong: RecordId
    timeRole,                  // QString
    whoRole,                   // QString
    whatRole,                  // QString
    toneRole,                  // int: Tone
    meanwhileRole,             // bool: it did not cause what follows, but happened while that was waited for
    waitedRole                 // QString: how long after the line above; empty for the first
  };

  void show(const run_file::Chain& chain, run_file::EventTeller& teller);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  struct Line {
    RecordId event{};
    Instant time;
    run_file::EventText told;
    QString waited;
    bool isMeanwhile = false;
    bool hasMoreBefore = false;  // the chain goes further back than it is told
  };
  std::vector<Line> lines_;
};

}  // namespace orrery::gui
