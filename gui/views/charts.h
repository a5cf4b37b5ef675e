// The metrics of the run over time, with the scenario's expectations drawn in.
#pragma once

#include "presenters/series_job.h"
#include "views/time_view.h"

namespace orrery::gui {

class ChartsView final : public TimeView {
  Q_OBJECT
 public:
  ChartsView(RunSession& session, QWidget* parent);

  QString textEquivalent() const override;
  bool isReady() const { return table_ != nullptr && !job_.isRunning(); }
  bool isComputing() const { return job_.isRunning(); }

 protected:
  int contentHeight() const override;
  void paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintGutter(QPainter& painter, const QRect& visible) override;
  Hit hitAt(const QPointF& at) override;
  void showEvent(QShowEvent* event) override;

 private:
  struct Scale {
    double least = 0, most = 1;
    QRectF plot;
    double yOf(double value) const { return plot.bottom() - (value - least) / (most - least) * plot.height(); }
  };
  double rowHeight() const;
  Scale scaleOf(std::size_t series, const TimelineAxis& axis) const;
  void paintBounds(QPainter& painter, const TimelineAxis& axis, std::size_t series, const Scale& scale) const;
  // The figures of the expectations and the top of the scale, out of the playhead's way.
  void paintFigures(QPainter& painter, const TimelineAxis& axis, std::size_t series, const Scale& scale) const;
  void paintLine(QPainter& painter, const TimelineAxis& axis, std::size_t series, const Scale& scale) const;
  void followRun();
  void compute();
  void showState(const QString& text);

  SeriesJob job_;
  std::shared_ptr<const SeriesTable> table_;
  RecordId computed_{};  // how far the run was
  QString state_;        // what is said in place of charts
};

}  // namespace orrery::gui
