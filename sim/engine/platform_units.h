// Figures without unit in a SimGrid platform file. SimGrid takes latency="5" as five seconds without a word, where
// milliseconds were meant as often as not.
#pragma once

#include <string>
#include <string_view>

namespace orrery {

// "LINE: what is wrong", of the first latency, bandwidth or speed of the XML text that is a bare number other than 0;
// empty where there is none. Comments and text between the tags say nothing.
std::string unitless_figure(std::string_view xml);

}  // namespace orrery
