// The runs that several tests of the window look at, each made once a process, and pictures of their views.
#pragma once

#include <QWidget>

#include "gui/golden_picture.h"
#include "gui/run_files.h"

namespace orrery::gui {

inline const test::MadeRun& leaderCrash() {
  static const test::MadeRun run("leader-election/leader-crash");
  return run;
}

inline void checkPicture(QWidget& view, const std::string& name) {
  test::check_picture(view.grab().toImage().convertToFormat(QImage::Format_RGB32), name);
}

}  // namespace orrery::gui
