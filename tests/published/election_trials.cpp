#include "published/election_trials.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/check.h"
#include "engine/platform.h"
#include "engine/world.h"
#include "patterns/leader_election/raft.h"
#include "patterns/leader_election/raft_observed.h"

namespace orrery::published {

const Parameters ElectionSetup::parameters{
    {"servers", ParameterType::integer, "5", "1..99", "servers, the one that will crash included"},
    {"ineligible", ParameterType::integer, "2", "0..99",
     "how many of the survivors have a log too short to be elected"},
    {"election_timeout", ParameterType::duration_range, "150ms..300ms", "1ms..1h", "drawn anew at every reset"},
    {"heartbeat", ParameterType::duration, "0ms", "0ms..1h", "the leader's interval; 0ms: half the least timeout"},
    {"one_way", ParameterType::distribution, "uniform 0.1ms..0.5ms", "0ms..1h", "latency of a message"},
    {"candidate_disk", ParameterType::duration, "2ms", "0ms..1h", "how long a candidate's disk takes to keep its term"},
    {"voter_disk", ParameterType::distribution, "uniform 7ms..13ms", "0ms..1h",
     "how long a voter's takes to keep a vote"},
    {"limit", ParameterType::duration, "10s", "1ms..1h", "when a trial without a new leader is given up"},
};

ElectionSetup::ElectionSetup(const ParameterValues& values)
    : servers(static_cast<std::uint32_t>(values.integer("servers"))),
      ineligible(static_cast<std::uint32_t>(values.integer("ineligible"))),
      election_timeout(values.duration_range("election_timeout")),
      heartbeat(values.duration("heartbeat")),
      one_way(values.distribution("one_way")),
      candidate_disk(values.duration("candidate_disk")),
      voter_disk(values.distribution("voter_disk")),
      limit(values.duration("limit")) {
  if (heartbeat == Duration()) heartbeat = Duration::nanoseconds(election_timeout.low.nanoseconds() / 2);
}

namespace {

// A server whose log is as short as the experiment says, as far as elections can tell: the first `ineligible` servers'
// are shorter than those of the others. Whether it stands or votes, it says so: the experiment has a disk time of its
// own for each.
class ServerInTrial final : public Raft {
 public:
  using SetDisk = std::function<void(NodeId, bool stands)>;
  ServerInTrial(const ParameterValues& values, NodeId self, std::uint32_t ineligible, SetDisk set_disk)
      : Raft(values),
        has_short_log_(index(self) < ineligible),
        ineligible_(ineligible),
        set_disk_(std::move(set_disk)) {}

  void on_message(Context& ctx, const Envelope& envelope) override {
    if (envelope.as<raft::RequestVote>() != nullptr) set_disk_(ctx.self(), false);
    Raft::on_message(ctx, envelope);
  }

 private:
  bool may_grant(NodeId candidate, const raft::RequestVote& request) const override {
    return (has_short_log_ || index(candidate) >= ineligible_) && Raft::may_grant(candidate, request);
  }
  void on_election_timeout(Context& ctx) override {
    set_disk_(ctx.self(), true);
    Raft::on_election_timeout(ctx);
  }

  const bool has_short_log_;
  const std::uint32_t ineligible_;
  const SetDisk set_disk_;
};

class Observer final : public Sink {
 public:
  void on_batch(const RecordBatch& batch) override {
    for (const Record& record : batch.records) {
      if (record.kind == RecordKind::delivered && record.name == raft::AppendEntries::name.id()) {
        if (!campaign) heartbeat = record.time;
      } else if (record.kind == RecordKind::event && crash && record.time >= *crash) {
        if (record.name == raft::kCampaignStarted.id() && !campaign) campaign = record;
        if (record.name == raft::kBecameLeader.id() && !leader) leader = record;
      }
    }
  }
  std::optional<Instant> crash;  // of the leader; said by whoever brings it about
  Instant heartbeat;             // the last that was heard before the first campaign
  std::optional<Record> campaign, leader;
};

class Trial {
 public:
  Trial(const ElectionSetup& setup, std::uint64_t seed)
      : setup_(setup), values_(Raft::parameters), random_(seed, "trial", "crash"), world_(make_world(seed)) {
    world_->add_sink(observer_);
    std::vector<NodeId> all;
    for (std::uint32_t server = 0; server < setup.servers; ++server) all.push_back(NodeId{server});
    LinkCondition latency;
    latency.delay = setup.one_way;
    world_->add_condition("latency", all, all, latency);
    // The last server stands alone at first: also timeouts without spread give a first leader.
    for (std::uint32_t server = 0; server + 1 < setup.servers; ++server) {
      const Duration late = Duration::nanoseconds(setup.election_timeout.high.nanoseconds());
      world_->schedule(Instant::start(), [this, server] { world_->crash(NodeId{server}); });
      world_->schedule(Instant::start() + late, [this, server] { world_->restart(NodeId{server}, true); });
    }
    world_->schedule(Instant::start() + setup.election_timeout.high + kSettle, [this] { crash_the_leader_soon(); });
  }

  ElectionTrial run() {
    const RunEnd end = world_->run();
    ORRERY_CHECK(end.error.empty(), "a trial to run to its end");
    ElectionTrial trial;
    if (!observer_.crash) return trial;
    trial.elected = observer_.leader.has_value();
    trial.crash_to_leader = trial.elected ? observer_.leader->time - *observer_.crash : setup_.limit;
    if (!observer_.campaign) return trial;
    trial.silence_to_campaign = observer_.campaign->time - observer_.heartbeat;
    trial.split = !trial.elected || observer_.leader->a > observer_.campaign->a;
    return trial;
  }

 private:
  // Time for a first leader, before it is looked for; after it is found, a while in which its heartbeats reach
  // everyone.
  static constexpr Duration kSettle = Duration::milliseconds(500);

  std::unique_ptr<World> make_world(std::uint64_t seed) {
    const bool fits = values_.set_value("election_timeout", setup_.election_timeout, "").has_value() &&
                      values_.set_value("heartbeat", setup_.heartbeat, "").has_value();
    ORRERY_CHECK(fits, "timeouts that a Raft server accepts");
    WorldConfig config;
    config.seed = seed;
    config.run_for = Platform::kRunMax;
    config.platform.zones = {"lan"};
    config.stream = {Duration::milliseconds(200), Duration::seconds(120), Duration::seconds(15)};
    for (std::uint32_t server = 0; server < setup_.servers; ++server) {
      const std::string name = "server-" + std::to_string(server + 1);
      config.platform.hosts.push_back({name, "lan", Duration(), 1.25e9, 1e9, 500e6});
      config.nodes.push_back({name, "server", "raft", name,
                              [this, server] {
                                return std::make_unique<ServerInTrial>(
                                    values_, NodeId{server}, setup_.ineligible,
                                    [this](NodeId node, bool stands) { set_disk(node, stands); });
                              },
                              setup_.voter_disk});
    }
    auto world = World::create(std::move(config));
    ORRERY_CHECK(world.has_value(), "a world that can be made");
    return std::move(*world);
  }

  void set_disk(NodeId node, bool stands) {
    const double voting = setup_.voter_disk.mean();
    if (voting > 0) world_->set_slowness(node, Resource::disk, stands ? setup_.candidate_disk.seconds() / voting : 1);
  }

  std::optional<NodeId> leader() const {
    for (std::uint32_t server = 0; server < setup_.servers; ++server)
      if (world_->is_up(NodeId{server}) &&
          world_->field(NodeId{server}, raft::kRole.name.id()) == static_cast<std::int64_t>(raft::kLeader.id()))
        return NodeId{server};
    return std::nullopt;
  }

  // The leader must have led for a while, and lead still when its time has come.
  void crash_the_leader_soon() {
    const auto found = leader();
    const Duration into_interval = Duration::nanoseconds(
        static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(setup_.heartbeat.nanoseconds()))));
    world_->schedule(world_->now() + kSettle + into_interval, [this, found] {
      if (!found || leader() != found) return crash_the_leader_soon();
      observer_.crash = world_->now();
      world_->crash(*found);
      world_->schedule(world_->now() + setup_.limit, [this] { world_->stop(); });
      look_for_the_next();
    });
  }
  void look_for_the_next() {
    if (leader()) return world_->stop();
    world_->schedule(world_->now() + kSettle, [this] { look_for_the_next(); });
  }

  const ElectionSetup& setup_;
  ParameterValues values_;
  RandomStream random_;
  Observer observer_;
  std::unique_ptr<World> world_;
};

// SimGrid's engine can be made once a process.
struct Child {
  pid_t process = -1;
  int output = -1;
};

Child begin_trial(const ElectionSetup& setup, std::uint64_t seed) {
  int ends[2];
  ORRERY_CHECK(pipe(ends) == 0, "a pipe to a trial");
  std::fflush(nullptr);
  const pid_t child = fork();
  ORRERY_CHECK(child >= 0, "a process for a trial");
  if (child == 0) {
    const ElectionTrial trial = Trial(setup, seed).run();
    const bool written = write(ends[1], &trial, sizeof trial) == sizeof trial;
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  return {child, ends[0]};
}

ElectionTrial end_trial(const Child& child) {
  ElectionTrial trial;
  const bool arrived = read(child.output, &trial, sizeof trial) == sizeof trial;
  close(child.output);
  int status = 0;
  ORRERY_CHECK(waitpid(child.process, &status, 0) == child.process && status == 0 && arrived, "a trial to end well");
  return trial;
}

}  // namespace

std::vector<ElectionTrial> run_election_trials(const ElectionSetup& setup, std::uint64_t first_seed, std::size_t count,
                                               std::size_t jobs) {
  std::vector<Child> children(count);
  std::vector<ElectionTrial> trials;
  for (std::size_t i = 0; i < count + jobs; ++i) {
    if (i >= jobs && i - jobs < count) trials.push_back(end_trial(children[i - jobs]));
    if (i < count) children[i] = begin_trial(setup, first_seed + i);
  }
  return trials;
}

Duration mean(const std::vector<Duration>& sample) {
  ORRERY_CHECK(!sample.empty(), "a sample to take the mean of");
  std::int64_t sum = 0;
  for (const Duration value : sample) sum += value.nanoseconds();
  return Duration::nanoseconds(sum / static_cast<std::int64_t>(sample.size()));
}

Duration quantile(std::vector<Duration> sample, double q) {
  ORRERY_CHECK(!sample.empty() && q > 0 && q <= 1, "a quantile in (0, 1] of some sample");
  std::sort(sample.begin(), sample.end());
  const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(sample.size())));
  return sample[rank - 1];
}

}  // namespace orrery::published
