// What a node's state means, whatever its pattern calls it; each has a hue and a shape of its own.
#pragma once

namespace orrery::gui {

enum class Standing {
  serving,    // single ring
  inCharge,   // double ring
  undecided,  // dashed ring
  refusing,   // ring with a gap
  down,       // cross through the glyph
};

}  // namespace orrery::gui
