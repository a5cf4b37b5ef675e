// The whole run as a line, with what stands out in it: one scrubs along it.
#pragma once

#include <optional>

#include <QPixmap>
#include <QWidget>

#include "models/timeline_geometry.h"
#include "views/text_equivalent.h"

namespace orrery::gui {

class RunSession;

class Timeline final : public QWidget, public TextEquivalent {
  Q_OBJECT
 public:
  // Both must outlive this.
  Timeline(RunSession& session, const Marks& marks, QWidget* parent = nullptr);

  // Marks the moment at which this run and another part.
  void setParting(std::optional<Instant> parting);

  QString textEquivalent() const override;
  QSize sizeHint() const override;

 signals:
  void scrubbed();  // by hand, with the mouse or the keys

 protected:
  void paintEvent(QPaintEvent*) override;
  void mousePressEvent(QMouseEvent*) override;
  void mouseMoveEvent(QMouseEvent*) override;
  void leaveEvent(QEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  bool event(QEvent*) override;

 private:
  TimelineGeometry geometry() const;
  double trackTop() const;
  // The mark under the cursor, where there is one.
  const Mark* markAt(double x) const;
  QString tipAt(QPointF position) const;
  void scrub(double x);
  // What stays while the moment shown moves on.
  void paintKept(QPainter& painter) const;
  void forgetKept();

  RunSession& session_;
  const Marks& marks_;
  std::optional<double> hovered_;
  std::optional<Instant> parting_;
  QPixmap kept_;
  bool isKept_ = false;
};

}  // namespace orrery::gui
