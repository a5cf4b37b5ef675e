#include "run/invariants.h"

#include <catch2/catch.hpp>

namespace orrery::test {

namespace {

// Remembers whom it was made for, and finds what it is told to.
class Probe final : public Checker {
 public:
  explicit Probe(CheckedGroup group) : group_(std::move(group)) {}
  std::string name() const override { return "probe"; }
  std::string claim() const override { return "nothing"; }
  void on_batch(const RecordBatch& batch) override {
    for (const Record& record : batch.records) {
      exercise();
      violate(record, "is seen");
      doubt(record, "is doubted");
    }
  }
  const CheckedGroup& group() const { return group_; }

 private:
  CheckedGroup group_;
};

const Parameters kNone{};

NodeKind server_kind() {
  NodeKind kind{};
  kind.name = "server-kind";
  kind.parameters = &kNone;
  kind.make_checkers = [](const CheckedGroup& group) {
    std::vector<std::unique_ptr<Checker>> checkers;
    checkers.push_back(std::make_unique<Probe>(group));
    return checkers;
  };
  return kind;
}

NodeKind client_kind() {
  NodeKind kind{};
  kind.name = "client-kind";
  kind.parameters = &kNone;
  kind.calls = true;
  return kind;
}

void place(Scenario& scenario, const std::string& group, const NodeKind& kind, int count,
           const std::vector<std::string>& called = {}) {
  Group added;
  added.name = group;
  added.kind = &kind;
  added.values = ParameterValues(kNone);
  for (const std::string& target : called) added.values.add_call({target, {}});
  scenario.groups.push_back(added);
  for (int i = 1; i <= count; ++i) {
    Scenario::Placement placement;
    placement.group = group;
    placement.node = group + "-" + std::to_string(i);
    scenario.placements.push_back(placement);
  }
}

}  // namespace

TEST_CASE("a group's checkers know its nodes and the clients that call it, and no others") {
  const NodeKind server = server_kind();
  const NodeKind client = client_kind();
  Scenario scenario;
  place(scenario, "reader", client, 1, {"left"});
  place(scenario, "left", server, 2);
  place(scenario, "right", server, 1);
  place(scenario, "writer", client, 2, {"left", "right"});
  const Invariants invariants(scenario);
  REQUIRE(invariants.checkers().size() == 2);
  const auto group = [&](std::size_t i) { return dynamic_cast<const Probe&>(*invariants.checkers()[i]).group(); };
  CHECK(group(0).name == "left");
  CHECK(group(0).nodes == std::vector{NodeId{1}, NodeId{2}});
  CHECK(group(0).clients == std::vector{NodeId{0}, NodeId{4}, NodeId{5}});
  CHECK(group(1).nodes == std::vector{NodeId{3}});
  CHECK(group(1).clients == std::vector{NodeId{4}, NodeId{5}});
}

TEST_CASE("a checker sees the Records of its group, of the group's clients and of no node, in order, and no others") {
  const NodeKind server = server_kind();
  const NodeKind client = client_kind();
  Scenario scenario;
  place(scenario, "left", server, 1);
  place(scenario, "right", server, 1);
  place(scenario, "writer", client, 1, {"right"});
  Invariants invariants(scenario);
  std::vector<Record> records(4);
  for (std::uint64_t i = 0; i < records.size(); ++i) records[i].id = RecordId{i + 1};
  records[0].node = NodeId{2};
  records[1].node = NodeId{0};
  records[2].node = kNoNode;
  records[3].node = NodeId{1};
  invariants.on_batch({records, {}});
  invariants.on_finish(Instant());
  const auto seen = [&](std::size_t i) {
    std::vector<RecordId> ids;
    for (const Violation& violation : invariants.checkers()[i]->violations()) ids.push_back(violation.record);
    return ids;
  };
  CHECK(seen(0) == std::vector{RecordId{2}, RecordId{3}});
  CHECK(seen(1) == std::vector{RecordId{1}, RecordId{3}, RecordId{4}});
}

TEST_CASE("findings of one name are one, with the first few violations and doubts and the count of all") {
  const NodeKind server = server_kind();
  Scenario scenario;
  place(scenario, "left", server, 1);
  place(scenario, "right", server, 1);
  Invariants invariants(scenario);
  Record record{};
  record.node = NodeId{1};
  for (int i = 0; i < 8; ++i) invariants.on_batch({std::span(&record, 1), {}});
  invariants.on_finish(Instant());
  const std::vector<InvariantFinding> findings = invariants.findings();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].exercised == 8);
  CHECK(findings[0].breach_count == 8);
  CHECK(findings[0].breaches.size() == 5);
  CHECK(findings[0].breaches[0].node == "right-1");
  CHECK(findings[0].doubt_count == 8);
  CHECK(findings[0].doubts.size() == 5);
  CHECK(findings[0].doubts[0].text == "is doubted");
}

}  // namespace orrery::test
