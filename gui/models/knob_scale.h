// The number line of a knob that has a range: in one unit, so that a slider and a spin box can turn it.
#pragma once

#include <optional>
#include <string>

#include <QString>

#include "core/parameters.h"
#include "scenario/scenario.h"

namespace orrery::gui {

class KnobScale {
 public:
  // Nothing where the knob has no range of figures. `parameter` may be nullptr.
  static std::optional<KnobScale> of(const Knob& knob, const Parameter* parameter);

  const QString& unit() const { return unit_; }  // "ms", "%"; empty: a bare number
  double low() const { return low_; }
  double high() const { return high_; }
  // 1, 2 or 5 times a power of ten, about a hundredth of the range.
  double step() const { return step_; }
  int decimals() const { return decimals_; }

  // The figure of a text in any unit of its kind: "1.5s" is 1500 where the unit is ms.
  std::optional<double> read(const std::string& text) const;
  // "1500ms", without needless zeros.
  std::string text(double figure) const;
  // Enough to show the figure exactly, at least decimals().
  int decimalsOf(double figure) const;

 private:
  QString unit_;
  double low_ = 0, high_ = 1, step_ = 1;
  int decimals_ = 0;
};

}  // namespace orrery::gui
