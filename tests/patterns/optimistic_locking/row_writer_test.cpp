// A row with a version, and writers that take turns at it whether they like it or not.
#include "patterns/optimistic_locking/row_writer.h"

#include <catch2/catch.hpp>

#include "patterns/optimistic_locking/versioned_row.h"
#include "services/client_observed.h"
#include "support/fake_context.h"

using namespace orrery;
using namespace orrery::optimistic;
using orrery::test::FakeNode;
using orrery::test::FakeRun;

namespace {

constexpr NodeId kRow{0}, kWriter{1}, kOther{2};
using Texts = std::initializer_list<std::pair<std::string_view, std::string_view>>;

ParameterValues writer_values(Texts policies) {
  ParameterValues values(RowWriter::parameters);
  values.add_call({"row", ParameterValues(call_policies, policies)});
  return values;
}

struct WriterFixture {
  explicit WriterFixture(Texts policies)
      : run({"row-1", "writer-1", "writer-2"}),
        node(run, kWriter, [values = writer_values(policies)] { return RowWriter::make(values); }) {
    node.ctx.groups["row"] = {kRow};
    node.start();
  }
  template <class M>
  M sent() const {
    const auto all = node.sent<M>();
    ORRERY_CHECK(all.size() == 1, "one message of the kind to be sent");
    return all[0].second;
  }
  void conflict() {
    node.receive(kRow, RowRead{sent<ReadRow>().attempt, 3});
    node.receive(kRow, RowWritten{sent<WriteRow>().attempt, false});
  }
  std::optional<RecordKind> outcome() const {
    for (const Record& record : run.records)
      if (record.kind == RecordKind::ok || record.kind == RecordKind::failed || record.kind == RecordKind::info)
        return record.kind;
    return std::nullopt;
  }
  FakeRun run;
  FakeNode node;
};

}  // namespace

TEST_CASE("a row is written only by who has read the version that it has") {
  FakeRun run({"row-1", "writer-1", "writer-2"});
  FakeNode row(run, kRow, [] { return VersionedRow::make(ParameterValues(VersionedRow::parameters)); });
  row.start();
  const auto answer_to = [&](NodeId from, std::int64_t version) {
    row.receive(from, WriteRow{1, version});
    return row.sent<RowWritten>()[0].second.is_done;
  };
  const auto version = [&] {
    row.receive(kWriter, ReadRow{1});
    return row.sent<RowRead>()[0].second.version;
  };
  CHECK(version() == 0);
  CHECK(answer_to(kWriter, 0));
  CHECK(version() == 1);
  CHECK_FALSE(answer_to(kOther, 0));
  CHECK(row.recorded(kWriteConflicted));
  CHECK(version() == 1);
}

TEST_CASE("a writer writes the version that it has read, and begins anew after a conflict and a pause") {
  WriterFixture writer({{"timeout", "1s"}, {"retry.max_attempts", "3"}, {"retry.backoff", "10ms..10ms"}});
  writer.conflict();
  CHECK(writer.node.sent<ReadRow>().empty());
  writer.node.fire(client::kPause);
  CHECK(writer.sent<ReadRow>().attempt == 2);
  writer.node.receive(kRow, RowRead{2, 4});
  CHECK(writer.sent<WriteRow>().version == 4);
  writer.node.receive(kRow, RowWritten{2, true});
  CHECK(writer.outcome() == RecordKind::ok);
}

TEST_CASE("an answer to an earlier attempt is no answer") {
  WriterFixture writer({{"timeout", "1s"}, {"retry.max_attempts", "3"}, {"retry.backoff", "10ms..10ms"}});
  writer.conflict();
  writer.node.receive(kRow, RowWritten{1, true});
  CHECK_FALSE(writer.outcome());
  writer.node.fire(client::kPause);
  writer.node.receive(kRow, RowRead{1, 9});
  CHECK(writer.node.sent<WriteRow>().empty());
}

TEST_CASE("a writer that has used its attempts up fails, or does not know where a write was never answered") {
  WriterFixture refused({{"timeout", "1s"}});
  refused.conflict();
  CHECK(refused.outcome() == RecordKind::failed);

  WriterFixture unheard({{"timeout", "1s"}});
  unheard.node.receive(kRow, RowRead{1, 0});
  unheard.node.fire(client::kTimeout);
  CHECK(unheard.outcome() == RecordKind::info);
}

TEST_CASE("a row-writer has one call, with the policies that it can carry out") {
  CHECK(RowWriter::contradiction(writer_values({{"timeout", "1s"}})).empty());
  CHECK(RowWriter::contradiction(writer_values({{"timeout", "1s"}, {"deadline", "2s"}})) ==
        "a row-writer has no use for 'deadline': its policies are retry and timeout");
  CHECK(RowWriter::contradiction(ParameterValues(RowWriter::parameters)) ==
        "a row-writer calls one row, found none: say which with calls: { GROUP: { timeout: ... } }");
}
