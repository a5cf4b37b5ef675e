// What a frame costs while a run is played: a thousand nodes and a thousand messages in flight, every default panel
// open, and the yardstick, which paints the same items with a call of QPainter an item and keeps nothing.
#pragma once

#include <string>

namespace orrery::bench {

// Two hundred groups of five, whose heartbeats are under way for as long as it takes to be a thousand at a time.
void keep_run_of_a_thousand(const std::string& path);

struct Load {
  double nodes = 0, messages = 0, links = 0;
};
// What is on the stage at a moment of that run.
Load load_of(const std::string& run_file);

// Both in seconds of processor time of one thread, the median of many frames.
double frame_of_window(const std::string& run_file);
double frame_of_yardstick(const std::string& run_file);

}  // namespace orrery::bench
