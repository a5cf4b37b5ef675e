// From the layout's places to pixels: fit, zoom and pan.
#pragma once

#include <algorithm>

#include <QPointF>
#include <QSizeF>

namespace orrery::gui {

class StageViewPort {
 public:
  // `inset`: pixels above and below that are left to labels.
  void setSize(QSizeF size, double inset) {
    size_ = size;
    inset_ = std::min(inset, size.height() / 4);
  }
  QSizeF size() const { return size_; }
  double aspect() const { return size_.width() / std::max(height(), 1.0); }
  double zoom() const { return zoom_; }
  // Pixels of the layout's height.
  double scale() const { return height() * zoom_; }

  QPointF toPixels(QPointF place) const { return place * scale() + QPointF(0, inset_) + pan_; }
  QPointF toPlace(QPointF pixels) const { return (pixels - pan_ - QPointF(0, inset_)) / std::max(scale(), 1e-9); }

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
    pan_ = cursor - place * scale() - QPointF(0, inset_);
  }

 private:
  double height() const { return size_.height() - 2 * inset_; }

  QSizeF size_{1, 1};
  double inset_ = 0;
  double zoom_ = 1;
  QPointF pan_;
};

}  // namespace orrery::gui
