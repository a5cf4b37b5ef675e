#include "checkers/log_matching.h"

#include <catch2/catch.hpp>

#include "checkers/log_stream.h"

namespace orrery::test {

namespace {

struct Group {
  LogMatching checker{first_nodes(3)};
  LogStream stream{checker, 3};
  std::string only_violation() const {
    REQUIRE(checker.violations().size() == 1);
    return checker.violations()[0].text;
  }
};

}  // namespace

TEST_CASE("equal logs match, and every entry appended is a test") {
  Group group;
  for (int server = 1; server <= 3; ++server) group.stream.appends(server, 1, 1, 10).appends(server, 2, 3, 11);
  CHECK(group.checker.violations().empty());
  CHECK(group.checker.exercised() == 6);
}

TEST_CASE("logs that part match where the terms differ") {
  Group group;
  group.stream.appends(1, 1, 1, 10).appends(1, 2, 2, 11).appends(2, 1, 1, 10).appends(2, 2, 3, 12);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("entries of one index and term with different contents break log matching") {
  Group group;
  group.stream.appends(1, 1, 1, 10).appends(2, 1, 1, 11);
  CHECK(group.only_violation() == "n2 holds entry 1 of term 1 with another content than a log before it");
  CHECK(group.checker.violations()[0].node == NodeId{1});
  CHECK(group.checker.violations()[0].invariant == "log-matching");
}

TEST_CASE("an entry that was accepted without looking at the one before it breaks log matching") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 3).appends(2, 1, 2).appends(2, 2, 3);
  CHECK(group.only_violation() == "n2 holds entry 2 of term 3, as another log does, after other entries than there");
}

TEST_CASE("a difference far below the first equal entry is found") {
  Group group;
  for (int server = 1; server <= 2; ++server) {
    group.stream.appends(server, 1, server);
    for (std::int64_t index = 2; index <= 50; ++index) group.stream.appends(server, index, 2 + server);
  }
  CHECK(group.checker.violations().empty());
  group.stream.appends(1, 51, 9).appends(2, 51, 9);
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("a conflicting tail that is truncated makes room for the leader's") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 3).appends(2, 1, 1).appends(2, 2, 2).appends(2, 3, 2);
  group.stream.truncates(2, 1).appends(2, 2, 3);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("an append that forgets to truncate breaks log matching") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 2).appends(1, 2, 3);
  CHECK(group.only_violation() == "n1 appends entry 2 of term 3 to a log that ends with entry 2");
}

TEST_CASE("an append that leaves a gap breaks log matching") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 3, 1);
  CHECK(group.only_violation() == "n1 appends entry 3 of term 1 to a log that ends with entry 1");
}

TEST_CASE("a crash takes back what the disk has not kept, and the log goes on from there") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 1, 7).comes_back(1, 1, 1).appends(1, 2, 2, 8);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a truncation that the disk has not kept brings the old tail back") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 2).appends(1, 3, 2).truncates(1, 1).appends(1, 2, 3);
  group.stream.comes_back(1, 3, 2).appends(1, 4, 2).appends(2, 1, 1).appends(2, 2, 2).appends(2, 3, 2);
  CHECK(group.checker.violations().empty());
  group.stream.appends(2, 4, 2);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a truncation that the disk has not kept may bring back a tail as long as the new one") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 2).truncates(1, 1).appends(1, 2, 3).comes_back(1, 2, 2).appends(1, 3, 4);
  group.stream.appends(2, 1, 1).appends(2, 2, 3);
  CHECK(group.checker.violations().empty());
  group.stream.appends(2, 3, 4);
  CHECK(group.checker.violations().size() == 1);
}

TEST_CASE("a disk that comes back with an entry that nobody has held breaks log matching") {
  Group group;
  group.stream.appends(1, 1, 1).comes_back(1, 1, 4);
  CHECK(group.only_violation() == "n1 goes on from entry 1 of term 4, which no log has held");
}

TEST_CASE("a log goes on from the snapshot that was installed") {
  Group group;
  for (std::int64_t index = 1; index <= 4; ++index) group.stream.appends(1, index, 2);
  group.stream.installs_snapshot(2, 3, 2).appends(2, 4, 2);
  CHECK(group.checker.violations().empty());
  group.stream.installs_snapshot(3, 3, 9);
  CHECK(group.only_violation() == "n3 goes on from entry 3 of term 9, which no log has held");
}

TEST_CASE("an installed snapshot keeps the tail that follows upon its last entry, and no other") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 1).appends(2, 1, 1).appends(2, 2, 1).installs_snapshot(2, 1, 1);
  group.stream.appends(2, 3, 1);
  CHECK(group.checker.violations().empty());
  group.stream.appends(3, 1, 5).appends(3, 2, 5).installs_snapshot(3, 1, 1).appends(3, 2, 1);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("a server without its disk begins anew") {
  Group group;
  group.stream.appends(1, 1, 1).appends(1, 2, 1).comes_back_without_disk(1).appends(1, 1, 1);
  CHECK(group.checker.violations().empty());
}

TEST_CASE("what all servers have in snapshots is forgotten, and what is left is still compared") {
  ServerLogs logs(2);
  const auto take = [&](std::size_t server, Name name, std::int64_t index, std::int64_t term, std::int64_t content) {
    Record record{};
    record.kind = RecordKind::event;
    record.name = name.id();
    record.a = index;
    record.b = term;
    record.c = content;
    return logs.take(record, server);
  };
  std::size_t longest = 0;
  for (std::int64_t index = 1; index <= 10'000; ++index) {
    for (const std::size_t server : {0u, 1u}) {
      take(server, replicated_log::kEntryAppended, index, 1, 0);
      if (index % 100 == 0) take(server, replicated_log::kSnapshotTaken, index, 1, 0);
    }
    longest = std::max(longest, logs.tree().length());
  }
  CHECK(longest <= 101);
  CHECK_FALSE(take(0, replicated_log::kEntryAppended, 10'001, 2, 1));
  CHECK(take(1, replicated_log::kEntryAppended, 10'001, 2, 2) == ServerLogs::Clash::other_content);
}

TEST_CASE("logs of other groups do not count") {
  LogMatching checker(first_nodes(2));
  LogStream(checker, 3).appends(1, 1, 1, 10).appends(3, 1, 1, 11);
  CHECK(checker.violations().empty());
}

}  // namespace orrery::test
