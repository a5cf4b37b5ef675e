#include "bench/memory.h"

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "bench/platforms.h"
#include "bench/side_by_side.h"
#include "core/check.h"
#include "engine/world.h"

namespace orrery::bench {

namespace {

double resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  ORRERY_CHECK(file != nullptr, "Linux to say how much memory the process has");
  long total = 0, resident = 0;
  const int fields = std::fscanf(file, "%ld %ld", &total, &resident);
  std::fclose(file);
  ORRERY_CHECK(fields == 2, "two numbers in /proc/self/statm");
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

class Ticking final : public Node {
 public:
  void on_start(Context& ctx) override { timer_ = ctx.set_timer("tick", Duration::seconds(1)); }
  void on_message(Context&, const Envelope&) override {}
  void on_timer(Context& ctx, TimerId) override { timer_ = ctx.set_timer("tick", Duration::seconds(1)); }

 private:
  TimerId timer_;
};

}  // namespace

double memory_per_node(std::uint32_t nodes) {
  constexpr std::uint32_t kPerHost = 100;
  const double before = resident_bytes();
  WorldConfig config;
  config.run_for = Duration::seconds(3);
  config.platform = one_zone((nodes + kPerHost - 1) / kPerHost);
  for (std::uint32_t node = 0; node < nodes; ++node)
    config.nodes.push_back({"node-" + std::to_string(node + 1), "node", "ticking", host_name(node / kPerHost),
                            [] { return std::make_unique<Ticking>(); }});
  auto world = World::create(std::move(config));
  ORRERY_CHECK(world.has_value(), "a world that can be made");
  (*world)->run();
  return (resident_bytes() - before) / nodes - sizeof(Ticking);
}

}  // namespace orrery::bench
