#include <memory>
#include <string>

#include "bench/platforms.h"
#include "bench/raft.h"
#include "bench/side_by_side.h"
#include "checkers/election_liveness.h"
#include "checkers/election_safety.h"
#include "checkers/one_vote_per_term.h"
#include "core/check.h"
#include "engine/world.h"
#include "patterns/leader_election/raft.h"
#include "run/fingerprint.h"

namespace orrery::bench {

namespace {

class DeliveryCount final : public Sink {
 public:
  void on_batch(const RecordBatch& batch) override {
    for (const Record& record : batch.records)
      if (record.kind == RecordKind::delivered) ++count;
  }
  std::uint64_t count = 0;
};

}  // namespace

double election_in_world(Duration run_for) {
  constexpr std::uint32_t kServers = 5;
  const ParameterValues values(Raft::parameters);
  WorldConfig config;
  config.run_for = run_for;
  config.platform = one_zone(kServers);
  config.stream = {Duration::milliseconds(200), Duration::seconds(120), Duration::seconds(15)};
  for (std::uint32_t server = 0; server < kServers; ++server)
    config.nodes.push_back({"server-" + std::to_string(server + 1), "server", "raft", host_name(server),
                            [&values] { return Raft::make(values); }, values.distribution("disk.sync")});
  auto world = World::create(std::move(config));
  ORRERY_CHECK(world.has_value(), "a world that can be made");
  std::vector<NodeId> servers;
  for (std::uint32_t server = 0; server < kServers; ++server) servers.push_back(NodeId{server});
  Fingerprint fingerprint;
  DeliveryCount deliveries;
  ElectionSafety safety(servers);
  OneVotePerTerm votes(servers);
  ElectionLiveness liveness(servers, values.duration_range("election_timeout").high * 10);
  for (Sink* sink : std::initializer_list<Sink*>{&fingerprint, &deliveries, &safety, &votes, &liveness})
    (*world)->add_sink(*sink);
  const double seconds = seconds_of([&] { (*world)->run(); });
  ORRERY_CHECK(safety.violations().empty() && safety.exercised() > 0, "an election that was safe");
  return seconds / static_cast<double>(deliveries.count);
}

}  // namespace orrery::bench
