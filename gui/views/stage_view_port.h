// From the layout's places to pixels: fit, zoom and pan.
#pragma once

#include <algorithm>

#include <QPointF>
#include <QSizeF>

namespace orrery::gui {

class StageViewPort {
 public:
  void setSize(QSizeF size) { size_ = size; }
  QSizeF size() const { return size_; }
  double aspect() const { return size_.height() > 0 ? size_.width() / size_.height() : 1.6; }
  double zoom() const { return zoom_; }
  // Pixels of the layout's height.
  double scale() const { return size_.height() * zoom_; }

  QPointF toPixels(QPointF place) const { return place * scale() + pan_; }
  QPointF toPlace(QPointF pixels) const { return (pixels - pan_) / std::max(scale(), 1e-9); }

  void fit() {
    zoom_ = 1;
    pan_ = {};
  }
  bool isFit() const { return zoom_ == 1 && pan_.isNull(); }
  void panBy(QPointF pixels) { pan_ += pixels; }
  // What is under the cursor stays there.
  void zoomBy(double factor, QPointF cursor) {
    constexpr double kLeast = 0.2, kMost = 40;
    const QPointF place = toPlace(cursor);
    zoom_ = std::clamp(zoom_ * factor, kLeast, kMost);
    pan_ = cursor - place * scale();
  }

 private:
  QSizeF size_{1, 1};
  double zoom_ = 1;
  QPointF pan_;
};

}  // namespace orrery::gui
