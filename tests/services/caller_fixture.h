// A Caller on a fake Context: a node that does nothing but call, and three targets that the test plays itself.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "services/call_observed.h"
#include "services/caller.h"
#include "services/policies.h"
#include "support/fake_context.h"

namespace orrery::test {

inline constexpr NodeId kT1{0}, kT2{1}, kT3{2}, kSelf{3};

inline constexpr Name kMakeCall{"call"};

struct Ended {
  std::uint64_t ticket;
  CallEnd end;
};

// A node that does nothing but call, for a test that says when.
class CallingNode final : public Node, public CallOwner {
 public:
  CallingNode(const ParameterValues& policies, std::vector<Ended>& ended)
      : caller_(0, {"target", policies}, *this), ended_(ended) {}
  void on_start(Context& ctx) override { caller_.start(ctx); }
  void on_message(Context& ctx, const Envelope& envelope) override {
    match(envelope, [&](const ServiceAnswer& answer) { caller_.on_answer(ctx, answer); });
  }
  void on_timer(Context& ctx, TimerId timer) override { CHECK(caller_.on_timer(ctx, timer)); }
  void on_reset(Context& ctx, NodeId peer) override { caller_.on_reset(ctx, peer); }
  void on_order(Context& ctx, Name order, NodeId peer) override {
    if (order != kMakeCall) return caller_.on_order(ctx, order, peer);
    ++calls_;
    caller_.call(ctx, {{kSelf, calls_}, calls_, key, 128, left}, static_cast<std::uint64_t>(calls_));
  }
  void tell_health(Context& ctx, NodeId instance, bool is_healthy) { caller_.on_health(ctx, instance, is_healthy); }
  void set_member(Context& ctx, NodeId instance, bool is_member) { caller_.on_membership(ctx, instance, is_member); }
  void on_call_end(Context&, std::uint64_t ticket, const CallEnd& end) override { ended_.push_back({ticket, end}); }

  Duration left = Duration::max();
  std::int64_t key = 1;

 private:
  Caller caller_;
  std::vector<Ended>& ended_;
  std::int64_t calls_ = 0;
};

struct CallerFixture {
  explicit CallerFixture(std::initializer_list<std::pair<std::string_view, std::string_view>> texts)
      : run({"target-1", "target-2", "target-3", "caller-1"}),
        node(run, kSelf, [this, policies = ParameterValues(call_policies, texts)] {
          ORRERY_CHECK(contradiction_of_policies(policies).empty(), "policies that agree");
          auto made = std::make_unique<CallingNode>(policies, ended);
          calling = made.get();
          return made;
        }) {
    node.ctx.groups["target"] = {kT1, kT2, kT3};
    node.start();
  }
  void call(Duration left = Duration::max()) {
    calling->left = left;
    node.order(kMakeCall);
  }
  // An operator's.
  void order(Name order, NodeId peer) { node.order(order, peer); }
  std::pair<NodeId, ServiceCall> sent() const {
    const auto all = node.sent<ServiceCall>();
    ORRERY_CHECK(all.size() == 1, "one call to be sent");
    return all[0];
  }
  void answer(const std::pair<NodeId, ServiceCall>& call, AnswerStatus status, bool has_effect = false) {
    node.receive(call.first, ServiceAnswer{call.second.from, status, true, has_effect});
  }

  // How many Records of this event there are.
  int count(Name event) const {
    return static_cast<int>(std::count_if(run.records.begin(), run.records.end(), [&](const Record& record) {
      return record.kind == RecordKind::event && record.name == event.id();
    }));
  }
  // Makes a call that is answered so at once.
  void call_and_answer(AnswerStatus status) {
    call();
    answer(sent(), status);
  }

  FakeRun run;
  std::vector<Ended> ended;
  CallingNode* calling = nullptr;
  FakeNode node;
};

inline constexpr auto kOk = AnswerStatus::ok;
inline constexpr auto kFailed = AnswerStatus::failed;

}  // namespace orrery::test
