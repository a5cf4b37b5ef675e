// What every view along the time axis has in common: the ruler, the column of names at its left, the playhead, zoom and
// pan by mouse and keys, hints and clicks. The picture itself is drawn once and kept until something in it changes.
#pragma once

#include <functional>
#include <optional>

#include <QAbstractScrollArea>
#include <QPixmap>

#include "presenters/shared_axis.h"
#include "views/text_equivalent.h"

namespace orrery::gui {

class TimeView : public QAbstractScrollArea, public TextEquivalent {
  Q_OBJECT
 public:
  TimeView(RunSession& session, const QString& name, QWidget* parent);

  // Where `x` of the picture lies; for tests and for views that stand beside it.
  TimelineAxis axis() const;
  int gutterWidth() const;
  int rulerHeight() const;

 protected:
  // What is under the mouse.
  struct Hit {
    std::optional<RecordId> event;
    std::optional<NodeId> node;
    QString text;
  };

  virtual int contentHeight() const = 0;
  // Origin: the left end of the axis, and the top of the rows as they are scrolled. Only `visible` needs painting.
  virtual void paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) = 0;
  // Origin: the left edge of the names.
  virtual void paintGutter(QPainter& painter, const QRect& visible) = 0;
  // How far down the rows stand on the time axis; what is below has neither its lines nor the playhead.
  virtual double axisBottom() const { return 1e9; }
  // What changes with the moment shown, over the kept picture; same origin as paintContent.
  virtual void paintMoment(QPainter&, const TimelineAxis&, const QRect&) {}
  // In the coordinates of paintContent; x < 0 is among the names.
  virtual Hit hitAt(const QPointF& at) = 0;
  // By default selects what was hit, and goes there on a double click.
  virtual void clicked(const Hit& hit);

  // Reads on when the file has come further, before the picture is drawn anew.
  void readOnGrowth(std::function<void()> read);
  // The picture has to be drawn anew.
  void invalidate();
  void updateScrollRange();
  RunSession& session() const { return session_; }
  SharedAxis& sharedAxis() const { return axis_; }
  double scale() const;
  // Puts an action on the view, its key and its tool tip; the key works while the view has the focus.
  void addCommand(const QString& text, const QKeySequence& key, const std::function<void()>& run);

  bool viewportEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void scrollContentsBy(int dx, int dy) override;

 private:
  void addCommands();
  // Of the selected node, or of any where none is selected.
  void selectNeighbour(bool forward);
  void paintRuler(QPainter& painter, const TimelineAxis& axis);
  void paintPlayhead(QPainter& painter, const TimelineAxis& axis);
  void drawKept();
  QPointF toContent(const QPointF& viewportPoint) const;
  Hit safeHitAt(const QPointF& at);
  // What a damaged file says stands in the view's place: painting must not end the window.
  void guarded(const std::function<void()>& body);
  bool showHint(const QPoint& at, const QPoint& global);

  RunSession& session_;
  SharedAxis& axis_;
  QPixmap kept_;
  bool isKept_ = false;
  QString failure_;  // of reading the file
  QPointF pressedAt_;
  TimeSpan pressedSpan_;
  bool isPressed_ = false, isPanning_ = false, isScrubbing_ = false;
};

}  // namespace orrery::gui
