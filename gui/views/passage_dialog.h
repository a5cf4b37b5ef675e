// Asks which passage of a run is to be filmed, and films it, with progress and cancel.
#pragma once

#include <QString>

class QWidget;

namespace orrery::gui {

class Playback;
class RunSession;

// `view` is what is filmed. A failure is told in a message of its own.
void filmPassage(QWidget& view, RunSession& session, Playback& playback);

}  // namespace orrery::gui
