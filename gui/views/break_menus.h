// Break it: what can be done to a node, to a link, or along a line drawn over the stage, as menus at the place.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QPoint>

#include "models/breaks.h"

class QAction;
class QMenu;
class QWidget;

namespace orrery::gui {

class RunSession;
class Stage;

class BreakMenus final : public QObject {
  Q_OBJECT
 public:
  // Both must outlive this. The actions are `room`'s.
  BreakMenus(RunSession& session, Stage& stage, QWidget& room);

  // A menu for the selected node.
  QAction* breakNode() const { return breakNode_; }
  // While it is checked, the mouse draws a line over the stage.
  QAction* cut() const { return cut_; }

 signals:
  // To be done at the moment shown, which is `at`.
  void wanted(const orrery::gui::Break& what, orrery::Instant at);

 private:
  void openAtSelection();
  void openForNode(NodeId node, QPoint where);
  void openForLink(NodeId from, NodeId to, QPoint where);
  void openForLine(const QLineF& line, QPoint where);
  void add(QMenu& menu, const std::vector<Break>& all);
  void addLinks(QMenu& menu, NodeId node);
  void addFreely(QMenu& menu, const QString& suggestion);
  void open(QMenu* menu, QPoint where);
  std::string nameOf(NodeId node) const;
  Instant now() const;
  Duration lasts() const;

  RunSession& session_;
  Stage& stage_;
  QWidget& room_;
  QAction* breakNode_ = nullptr;
  QAction* cut_ = nullptr;
};

}  // namespace orrery::gui
