#include "cli/console.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery::cli {

void secure_standard_streams() {
  // Reading only: writing to it fails as writing to a closed stream would.
  for (int descriptor = 0; descriptor <= 2; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) static_cast<void>(::open("/dev/null", O_RDONLY));
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void complain(std::string_view text, std::string_view command) {
  complain_text(fmt::format("orrery{}{}: {}\n", command.empty() ? "" : " ", command, text));
}

void complain_text(std::string_view text) {
  std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

ExitCode finish(ExitCode code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  complain(fmt::format("cannot write to standard output: {}", std::strerror(errno)));
  return ExitCode::bad_input;
}

Page page() {
  if (::isatty(STDOUT_FILENO) != 1) return {};
  constexpr std::size_t kLeast = 60;
  constexpr std::size_t kMost = 120;
  std::size_t width = 0;
  if (const char* given = std::getenv("COLUMNS"))
    if (const auto number = read_integer(given); number && *number > 0) width = static_cast<std::size_t>(*number);
  winsize size{};
  if (width == 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  // A terminal that does not know its own width is given none.
  if (width == 0) width = Page().width;
  return {std::clamp(width, kLeast, kMost), true};
}

bool wants_color(ColorChoice choice) {
  if (choice != ColorChoice::automatic) return choice == ColorChoice::always;
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::strcmp(terminal, "dumb") == 0) return false;
  return ::isatty(STDOUT_FILENO) == 1;
}

}  // namespace orrery::cli
