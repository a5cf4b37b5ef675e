// The stage: the system at the moment shown. Paints the scene and forwards what is done with mouse and keys.
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/stage_scene.h"
#include "views/text_equivalent.h"

namespace orrery::gui {

class Playback;

class Stage final : public QWidget, public TextEquivalent {
  Q_OBJECT
 public:
  // All must outlive this.
  Stage(RunSession& session, const Marks& marks, Playback& playback, const Show& show, QWidget* parent = nullptr);
  ~Stage() override;

  StageScene& scene() { return scene_; }
  QString textEquivalent() const override;
  QSize sizeHint() const override { return {900, 560}; }

  void fit();
  void zoomIn();
  void zoomOut();
  void setHiddenShown(bool shown);
  // The next or previous node, in their order.
  void selectNeighbour(int step);
  // The error is one line; the file's ending says the format: .png or .svg.
  QString exportPicture(const QString& path);
  // While it is on, the mouse draws a line instead of moving what it takes hold of.
  void setCutting(bool on);
  // The line that was drawn last, and the links that it crosses, are shown until this is called or another is drawn.
  void forgetLine();
  // In places of the layout.
  const std::optional<QLineF>& drawnLine() const { return drawn_; }

 signals:
  // By a click of the right button, or, on a link, of either; `where` is on the screen.
  void nodeMenuWanted(orrery::NodeId node, QPoint where);
  void linkMenuWanted(orrery::NodeId from, orrery::NodeId to, QPoint where);
  // In places of the layout.
  void lineDrawn(const QLineF& line, QPoint where);

 protected:
  void paintEvent(QPaintEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void mouseMoveEvent(QMouseEvent*) override;
  void mouseReleaseEvent(QMouseEvent*) override;
  void mouseDoubleClickEvent(QMouseEvent*) override;
  void wheelEvent(QWheelEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  void contextMenuEvent(QContextMenuEvent*) override;
  bool event(QEvent*) override;

 private:
  template <class Body>
  void guarded(Body body);
  void paintCut(QPainter& painter, const QLineF& line) const;
  void zoomAt(double factor, QPointF cursor);
  void follow();
  void rememberPlaces() const;
  void recallPlaces();
  QString settingsKey() const;
  QString tipAt(QPointF position);

  RunSession& session_;
  Playback& playback_;
  StageScene scene_;
  RecordId painted_{};
  std::optional<NodeId> dragged_;
  std::optional<QPointF> grabbed_;
  bool hasMoved_ = false;
  bool isCutting_ = false;
  std::optional<QLineF> line_;   // that is being drawn, in pixels
  std::optional<QLineF> drawn_;  // that was drawn, in places of the layout
  bool isDamageTold_ = false;
  QTimer settle_;
};

}  // namespace orrery::gui
