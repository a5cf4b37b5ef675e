// An ambassador on a fake Context, with its application and its endpoints played by the test.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "patterns/ambassador/ambassador.h"
#include "patterns/ambassador/ambassador_observed.h"
#include "services/policies.h"
#include "support/fake_context.h"

namespace orrery::test {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Node 0 is the application, whose operations they are too; node 1 its ambassador; nodes 2 to 4 are the endpoints.
inline constexpr NodeId kApp{0}, kProxy{1}, kA{2}, kB{3}, kC{4};

inline ParameterValues ambassador_values(Texts own, const ParameterValues& policies) {
  ParameterValues values(Ambassador::parameters, own);
  values.add_call({"backend", policies});
  return values;
}

struct AmbassadorFixture {
  AmbassadorFixture(Texts own, Texts policies) : AmbassadorFixture(own, ParameterValues(call_policies, policies)) {}
  AmbassadorFixture(Texts own, const ParameterValues& policies)
      : run({"app-1", "ambassador-1", "backend-1", "backend-2", "backend-3"}),
        node(run, kProxy, [values = ambassador_values(own, policies)] { return Ambassador::make(values); }) {
    node.ctx.groups["backend"] = {kA, kB, kC};
    node.start();
  }

  // The application asks for its n-th operation.
  void ask(std::int64_t operation, Duration left = Duration::max()) {
    const Origin origin{kApp, operation};
    node.receive(kApp, ServiceCall{{operation, 0, 0}, origin, idempotency_key(origin), 7, left, 1, 128});
  }
  // The calls that the latest handler made.
  std::vector<std::pair<NodeId, ServiceCall>> calls() const {
    std::vector<std::pair<NodeId, ServiceCall>> all;
    for (const auto& [to, call] : node.sent<ServiceCall>()) all.emplace_back(to, call);
    return all;
  }
  std::vector<NodeId> called() const {
    std::vector<NodeId> all;
    for (const auto& [to, call] : calls()) all.push_back(to);
    return all;
  }
  void answer(const std::pair<NodeId, ServiceCall>& call, AnswerStatus status = AnswerStatus::ok) {
    node.receive(call.first, ServiceAnswer{call.second.from, status});
  }
  // What the latest handler answered the application: operation and status.
  std::vector<std::pair<std::int64_t, AnswerStatus>> answered() const {
    std::vector<std::pair<std::int64_t, AnswerStatus>> all;
    for (const auto& [to, answer] : node.sent<ServiceAnswer>()) all.emplace_back(answer.to.number, answer.status);
    return all;
  }
  // Of the event, as the run's Records have it: the latest.
  const Record* latest(Name event) const {
    for (auto record = run.records.rbegin(); record != run.records.rend(); ++record)
      if (record->kind == RecordKind::event && record->name == event.id()) return &*record;
    return nullptr;
  }
  std::int64_t field(Field field) const { return node.ctx.fields.at(field.name.id()); }

  FakeRun run;
  FakeNode node;
};

}  // namespace orrery::test
