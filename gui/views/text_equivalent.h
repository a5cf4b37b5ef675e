// What a painted canvas shows, in words: screen readers see nothing of a canvas that does not say it.
#pragma once

#include <QString>

namespace orrery::gui {

// A QWidget that also is one of these is read out by its accessible name and this text.
class TextEquivalent {
 public:
  virtual ~TextEquivalent() = default;
  virtual QString textEquivalent() const = 0;
};

// Once, before the first canvas is asked.
void installTextEquivalents();

}  // namespace orrery::gui
