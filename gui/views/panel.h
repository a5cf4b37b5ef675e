// What the window is made of beside the stage. A panel is one file with one function that describes it, and a row in
// panels.cpp.
#pragma once

#include <functional>
#include <span>

#include <QString>

class QWidget;

namespace orrery::gui {

class RunSession;

struct Panel {
  enum class Place {
    right,      // inspector, why, log
    belowStage  // shares the stage's time axis: ribbons, space-time diagram, charts
  };
  QString id;     // of --view and of the saved layout: "spacetime"
  QString title;  // "Space-time"
  Place place;
  // Whether the run has what it shows.
  std::function<bool(const RunSession&)> isOffered;
  std::function<QWidget*(RunSession&, QWidget* parent)> make;
};

// In the order in which they stand.
std::span<const Panel> panels();

}  // namespace orrery::gui
