// The inspector: the selected node at the moment shown, or the whole system where none is selected.
#pragma once

#include <QTimer>
#include <QWidget>

#include "models/state.h"
#include "presenters/run_session.h"

class QLabel;
class QToolButton;
class QTreeView;

namespace orrery::gui {

class InspectorView final : public QWidget {
  Q_OBJECT
 public:
  InspectorView(RunSession& session, QWidget* parent);

  const StateModel& model() const { return model_; }
  QTreeView& tree() { return *tree_; }

 private:
  void makeTree();
  void makeCommands();
  void refresh();
  void fitColumns();
  void restyle();
  std::optional<RecordId> eventAt(const QModelIndex& index) const;

  RunSession& session_;
  StateModel model_;
  QTimer pending_;  // many moves in a short time are one refresh
  QLabel* name_ = nullptr;
  QLabel* headline_ = nullptr;
  QToolButton* system_ = nullptr;
  QTreeView* tree_ = nullptr;
};

}  // namespace orrery::gui
