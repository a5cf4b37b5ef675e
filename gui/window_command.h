// What `orrery gui` is asked on its command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <QSize>
#include <QString>
#include <QStringList>

#include <tl/expected.hpp>

#include "core/time.h"

namespace orrery::gui {

struct WindowCommand {
  QString subject;         // a scenario or a run file; empty: the gallery
  bool isRunFile = false;  // of the subject
  std::uint64_t seed = 1;
  QString variant;
  QStringList set;  // "path=value"
  QString compare;  // a run file to show beside the subject, which is then one too
  std::optional<Instant> seek;
  QString view;        // brought to the front; a Panel's id, "stage" or "editor"; empty: as it was left
  QString screenshot;  // PNG, or SVG of the stage alone; empty: the window is shown
  QString gif;         // a film from `seek` to `until`, of `view` alone where one is named
  std::optional<Instant> until;
  QSize size;  // in pixels; empty: as it was left
  bool dark = false;
  bool present = false;

  // It writes a file and leaves, without a display.
  bool isPicture() const { return !screenshot.isEmpty() || !gif.isEmpty(); }
};

struct CommandError {
  std::string text;  // to show, with its final newline
  int exitCode = 0;  // 0: help was asked for, and belongs on standard output
};

// Everything that can be found wrong before a window opens is found here: names, files, combinations.
tl::expected<WindowCommand, CommandError> readCommand(const std::vector<std::string>& arguments);

}  // namespace orrery::gui
