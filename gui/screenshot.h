// `orrery gui --screenshot` and `--gif`: the window without a display, as a picture or a film.
#pragma once

#include <functional>

#include <QObject>
#include <QString>

namespace orrery::gui {

class MainWindow;
struct WindowCommand;

// Waits until what the command asks for is complete and shown, writes the picture or the film, and calls `done` with
// the exit code; an error is one line on standard error. The window must outlive it.
void takeScreenshot(MainWindow& window, const WindowCommand& command, std::function<void(int)> done);

}  // namespace orrery::gui
