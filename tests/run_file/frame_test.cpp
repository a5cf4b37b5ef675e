#include "run_file/frame.h"

#include "support/traced_run.h"

using namespace orrery;
using namespace orrery::run_file;
using orrery::test::Directory;
using orrery::test::open_run;
using orrery::test::run_traced;
using orrery::test::scenario_of;

namespace {

// The same by reading everything from the start.
class Twin {
 public:
  explicit Twin(const RunFile& run)
      : events_(run.events(RecordId{1}, 1'000'000)),
        timers_(run.timer_changes(RecordId{0}, RecordId{1'000'000})),
        node_count_(run.info().nodes.size()) {}

  void check(const Frame& frame) const {
    INFO("event " << static_cast<std::uint64_t>(frame.event));
    SystemState state(node_count_);
    std::vector<RecordId> under_way;
    auto timer = timers_.begin();
    for (const Event& event : events_) {
      const Record& record = event.record;
      if (record.id > frame.event) {
        const bool is_message = record.kind == RecordKind::delivered || record.kind == RecordKind::dropped;
        if (is_message && record.cause <= frame.event) under_way.push_back(record.id);
        continue;
      }
      state.apply(record);
      for (; timer != timers_.end() && timer->event <= record.id; ++timer) state.apply(*timer, record.time);
    }
    check_state(frame.state, state);
    REQUIRE(frame.messages.size() == under_way.size());
    for (std::size_t i = 0; i < under_way.size(); ++i) CHECK(frame.messages[i].ends == under_way[i]);
  }
  const std::vector<Event>& events() const { return events_; }

 private:
  static void check_state(const SystemState& found, const SystemState& expected) {
    for (std::size_t i = 0; i < expected.nodes.size(); ++i) {
      const NodeState& a = found.nodes[i];
      const NodeState& b = expected.nodes[i];
      CHECK(a.up == b.up);
      CHECK(a.paused == b.paused);
      CHECK(a.since == b.since);
      REQUIRE(a.fields.size() == b.fields.size());
      for (const ShownField& field : b.fields) {
        const ShownField* other = a.field(field.name);
        REQUIRE(other != nullptr);
        CHECK(other->value == field.value);
        CHECK(other->event == field.event);
        CHECK(other->since == field.since);
      }
    }
    REQUIRE(found.timers.size() == expected.timers.size());
    for (const auto& [number, timer] : expected.timers) {
      const auto other = found.timers.find(number);
      REQUIRE(other != found.timers.end());
      CHECK(other->second.due == timer.due);
      CHECK(other->second.set_at == timer.set_at);
    }
  }

  std::vector<Event> events_;
  std::vector<TimerChange> timers_;
  std::size_t node_count_;
};

}  // namespace

TEST_CASE("from wherever one comes, a frame shows what reading from the start would") {
  const Directory directory;
  for (const char* name : {"leader-election/leader-crash", "circuit-breaker/first-trip"}) {
    run_traced(scenario_of(name, {{"run_for", "3s"}}), 1, directory.file("run.orrery"));
    const RunFile run = open_run(directory.file("run.orrery"));
    const Twin twin(run);
    FrameReader frames(run);
    const auto last = static_cast<std::uint64_t>(run.last());
    twin.check(frames.after(RecordId{0}));
    for (std::uint64_t event = 1; event <= last; event += last / 23) twin.check(frames.after(RecordId{event}));
    for (std::uint64_t event = last; event > last / 11; event -= last / 11) twin.check(frames.after(RecordId{event}));
    // Either side of keyframes, one step at a time, forwards and back.
    for (const std::uint64_t event : {4094ul, 4095ul, 4096ul, 4097ul, 4096ul, 4095ul, 8192ul, 8193ul, 4097ul})
      if (event <= last) twin.check(frames.after(RecordId{event}));
  }
}

TEST_CASE("a frame at an instant has everything up to it, and its own time") {
  const Directory directory;
  run_traced(scenario_of("leader-election/leader-crash", {{"run_for", "3s"}}), 1, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  const Twin twin(run);
  FrameReader frames(run);
  for (const std::int64_t ms : {0, 165, 2000, 1999, 2001, 2999, 1, 3000}) {
    const Instant time = Instant::at(Duration::milliseconds(ms));
    const Frame& frame = frames.at(time);
    CHECK(frame.time == time);
    for (const Event& event : twin.events()) CHECK((event.record.time <= time) == (event.record.id <= frame.event));
    twin.check(frame);
  }
}

TEST_CASE("a frame shows the timers that will fire as those that do") {
  const Directory directory;
  run_traced(scenario_of("leader-election/first-election"), 1, directory.file("run.orrery"));
  const RunFile run = open_run(directory.file("run.orrery"));
  FrameReader frames(run);
  int fired = 0;
  for (const Event& event : run.events(RecordId{1}, 100'000)) {
    if (event.record.kind != RecordKind::timer_fired) continue;
    const Frame& before = frames.after(RecordId{static_cast<std::uint64_t>(event.record.id) - 1});
    const auto timer = before.state.timers.find(static_cast<std::uint64_t>(event.record.c));
    REQUIRE(timer != before.state.timers.end());
    CHECK(timer->second.due == event.record.time);
    CHECK(timer->second.node == event.record.node);
    CHECK(timer->second.set_at == Instant::nanoseconds(event.record.a));
    ++fired;
  }
  CHECK(fired > 5);
}
