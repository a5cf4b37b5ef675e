#include "engine/simgrid_probe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <simgrid/s4u.hpp>

#include "core/check.h"
#include "engine/platform_units.h"
#include "engine/simgrid_engine.h"
#include "engine/simgrid_message.h"

// Where SimGrid's XML parser stands. Not in a public header, and gone in SimGrid 4: then errors have no line.
[[gnu::weak]] int surf_parse_get_lineno();

namespace orrery {
namespace {

int parser_line() { return surf_parse_get_lineno != nullptr ? surf_parse_get_lineno() : 0; }

// A child that may crash: without core file, without the parent's handlers, and gone when the parent is.
void settle_in_child() {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGINT, SIGTERM, SIGALRM, SIGPIPE})
    std::signal(signal, SIG_DFL);
}

void silence(int to) {
  dup2(to, STDOUT_FILENO);
  dup2(to, STDERR_FILENO);
}

bool write_all(int out, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(out, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// What the child reports, one letter and its text: the names of the hosts, each ended by a NUL; what SimGrid threw;
// what we find wrong ourselves; nothing but the parser's line, when SimGrid aborts. "." ends a report that is whole.
enum class Report : char { hosts = 'H', thrown = 'T', unfit = 'U', aborted = 'A' };

void report(int out, Report kind, int line, std::string_view text) {
  write_all(out, fmt::format("{}{}\n{}.", static_cast<char>(kind), line, text));
}

int abort_report = -1;

// Only what a signal handler may do, but for reading the parser's line: a plain int.
void report_abort(int) {
  const int line = parser_line();
  std::array<char, 16> text{};
  std::size_t at = text.size();
  for (const char c : {'.', '\n'}) text[--at] = c;
  int rest = std::max(line, 0);
  do text[--at] = static_cast<char>('0' + rest % 10);
  while ((rest /= 10) > 0 && at > 1);
  text[--at] = static_cast<char>(Report::aborted);
  write_all(abort_report, std::string_view(text.data() + at, text.size() - at));
}

[[noreturn]] void try_platform(const std::string& path, int out, unsigned seconds) {
  std::signal(SIGABRT, report_abort);
  abort_report = out;
  alarm(seconds);
  try {
    simgrid::s4u::Engine& engine = make_simgrid_engine();
    const LoadedPlatform loaded = load_platform_file(engine, path);
    if (const std::string error = loaded_platform_error(engine, loaded); !error.empty()) {
      report(out, Report::unfit, 0, error);
    } else {
      std::string names;
      for (const simgrid::s4u::Host* host : loaded.hosts) (names += host->get_name()) += '\0';
      report(out, Report::hosts, 0, names);
    }
  } catch (const std::exception& error) {
    report(out, Report::thrown, parser_line(), error.what());
  } catch (...) {
    report(out, Report::thrown, parser_line(), "");
  }
  _exit(0);
}

// Reads two pipes to their ends, side by side, so that a child that fills one never waits for ever.
void read_both(int first, int second, std::string& first_text, std::string& second_text) {
  std::array<pollfd, 2> ends{pollfd{first, POLLIN, 0}, pollfd{second, POLLIN, 0}};
  const std::array<std::string*, 2> texts{&first_text, &second_text};
  std::array<char, 4096> chunk;
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    if (poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) return;
    for (std::size_t i = 0; i < ends.size(); ++i) {
      if (ends[i].fd < 0 || (ends[i].revents & (POLLIN | POLLHUP | POLLERR)) == 0) continue;
      const ssize_t count = read(ends[i].fd, chunk.data(), chunk.size());
      if (count > 0)
        texts[i]->append(chunk.data(), static_cast<std::size_t>(count));
      else if (count == 0 || errno != EINTR)
        ends[i].fd = -1;
    }
  }
}

struct Ending {
  std::string report, last_words;
  int status = 0;
};

Ending run_child(const std::string& path, unsigned seconds) {
  std::array<int, 2> report_pipe, words_pipe;
  ORRERY_CHECK(pipe2(report_pipe.data(), O_CLOEXEC) == 0 && pipe2(words_pipe.data(), O_CLOEXEC) == 0,
               "pipes to a child that tries a platform file");
  std::fflush(nullptr);
  const pid_t child = fork();
  ORRERY_CHECK(child >= 0, "a child to try a platform file in");
  if (child == 0) {
    settle_in_child();
    silence(words_pipe[1]);
    try_platform(path, report_pipe[1], seconds);
  }
  close(report_pipe[1]);
  close(words_pipe[1]);
  Ending ending;
  read_both(report_pipe[0], words_pipe[0], ending.report, ending.last_words);
  close(report_pipe[0]);
  close(words_pipe[0]);
  while (waitpid(child, &ending.status, 0) < 0 && errno == EINTR) {
  }
  return ending;
}

// What can be told without SimGrid.
std::string unreadable(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return "no such file";
  if (std::filesystem::is_directory(status)) return "a directory, not a platform file";
  if (!std::filesystem::is_regular_file(status)) return "not a file";
  // SimGrid runs a shared library's code in place of reading it.
  const std::string extension = std::filesystem::path(path).extension();
  if (extension == ".so" || extension == ".dylib") return "a shared library; expected an XML file";
  if (access(path.c_str(), R_OK) != 0) return fmt::format("cannot be read ({})", std::strerror(errno));
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (size > kPlatformFileLimit)
    return fmt::format("{} bytes are more than a platform file may have ({})", size, kPlatformFileLimit);
  return {};
}

// "FILE:LINE: ..."; empty where every figure has its unit.
std::string unitless(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string found = unitless_figure(text);
  return found.empty() ? found : fmt::format("{}:{}", path, found);
}

std::vector<std::string> split_names(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t end; (end = text.find('\0')) != std::string_view::npos; text.remove_prefix(end + 1))
    names.emplace_back(text.substr(0, end));
  return names;
}

}  // namespace

tl::expected<std::vector<std::string>, std::string> probe_platform_file(const std::string& path, unsigned seconds) {
  ORRERY_CHECK(!has_simgrid_engine(), "platform files to be probed before this process makes its engine");
  if (const std::string error = unreadable(path); !error.empty())
    return tl::unexpected(fmt::format("{}: {}", path, error));

  const Ending ending = run_child(path, seconds);
  if (WIFSIGNALED(ending.status) && WTERMSIG(ending.status) == SIGALRM)
    return tl::unexpected(fmt::format("{}: SimGrid is not done with it after {} s", path, seconds));

  const std::string loaded = std::filesystem::absolute(path);
  const std::string& told = ending.report;
  const std::size_t line_end = told.find('\n');
  if (told.size() < 3 || line_end == std::string::npos || told.back() != '.') {
    const std::string said =
        WIFSIGNALED(ending.status) && WTERMSIG(ending.status) == SIGSEGV ? "Segmentation fault" : ending.last_words;
    return tl::unexpected(platform_file_error(path, loaded, said, 0));
  }
  const int line = std::stoi(told.substr(1, line_end - 1));
  const std::string text = told.substr(line_end + 1, told.size() - line_end - 2);
  switch (static_cast<Report>(told[0])) {
    case Report::hosts:
      if (std::string error = unitless(path); !error.empty()) return tl::unexpected(std::move(error));
      return split_names(text);
    case Report::unfit: return tl::unexpected(fmt::format("{}: {}", path, text));
    case Report::thrown: return tl::unexpected(platform_file_error(path, loaded, text, line));
    case Report::aborted: break;
  }
  return tl::unexpected(platform_file_error(path, loaded, ending.last_words, line));
}

RouteProbe::RouteProbe(const std::vector<simgrid::s4u::Host*>& hosts) : hosts_(hosts), verdicts_(hosts.size()) {
  void* shared = mmap(nullptr, hosts.size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  ORRERY_CHECK(shared != MAP_FAILED, "a page to share with the child that tries routes");
  row_ = static_cast<Verdict*>(shared);
}

RouteProbe::~RouteProbe() {
  end_child();
  munmap(row_, hosts_.size());
}

bool RouteProbe::has_route(HostIndex from, HostIndex to) {
  const Question question{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)};
  std::vector<Verdict>& row = verdicts_[question.from];
  if (row.empty()) {
    row.assign(hosts_.size(), Verdict::unknown);
    ask({question.from, 0});
  }
  if (row[question.to] == Verdict::unknown) ask(question);
  return row[question.to] == Verdict::route;
}

// Where the child dies, the pair that it was at has no route, and those behind it stay unknown.
void RouteProbe::ask(Question question) {
  if (child_ < 0) start_child();
  std::fill_n(row_, hosts_.size(), Verdict::unknown);
  char done = 0;
  const bool answered =
      send(socket_, &question, sizeof question, MSG_NOSIGNAL) == sizeof question && read(socket_, &done, 1) == 1;
  std::vector<Verdict>& row = verdicts_[question.from];
  std::uint32_t to = question.to;
  for (; to < row.size() && row_[to] != Verdict::unknown; ++to) row[to] = row_[to];
  if (answered) return;
  if (to < row.size()) row[to] = Verdict::none;
  end_child();
}

void RouteProbe::start_child() {
  std::array<int, 2> ends;
  ORRERY_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0, "a way to ask a child for routes");
  std::fflush(nullptr);
  child_ = fork();
  ORRERY_CHECK(child_ >= 0, "a child to try routes in");
  if (child_ == 0) {
    settle_in_child();
    close(ends[0]);
    silence(open("/dev/null", O_WRONLY | O_CLOEXEC));
    answer_for_ever(ends[1]);
    _exit(0);
  }
  close(ends[1]);
  socket_ = ends[0];
}

void RouteProbe::end_child() {
  if (child_ < 0) return;
  close(socket_);
  while (waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
  }
  child_ = socket_ = -1;
}

void RouteProbe::answer_for_ever(int socket) {
  Question question;
  while (read(socket, &question, sizeof question) == sizeof question) {
    for (std::uint32_t to = question.to; to < hosts_.size(); ++to) row_[to] = judge(question.from, to);
    if (send(socket, "", 1, MSG_NOSIGNAL) != 1) return;
  }
}

RouteProbe::Verdict RouteProbe::judge(std::uint32_t from, std::uint32_t to) const {
  try {
    std::vector<simgrid::s4u::Link*> links;
    double latency = 0;
    hosts_[from]->route_to(hosts_[to], links, &latency);
    const bool usable = std::isfinite(latency) && latency >= 0 && (!links.empty() || latency > 0);
    return usable ? Verdict::route : Verdict::none;
  } catch (const std::exception&) {
    return Verdict::none;
  }
}

}  // namespace orrery
