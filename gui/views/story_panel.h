// What the run is about, what can be changed of it, and what it was expected to show.
#pragma once

#include <optional>

#include <QWidget>

#include "presenters/child_run.h"
#include "scenario/scenario.h"

class QLabel;
class QVBoxLayout;

namespace orrery::gui {

class RunSession;

class StoryPanel final : public QWidget {
  Q_OBJECT
 public:
  // Both must outlive this; `scenario` is nothing where this version cannot read it.
  StoryPanel(RunSession& session, const std::optional<Scenario>& scenario, QWidget* parent = nullptr);

  // What the run at hand was ordered with, and the same with one thing changed.
  RunOrder order() const;
  // Not while the editor has the same form.
  void setKnobsShown(bool shown);

 signals:
  void runWanted(const RunOrder& order);

 private:
  void addHead(QVBoxLayout& column);
  void addVariants(QVBoxLayout& column);
  void addKnobs(QVBoxLayout& column);
  void addSeed(QVBoxLayout& column);
  void addExpectations(QVBoxLayout& column);
  void showExpectations();
  void want(const QString& path, const QString& value);

  RunSession& session_;
  const std::optional<Scenario>& scenario_;
  QLabel* expectations_ = nullptr;
  QList<QWidget*> ofKnobs_;
};

}  // namespace orrery::gui
