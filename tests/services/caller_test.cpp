#include "services/caller.h"

#include <catch2/catch.hpp>

#include "services/call_observed.h"
#include "services/policies.h"
#include "support/fake_context.h"

using namespace orrery;
using namespace orrery::calls;
using namespace orrery::literals;
using orrery::test::FakeNode;
using orrery::test::FakeRun;
using orrery::test::Recorded;

namespace {

constexpr NodeId kT1{0}, kT2{1}, kT3{2}, kSelf{3};

struct Ended {
  std::uint64_t ticket;
  CallEnd end;
};

// A node that does nothing but call, for a test that says when.
class CallingNode final : public Node, public CallOwner {
 public:
  CallingNode(Caller::MakeStack make_stack, std::vector<Ended>& ended)
      : caller_(0, "target", std::move(make_stack), *this), ended_(ended) {}
  void on_start(Context& ctx) override { caller_.start(ctx); }
  void on_message(Context& ctx, const Envelope& envelope) override {
    match(envelope, [&](const ServiceAnswer& answer) { caller_.on_answer(ctx, answer); });
  }
  void on_timer(Context& ctx, TimerId timer) override { CHECK(caller_.on_timer(ctx, timer)); }
  void on_reset(Context& ctx, NodeId peer) override { caller_.on_reset(ctx, peer); }
  void on_order(Context& ctx, Name, NodeId) override {
    ++calls_;
    caller_.call(ctx, {{kSelf, calls_}, calls_, 1, 128, left}, static_cast<std::uint64_t>(calls_));
  }
  void on_call_end(Context&, std::uint64_t ticket, const CallEnd& end) override { ended_.push_back({ticket, end}); }

  Duration left = Duration::max();

 private:
  Caller caller_;
  std::vector<Ended>& ended_;
  std::int64_t calls_ = 0;
};

struct CallerFixture {
  explicit CallerFixture(std::initializer_list<std::pair<std::string_view, std::string_view>> policies)
      : CallerFixture([values = ParameterValues(call_policies, policies)](std::size_t position) {
          return make_call_stack(values, position);
        }) {}
  explicit CallerFixture(Caller::MakeStack make_stack)
      : run({"target-1", "target-2", "target-3", "caller-1"}), node(run, kSelf, [this, make_stack] {
          auto made = std::make_unique<CallingNode>(make_stack, ended);
          calling = made.get();
          return made;
        }) {
    node.ctx.groups["target"] = {kT1, kT2, kT3};
    node.start();
  }
  void call(Duration left = Duration::max()) {
    calling->left = left;
    node.order("call");
  }
  std::pair<NodeId, ServiceCall> sent() const {
    const auto all = node.sent<ServiceCall>();
    ORRERY_CHECK(all.size() == 1, "one call to be sent");
    return all[0];
  }
  void answer(const std::pair<NodeId, ServiceCall>& call, AnswerStatus status, bool has_effect = false) {
    node.receive(call.first, ServiceAnswer{call.second.from, status, true, has_effect});
  }

  FakeRun run;
  std::vector<Ended> ended;
  CallingNode* calling = nullptr;
  FakeNode node;
};

constexpr auto kOk = AnswerStatus::ok;
constexpr auto kFailed = AnswerStatus::failed;

const std::initializer_list<std::pair<std::string_view, std::string_view>> kThreeAttempts = {
    {"timeout", "100ms"}, {"retry.max_attempts", "3"}, {"retry.backoff", "20ms..1s"}, {"retry.jitter", "none"}};

}  // namespace

TEST_CASE("a call that is answered ends once, and leaves no timer behind") {
  CallerFixture caller(kThreeAttempts);
  caller.call();
  const auto call = caller.sent();
  CHECK(call.second.attempt == 1);
  CHECK(call.second.left == 100_ms);
  caller.answer(call, kOk);
  caller.answer(call, kOk);
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].ticket == 1);
  CHECK(caller.ended[0].end.is_ok);
  CHECK(caller.ended[0].end.is_full);
  CHECK(caller.ended[0].end.attempts == 1);
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("attempts that fail are made again after pauses, as often as the policy says") {
  CallerFixture caller(kThreeAttempts);
  caller.call();
  caller.answer(caller.sent(), kFailed);
  caller.node.fire(kPause);
  CHECK(caller.run.now == Instant::at(20_ms));
  CHECK(caller.sent().second.attempt == 2);
  caller.node.fire(kTimeout);
  CHECK(caller.run.now == Instant::at(120_ms));
  caller.node.fire(kPause);
  CHECK(caller.run.now == Instant::at(160_ms));
  caller.answer(caller.sent(), AnswerStatus::rejected);
  REQUIRE(caller.ended.size() == 1);
  CHECK(!caller.ended[0].end.is_ok);
  CHECK(caller.ended[0].end.attempts == 3);
  CHECK(caller.node.recorded(kGaveUp));
  CHECK(caller.node.ctx.timers.empty());
}

TEST_CASE("an answer to an attempt that is over counts for nothing") {
  CallerFixture caller(kThreeAttempts);
  caller.call();
  const auto first = caller.sent();
  caller.node.fire(kTimeout);
  caller.answer(first, kOk);
  CHECK(caller.ended.empty());
  caller.node.fire(kPause);
  const auto second = caller.sent();
  caller.answer(first, kFailed);
  CHECK(caller.ended.empty());
  caller.answer(second, kOk);
  CHECK(caller.ended.size() == 1);
}

TEST_CASE("an answer from before a crash is none") {
  CallerFixture caller(kThreeAttempts);
  caller.run.now = Instant::at(1_s);
  caller.call();
  const auto before = caller.sent();
  caller.node.crash();
  caller.run.now = Instant::at(2_s);
  caller.node.restart();
  caller.call();
  const auto after = caller.sent();
  CHECK(after.second.from.slot == before.second.from.slot);
  caller.answer(before, kOk);
  CHECK(caller.ended.empty());
  caller.answer(after, kOk);
  CHECK(caller.ended.size() == 1);
}

TEST_CASE("the deadline bounds all attempts, and no pause is begun that would last to it") {
  CallerFixture caller({{"timeout", "100ms"},
                        {"deadline", "150ms"},
                        {"retry.max_attempts", "9"},
                        {"retry.backoff", "20ms..20ms"},
                        {"retry.jitter", "none"}});
  caller.call();
  caller.node.fire(kTimeout);
  caller.node.fire(kPause);
  CHECK(caller.sent().second.left == 30_ms);
  caller.node.fire(kTimeout);
  CHECK(caller.run.now == Instant::at(150_ms));
  CHECK(caller.ended.size() == 1);
  caller.call();
  caller.run.now += 60_ms;
  caller.answer(caller.sent(), kFailed);
  caller.node.fire(kPause);
  caller.run.now += 50_ms;
  caller.answer(caller.sent(), kFailed);
  REQUIRE(caller.ended.size() == 2);
  CHECK(caller.ended[1].end.attempts == 2);
}

TEST_CASE("the time that is left to whoever asked bounds a call as its own deadline does") {
  CallerFixture caller({{"timeout", "100ms"}, {"deadline", "80ms"}});
  caller.call(50_ms);
  CHECK(caller.sent().second.left == 50_ms);
  caller.call(90_ms);
  CHECK(caller.sent().second.left == 80_ms);
  caller.call(0_ms);
  CHECK(caller.node.sent<ServiceCall>().empty());
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].end.attempts == 0);
  CHECK(!caller.ended[0].end.may_have_effect);
}

TEST_CASE("a fallback answers for what has failed for good, and not in full") {
  CallerFixture caller({{"timeout", "100ms"}, {"fallback.answer", "cached"}});
  caller.call();
  caller.node.fire(kTimeout);
  CHECK(caller.node.recorded(kFellBack));
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].end.is_ok);
  CHECK(!caller.ended[0].end.is_full);
}

TEST_CASE("what failed may have had an effect unless everyone says that it had none") {
  const auto may_have = [](AnswerStatus first, bool has_effect, bool second_in_time) {
    CallerFixture caller({{"timeout", "100ms"}, {"retry.max_attempts", "2"}, {"retry.backoff", "0ms..0ms"}});
    caller.call();
    caller.answer(caller.sent(), first, has_effect);
    caller.node.fire(kPause);
    if (second_in_time) {
      caller.answer(caller.sent(), AnswerStatus::rejected);
    } else {
      caller.node.fire(kTimeout);
    }
    REQUIRE(caller.ended.size() == 1);
    return caller.ended[0].end.may_have_effect;
  };
  CHECK(!may_have(kFailed, false, true));
  CHECK(may_have(kFailed, true, true));
  CHECK(may_have(kFailed, false, false));
}

TEST_CASE("a stream that is given up fails the attempts that went over it, and no others") {
  CallerFixture caller({{"timeout", "100ms"}, {"retry.max_attempts", "2"}, {"retry.backoff", "0ms..0ms"}});
  caller.call();
  CHECK(caller.sent().first == kT1);
  caller.call();
  CHECK(caller.sent().first == kT2);
  const auto second = caller.sent();
  caller.node.reset(kT1);
  caller.node.fire(kPause);
  CHECK(caller.sent().first == kT3);
  CHECK(caller.sent().second.origin.operation == 1);
  caller.answer(second, kOk);
  REQUIRE(caller.ended.size() == 1);
  CHECK(caller.ended[0].ticket == 2);
}

namespace {

// What an admission heard, in order: "a?" asked, "a!" told of the end, "a<" taken back.
class Gate final : public AttemptPolicy {
 public:
  Gate(std::string id, bool& open, std::string& heard) : id_(std::move(id)), open_(open), heard_(heard) {}
  bool admits(Context&) override {
    heard_ += id_ + "? ";
    return open_;
  }
  void on_end(Context&, AttemptOutcome outcome, Duration took) override {
    heard_ += id_ + "!" + std::to_string(static_cast<int>(outcome)) + "/" + std::to_string(took / 1_ms) + " ";
  }
  void on_withdrawn(Context&) override { heard_ += id_ + "< "; }
  Name refusal() const override { return "breaker_refused"; }

 private:
  const std::string id_;
  bool& open_;
  std::string& heard_;
};

class HedgeOnce final : public HedgePolicy {
 public:
  std::optional<Duration> next_after(Context&, std::size_t tries) override {
    return tries < 2 ? std::optional(30_ms) : std::nullopt;
  }
};

CallStack plain_stack() { return make_call_stack(ParameterValues(call_policies, {{"timeout", "100ms"}}), 0); }

}  // namespace

TEST_CASE("policies that admit attempts are asked from the outside in, and told from the inside out") {
  bool outer = true, inner = true;
  std::string heard;
  CallerFixture caller([&](std::size_t) {
    CallStack stack = plain_stack();
    stack.admission.push_back(std::make_unique<Gate>("a", outer, heard));
    stack.admission.push_back(std::make_unique<Gate>("b", inner, heard));
    return stack;
  });
  caller.call();
  caller.run.now += 7_ms;
  caller.answer(caller.sent(), kFailed);
  CHECK(heard == "a? b? b!1/7 a!1/7 ");
  heard.clear();
  inner = false;
  caller.call();
  CHECK(heard == "a? b? a< ");
  CHECK(caller.node.recorded("breaker_refused"));
  CHECK(caller.ended.size() == 2);
  heard.clear();
  outer = false;
  caller.call();
  CHECK(heard == "a? ");
  CHECK(caller.node.sent<ServiceCall>().empty());
}

TEST_CASE("of an attempt with a hedge the first good answer counts, and it fails when both tries have") {
  for (const bool is_first_good : {true, false}) {
    CallerFixture caller([](std::size_t) {
      CallStack stack = plain_stack();
      stack.hedge = std::make_unique<HedgeOnce>();
      return stack;
    });
    caller.call();
    const auto first = caller.sent();
    caller.node.fire(kHedge);
    CHECK(caller.node.recorded(kHedged));
    const auto second = caller.sent();
    CHECK(second.second.attempt == 1);
    CHECK(second.second.left == 70_ms);
    CHECK(second.first != first.first);
    caller.answer(second, kFailed);
    CHECK(caller.ended.empty());
    caller.answer(first, is_first_good ? kOk : kFailed);
    REQUIRE(caller.ended.size() == 1);
    CHECK(caller.ended[0].end.is_ok == is_first_good);
    CHECK(caller.node.ctx.timers.empty());
  }
}

TEST_CASE("round-robin takes each in turn, callers beginning with different ones, and least-request the less busy") {
  CallerFixture caller({{"timeout", "1s"}});
  std::vector<NodeId> asked;
  for (int i = 0; i < 4; ++i) {
    caller.call();
    asked.push_back(caller.sent().first);
  }
  // The fourth of the nodes that the fake run has.
  CHECK(asked == std::vector<NodeId>{kT1, kT2, kT3, kT1});

  CallerFixture least({{"timeout", "1s"}, {"balance", "least-request choices=100"}});
  std::map<NodeId, int> counts;
  for (int i = 0; i < 30; ++i) {
    least.call();
    ++counts[least.sent().first];
  }
  CHECK(counts == std::map<NodeId, int>{{kT1, 10}, {kT2, 10}, {kT3, 10}});

  CallerFixture random({{"timeout", "1s"}, {"balance", "random"}});
  counts.clear();
  for (int i = 0; i < 3000; ++i) {
    random.call();
    ++counts[random.sent().first];
  }
  for (const auto& [node, count] : counts) CHECK(count == Approx(1000).margin(3 * 25.8));
}
