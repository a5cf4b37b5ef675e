// The stage's alphabet as a page to be read: each sign as the stage paints it, and what it means.
#pragma once

#include <span>
#include <vector>

#include <QWidget>

#include "models/stage_signs.h"

namespace orrery::gui {

class StageLegend final : public QWidget {
  Q_OBJECT
 public:
  // `here`: the signs of the run at hand, which come first; empty where there is none at hand.
  explicit StageLegend(const std::vector<StageSign>& here, QWidget* parent = nullptr);
};

// In the middle of the area, at the scale of the look.
void paintSign(QPainter& painter, StageSign sign, const QRectF& area);

}  // namespace orrery::gui
