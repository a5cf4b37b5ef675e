// What a long run costs to look at: to open, to go to any of its moments, and to play.
#pragma once

#include <string>

namespace orrery::bench {

// Seconds of processor time of the window's thread from the file's name to the first picture of all its views.
double opening(const std::string& run_file);
// The same to some moment of the run, wherever one was before, until every view shows it.
double seeking(const std::string& run_file);
// Bytes of memory that the process had at most, after so many frames of playback.
double memory_of_playing(const std::string& run_file, int frames);

}  // namespace orrery::bench
