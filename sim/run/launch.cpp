#include "run/launch.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>
#include <vector>

#include <fmt/format.h>

namespace orrery {

namespace {

using Json = nlohmann::ordered_json;

RunError died(std::string text) { return {RunError::Kind::died, std::move(text)}; }

bool write_all(int descriptor, const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return true;
}

[[noreturn]] void run_child(const RunBody& body, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto result = body();
  const Json json = result ? Json{{"result", to_json(*result)}} : Json{{"error", result.error()}};
  const bool told = std::fflush(stdout) == 0;
  const bool sent = write_all(pipe, json.dump(-1, ' ', false, Json::error_handler_t::replace));
  // No destructors and no second flush of what the parent had buffered.
  ::_exit(told && sent ? 0 : 1);
}

tl::expected<RunResult, RunError> understand(const std::string& text, int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGPIPE) return tl::unexpected(RunError{RunError::Kind::output_closed, "the output was closed"});
    return tl::unexpected(died(fmt::format("the run was killed by signal {} ({})", signal, ::strsignal(signal))));
  }
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object())
    return tl::unexpected(died(fmt::format("the run broke off with exit code {}", WEXITSTATUS(status))));
  if (json.contains("error")) return tl::unexpected(RunError{RunError::Kind::input, json["error"].get<std::string>()});
  auto result = result_from_json(json["result"]);
  if (!result) return tl::unexpected(died("the run's result cannot be read: " + result.error()));
  return *std::move(result);
}

// A run in a child process, and what it has written so far.
struct Running {
  pid_t child = -1;
  int pipe = -1;
  std::string text;

  // Blocks until the child has ended; its output must have been read.
  int wait() {
    ::close(pipe);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }
};

tl::expected<Running, RunError> start(const RunBody& body) {
  std::fflush(nullptr);
  int pipe[2];
  if (::pipe(pipe) != 0) return tl::unexpected(died(fmt::format("no pipe for the run: {}", std::strerror(errno))));
  const pid_t child = ::fork();
  if (child < 0) {
    const std::string why = std::strerror(errno);
    ::close(pipe[0]);
    ::close(pipe[1]);
    return tl::unexpected(died("no process for the run: " + why));
  }
  if (child == 0) {
    ::close(pipe[0]);
    run_child(body, pipe[1]);
  }
  ::close(pipe[1]);
  return Running{child, pipe[0], {}};
}

// True when there is nothing more to come.
bool read_some(Running& running) {
  char block[1 << 16];
  const ssize_t count = ::read(running.pipe, block, sizeof block);
  if (count < 0 && errno == EINTR) return false;
  if (count <= 0) return true;
  running.text.append(block, static_cast<std::size_t>(count));
  return false;
}

}  // namespace

tl::expected<RunResult, RunError> launch(const RunBody& body) {
  auto running = start(body);
  if (!running) return tl::unexpected(running.error());
  while (!read_some(*running)) {
  }
  return understand(running->text, running->wait());
}

void launch_all(std::size_t count, unsigned jobs, const BodyOf& body_of, const TellRun& tell) {
  std::map<std::size_t, Running> running;
  std::map<std::size_t, tl::expected<RunResult, RunError>> over;  // those that wait for an earlier one
  std::size_t started = 0;
  std::size_t told = 0;
  bool goes_on = true;
  while (goes_on && told < count) {
    for (; started < count && running.size() < jobs; ++started) {
      auto one = start(body_of(started));
      if (one)
        running.emplace(started, *std::move(one));
      else
        over.emplace(started, tl::unexpected(one.error()));
    }
    std::vector<pollfd> pipes;
    for (const auto& [number, one] : running) pipes.push_back({one.pipe, POLLIN, 0});
    if (!pipes.empty()) ::poll(pipes.data(), pipes.size(), -1);
    std::size_t at = 0;
    for (auto one = running.begin(); one != running.end(); ++at) {
      if (pipes[at].revents == 0 || !read_some(one->second)) {
        ++one;
        continue;
      }
      const int status = one->second.wait();
      over.emplace(one->first, understand(one->second.text, status));
      one = running.erase(one);
    }
    for (auto next = over.begin(); goes_on && next != over.end() && next->first == told; ++told) {
      goes_on = tell(told, std::move(next->second));
      next = over.erase(next);
    }
  }
  for (auto& [number, one] : running) {
    ::kill(one.child, SIGKILL);
    one.wait();
  }
}

}  // namespace orrery
