// What can be said of a node, or of the whole system, at one moment: in sections of rows, for the inspector.
#pragma once

#include <optional>
#include <vector>

#include <QAbstractItemModel>

#include "run_file/event_text.h"
#include "run_file/frame.h"
#include "run_file/run_file.h"

namespace orrery::gui {

struct StateRow {
  QString what, value;
  QString since;                  // "since 2.161 s", "in 120 ms"; may be empty
  std::optional<RecordId> event;  // which made it so, or will
  bool isChanged = false;         // at the very instant that is shown
};
struct StateSection {
  QString title;
  std::vector<StateRow> rows;
};

// What the sections are made from; all of it must outlive the call.
struct Moment {
  const run_file::RunFile& file;
  run_file::EventTeller& teller;
  const run_file::Frame& frame;
};

std::vector<StateSection> sectionsOf(const Moment& moment, NodeId node);
std::vector<StateSection> sectionsOfSystem(const Moment& moment);
// "raft on host-3, of server; up since 5.000 s"
QString headlineOf(const Moment& moment, NodeId node);

class StateModel final : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { whatColumn, valueColumn, sinceColumn, columns };
  enum Role {
    eventRole = Qt::UserRole,  // qulonglong: RecordId; invalid where there is none
    changedRole                // bool
  };

  // Rows that stay where they were only change.
  void show(std::vector<StateSection> sections);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  std::vector<StateSection> sections_;
};

}  // namespace orrery::gui
