#include "views/panel.h"

namespace orrery::gui {

std::span<const Panel> panels() { return {}; }

}  // namespace orrery::gui
