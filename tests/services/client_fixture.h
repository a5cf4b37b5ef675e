// A client on a fake Context, with servers that the test plays itself.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "services/client.h"
#include "services/client_observed.h"
#include "support/fake_context.h"

namespace orrery::test {

using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

// Parameters of a client that calls `server`.
inline ParameterValues client_values(Texts workload, Texts policies) {
  ParameterValues values(KvClient::parameters, workload);
  values.add_call({"server", ParameterValues(call_policies, policies)});
  return values;
}

inline constexpr NodeId kS1{0}, kS2{1}, kS3{2}, kClient{3};

// Node 3 is the client, nodes 0 to 2 the servers; it asks server 0 first.
struct ClientFixture {
  ClientFixture(Texts workload, Texts policies)
      : run({"s1", "s2", "s3", "c1"}),
        node(run, kClient, [values = client_values(workload, policies)] { return KvClient::make(values); }) {
    node.ctx.groups["server"] = {kS1, kS2, kS3};
    node.start();
  }

  // The one request that the latest handler sent.
  std::pair<NodeId, Request> sent() const {
    const auto all = node.sent<Request>();
    ORRERY_CHECK(all.size() == 1, "one request to be sent");
    return all[0];
  }
  void reply(NodeId from, RequestNumber number, std::int32_t attempt, ReplyStatus status, std::int64_t value = 0,
             NodeId redirect = kNoNode) {
    node.receive(from, Reply{number, attempt, status, value, redirect});
  }
  std::vector<Record> history() const {
    std::vector<Record> records;
    for (const Record& record : run.records)
      if (record.kind == RecordKind::invoked || record.kind == RecordKind::ok || record.kind == RecordKind::failed ||
          record.kind == RecordKind::info)
        records.push_back(record);
    return records;
  }
  // How the operation ended; nothing where it is open.
  std::optional<RecordKind> outcome(std::int64_t operation) const {
    for (const Record& record : history())
      if (record.a == operation && record.kind != RecordKind::invoked) return record.kind;
    return std::nullopt;
  }
  std::size_t pending(Name timer) const {
    return static_cast<std::size_t>(std::count_if(node.ctx.timers.begin(), node.ctx.timers.end(),
                                                  [&](const auto& pending) { return pending.what == timer; }));
  }

  FakeRun run;
  FakeNode node;
};

}  // namespace orrery::test
