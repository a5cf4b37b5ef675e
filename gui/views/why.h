// Why? The chain of causes of an event, to be read from the top.
#pragma once

#include <QWidget>

#include "models/why.h"
#include "presenters/run_session.h"

class QLabel;
class QListView;
class QToolButton;

namespace orrery::gui {

class WhyView final : public QWidget {
  Q_OBJECT
 public:
  WhyView(RunSession& session, QWidget* parent);

  const WhyModel& model() const { return model_; }
  QListView& list() { return *list_; }

 private:
  void makeCommands();
  void refresh();
  void restyle();
  std::optional<RecordId> selected() const;

  RunSession& session_;
  WhyModel model_;
  QLabel* question_ = nullptr;
  QToolButton* clear_ = nullptr;
  QListView* list_ = nullptr;
  bool isFollowing_ = false;
};

}  // namespace orrery::gui
