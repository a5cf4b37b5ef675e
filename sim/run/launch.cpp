#include "run/launch.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

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

std::string read_all(int descriptor) {
  std::string text;
  char block[1 << 16];
  while (true) {
    const ssize_t count = ::read(descriptor, block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(block, static_cast<std::size_t>(count));
  }
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

}  // namespace

tl::expected<RunResult, RunError> launch(const RunBody& body) {
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
  const std::string text = read_all(pipe[0]);
  ::close(pipe[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return understand(text, status);
}

}  // namespace orrery
