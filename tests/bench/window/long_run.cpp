#include "bench/window/long_run.h"

#include <sys/resource.h>

#include <algorithm>
#include <vector>

#include "bench/window/open_window.h"
#include "core/random.h"

namespace orrery::bench {

double opening(const std::string& run_file) {
  OpenWindow open(run_file);
  constexpr int kTimes = 15;
  std::vector<double> times;
  for (int i = 0; i < kTimes; ++i) {
    open.window().showGallery();
    open.let_pass(50);
    const double begin = thread_seconds();
    open.window().openRunFile(QString::fromStdString(run_file));
    open.let_pass(100);
    times.push_back(thread_seconds() - begin);
  }
  std::sort(times.begin(), times.end());
  return times[kTimes / 2];
}

double seeking(const std::string& run_file) {
  OpenWindow open(run_file);
  gui::RunSession& session = open.room().session();
  open.let_pass(200);
  RandomStream random(1, "bench", "seek");
  constexpr int kSeeks = 60;
  std::vector<double> times;
  for (int i = 0; i < kSeeks; ++i) {
    const double begin = thread_seconds();
    session.seek(Instant::nanoseconds(random.between(0, session.reached().nanoseconds())));
    // The inspector follows a little later than the rest.
    open.let_pass(80);
    times.push_back(thread_seconds() - begin);
  }
  std::sort(times.begin(), times.end());
  return times[kSeeks / 2];
}

double memory_of_playing(const std::string& run_file, int frames) {
  OpenWindow open(run_file);
  gui::Playback& playback = open.room().playback();
  playback.setSelfDriven(false);
  playback.play();
  for (int frame = 0; frame < frames; ++frame) {
    playback.advance(Duration::milliseconds(16));
    open.let_pass(6);
  }
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  constexpr double kKib = 1024;
  return static_cast<double>(used.ru_maxrss) * kKib;
}

}  // namespace orrery::bench
