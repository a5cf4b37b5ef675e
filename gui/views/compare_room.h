// Two runs side by side under one playhead, with the moment at which they part and what that came to.
#pragma once

#include <array>
#include <memory>

#include <QWidget>

#include "presenters/comparison.h"

class QLabel;
class QListWidget;
class QMenu;
class QTableWidget;

namespace orrery::gui {

class Stage;
class Timeline;

class CompareRoom final : public QWidget {
  Q_OBJECT
 public:
  // The names of the two are those of their branches.
  CompareRoom(std::unique_ptr<Comparison> comparison, const QString& a, const QString& b, QWidget* parent = nullptr);
  ~CompareRoom() override;

  Comparison& comparison() { return *comparison_; }
  Stage& stage(std::size_t side) { return *sides_[side].stage; }
  // What is said of how the two differ.
  QString summary() const;
  void fillMenu(QMenu& play) const;

 signals:
  void left();  // back to the room that it was opened from

 private:
  struct SideViews {
    QLabel* head = nullptr;
    QLabel* sentence = nullptr;
    Stage* stage = nullptr;
    QListWidget* story = nullptr;
    Timeline* timeline = nullptr;
  };

  QWidget* makeSide(std::size_t side, const QString& name);
  void makeTables(QLayout& column);
  void showSentence(std::size_t side);
  void showFound();
  void fillStory(std::size_t side, const RunsCompared::Side& found);
  void fillMetrics(const RunsCompared& found);
  void goToParting();
  void restyle();

  std::unique_ptr<Comparison> comparison_;
  std::array<SideViews, 2> sides_;
  QLabel* summary_ = nullptr;
  QTableWidget* metrics_ = nullptr;
  QList<QAction*> actions_;
};

}  // namespace orrery::gui
