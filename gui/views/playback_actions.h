// What plays, steps and seeks, with its keys: the same in every room in which a run is shown.
#pragma once

#include <functional>

#include "views/transport.h"

namespace orrery::gui {

struct PlaybackActions {
  TransportActions transport;
  QAction* slower = nullptr;
  QAction* faster = nullptr;

  QList<QAction*> all() const;
};

// The actions are the room's, and heard while it is shown. `step` is what the key of a step does; empty: a step.
PlaybackActions makePlaybackActions(QWidget& room, Playback& playback, std::function<void()> step = {});

}  // namespace orrery::gui
