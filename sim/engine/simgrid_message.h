// What SimGrid says about a platform file, turned into one line that a user can act on.
#pragma once

#include <string>
#include <string_view>

namespace orrery {

// `said` is the text of SimGrid's exception or of its last words on stderr, with or without backtrace; `line` is where
// its parser stood, 0 where that is not known. `file` is the path as the user wrote it, `loaded` as SimGrid was given
// it. Gives "file:line: what is wrong".
std::string platform_file_error(std::string_view file, std::string_view loaded, std::string_view said, int line);

}  // namespace orrery
