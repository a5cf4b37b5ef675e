// Platform files tried out in a forked child, where SimGrid may abort or crash without harm: its last words come back
// through a pipe, never on our stderr, and no core file is left.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>
#include <tl/expected.hpp>

#include "core/network_spec.h"
#include "engine/platform.h"

namespace simgrid::s4u {
class Host;
}

namespace orrery {

// A platform file of more bytes than this is taken for a mistake.
inline constexpr std::uintmax_t kPlatformFileLimit = 64u << 20;
// The seconds after which a platform that is still being loaded is taken for a mistake.
inline constexpr unsigned kProbeSeconds = 10;

// Loads the file in a child and judges it. The names of its hosts in the order of the file, or one line "file:line:
// what is wrong". Before an engine is made in this process.
tl::expected<std::vector<std::string>, std::string> probe_platform_file(const std::string& path,
                                                                        unsigned seconds = kProbeSeconds);

// Tells whether pairs of hosts have a route, by asking SimGrid in a child: on a pair that has none SimGrid throws,
// aborts, crashes or says nothing, by the kind of zone. For a loaded platform.
class RouteProbe {
 public:
  explicit RouteProbe(const std::vector<simgrid::s4u::Host*>& hosts);
  ~RouteProbe();
  RouteProbe(const RouteProbe&) = delete;
  RouteProbe& operator=(const RouteProbe&) = delete;

  // A route with a latency that is no less than 0 and over a link or with a latency above 0.
  // Judges all of the row when it is first asked of it: some 0.5 ms for the child and 1 us a pair.
  bool has_route(HostIndex from, HostIndex to);
  // Ends the child; it comes back with the next pair that was not judged yet.
  void rest() { end_child(); }

 private:
  enum class Verdict : std::uint8_t { unknown, route, none };
  struct Question {
    std::uint32_t from, to;  // the whole row is judged, from `to` on
  };

  void ask(Question question);
  void start_child();
  void end_child();
  void answer_for_ever(int socket);
  Verdict judge(std::uint32_t from, std::uint32_t to) const;

  const std::vector<simgrid::s4u::Host*>& hosts_;
  std::vector<std::vector<Verdict>> verdicts_;  // a row is filled when it is asked for
  Verdict* row_ = nullptr;                      // shared with the child: the row that it is at
  pid_t child_ = -1;
  int socket_ = -1;
};

}  // namespace orrery
