// What a message is, by its name and what it holds: each sort has a shape of its own (requests a filled arrowhead,
// replies a hollow one, votes a diamond, keep-alives small and faint).
#pragma once

#include <string_view>

#include "run_file/run_file.h"

namespace orrery::gui {

enum class MessageShape { request, reply, vote, heartbeat };

// `details` as the event that ends the message has them.
MessageShape shapeOf(std::string_view message, std::string_view details);
// 1 for a first attempt and for what is no attempt.
int attemptOf(std::string_view details);

}  // namespace orrery::gui
