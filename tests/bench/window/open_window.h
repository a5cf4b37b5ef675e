// A window without a display on a run file, with every panel that it has by default, in a process of its own.
#pragma once

#include <memory>
#include <string>

#include <QApplication>
#include <QTemporaryDir>

#include "views/main_window.h"
#include "views/run_room.h"

namespace orrery::bench {

// Seconds of processor time that the calling thread has had: what the window's thread does, whoever else computes.
double thread_seconds();

class OpenWindow {
 public:
  // 1920 by 1080, as it is when it is opened for the first time.
  explicit OpenWindow(const std::string& run_file);

  gui::MainWindow& window() { return *window_; }
  gui::RunRoom& room();
  // Lets the event loop run.
  void let_pass(int milliseconds);

 private:
  QTemporaryDir settings_;
  std::unique_ptr<QApplication> application_;
  std::unique_ptr<gui::MainWindow> window_;
};

}  // namespace orrery::bench
