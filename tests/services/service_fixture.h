// A service on a fake Context, with callers and further services that the test plays itself.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/policies.h"
#include "services/service.h"
#include "services/service_observed.h"
#include "support/fake_context.h"

namespace orrery::test {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Node 0 is the client for whom everything is done, node 1 the service, nodes 2 and 3 are what it calls: `a` and `b`.
inline constexpr NodeId kUser{0}, kService{1}, kA{2}, kB{3};

inline ParameterValues service_values(Texts own, const std::vector<std::pair<std::string, Texts>>& calls = {}) {
  ParameterValues values(Service::parameters, own);
  for (const auto& [target, policies] : calls) values.add_call({target, ParameterValues(call_policies, policies)});
  return values;
}

struct ServiceFixture {
  explicit ServiceFixture(ParameterValues values)
      : run({"user-1", "service-1", "a-1", "b-1"}),
        node(run, kService, [values = std::move(values)] { return Service::make(values); }) {
    node.ctx.groups["a"] = {kA};
    node.ctx.groups["b"] = {kB};
    node.start();
  }

  // The user asks for its n-th operation.
  void ask(std::int64_t operation, Duration left = Duration::max()) {
    const Origin origin{kUser, operation};
    node.receive(kUser, ServiceCall{{operation, 0, 0}, origin, idempotency_key(origin), 7, left, 1, 128});
  }
  // What the latest handler answered the user: operation and status, in order.
  std::vector<std::pair<std::int64_t, AnswerStatus>> answered() const {
    std::vector<std::pair<std::int64_t, AnswerStatus>> all;
    for (const auto& [to, answer] : node.sent<ServiceAnswer>()) all.emplace_back(answer.to.number, answer.status);
    return all;
  }
  // Whom the latest handler called.
  std::vector<NodeId> called() const {
    std::vector<NodeId> all;
    for (const auto& [to, call] : node.sent<ServiceCall>()) all.push_back(to);
    return all;
  }
  // The calls that the latest handler made, for answering them later.
  std::vector<ServiceCall> calls() const {
    std::vector<ServiceCall> all;
    for (const auto& [to, call] : node.sent<ServiceCall>()) all.push_back(call);
    return all;
  }
  void answer(NodeId from, const ServiceCall& call, AnswerStatus status, bool is_full = true) {
    node.receive(from, ServiceAnswer{call.from, status, is_full});
  }
  std::int64_t field(Field field) const { return node.ctx.fields.at(field.name.id()); }

  FakeRun run;
  FakeNode node;
};

}  // namespace orrery::test
