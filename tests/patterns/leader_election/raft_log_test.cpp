// The parts that Raft is made of: its log on a disk, configurations, and what a leader knows of a follower.
#include <algorithm>

#include <catch2/catch.hpp>

#include "core/random.h"
#include "patterns/leader_election/raft_log.h"
#include "patterns/leader_election/raft_progress.h"
#include "patterns/leader_election/raft_rounds.h"
#include "support/fake_storage.h"

namespace orrery::test {

using namespace raft;

namespace {

struct LogOnDisk {
  explicit LogOnDisk(std::initializer_list<Term> terms = {}) : storage([](SyncId) {}) {
    for (const Term term : terms) append(term);
  }
  void append(Term term) { log.append(storage, std::make_shared<const Entry>(Entry::no_op(term))); }
  void begin_sync() {
    storage.sync();
    log.on_sync_began();
  }
  void complete_sync() {
    storage.complete_sync();
    log.on_synced();
  }
  // What a server finds after a crash that kept so many of the writes that were not synced.
  Log recalled(std::size_t kept, LogPosition base = {}) {
    storage.crash(kept);
    Log found;
    found.recall(storage, base);
    return found;
  }

  FakeStorage storage;
  Log log;
};

std::vector<NodeId> nodes(std::initializer_list<std::uint32_t> numbers) {
  std::vector<NodeId> made;
  for (const std::uint32_t number : numbers) made.push_back(NodeId{number});
  return made;
}

}  // namespace

TEST_CASE("a log knows the term of every entry that it holds, and of its base") {
  LogOnDisk disk{1, 1, 2, 5, 5};
  CHECK(disk.log.last() == LogPosition{5, 5});
  CHECK(disk.log.term_at(0) == 0);
  CHECK(disk.log.term_at(2) == 1);
  CHECK(disk.log.term_at(3) == 2);
  CHECK(disk.log.term_at(4) == 5);
  CHECK(disk.log.term_at(6) == std::nullopt);
  disk.log.compact(disk.storage, {2, 3});
  CHECK(disk.log.term_at(2) == std::nullopt);
  CHECK(disk.log.term_at(3) == 2);
  CHECK(disk.log.term_at(4) == 5);
  CHECK(disk.log.last() == LogPosition{5, 5});
}

TEST_CASE("a log holds what is in it, and whatever its snapshot covers") {
  LogOnDisk disk{1, 1, 2};
  CHECK(disk.log.holds({0, 0}));
  CHECK(disk.log.holds({1, 2}));
  CHECK_FALSE(disk.log.holds({2, 2}));
  CHECK_FALSE(disk.log.holds({2, 4}));
  disk.log.compact(disk.storage, {1, 2});
  CHECK(disk.log.holds({1, 1}));
  CHECK(disk.log.holds({1, 2}));
}

TEST_CASE("a sync makes durable what was appended before it began, as far as it is still there") {
  LogOnDisk disk{1, 1};
  disk.begin_sync();
  disk.append(1);
  CHECK(disk.log.durable_index() == 0);
  disk.complete_sync();
  CHECK(disk.log.durable_index() == 2);
  disk.begin_sync();
  disk.log.truncate(disk.storage, 1);
  disk.append(2);
  disk.append(2);
  CHECK(disk.log.durable_index() == 1);
  disk.complete_sync();
  CHECK(disk.log.durable_index() == 1);
  disk.begin_sync();
  disk.complete_sync();
  CHECK(disk.log.durable_index() == 3);
}

TEST_CASE("a crash leaves a log that was there once: any prefix of what was written since the sync counts") {
  struct Case {
    std::size_t kept;
    LogPosition last;
  };
  const Case c = GENERATE(Case{0, {1, 3}}, Case{1, {1, 1}}, Case{2, {2, 2}}, Case{3, {2, 3}});
  LogOnDisk disk{1, 1, 1};
  disk.begin_sync();
  disk.complete_sync();
  disk.log.truncate(disk.storage, 1);
  disk.append(2);
  disk.append(2);
  const Log found = disk.recalled(c.kept);
  CHECK(found.last() == c.last);
  CHECK(found.durable_index() == c.last.index);
}

TEST_CASE("a log that was not cut when the crash came is cut to its snapshot when it is recalled") {
  LogOnDisk disk{1, 1, 2, 2};
  SECTION("what follows upon the snapshot's last entry stays") {
    const Log found = disk.recalled(4, {1, 2});
    CHECK(found.base() == LogPosition{1, 2});
    CHECK(found.last() == LogPosition{2, 4});
  }
  SECTION("another history goes") {
    const Log found = disk.recalled(4, {3, 2});
    CHECK(found.base() == LogPosition{3, 2});
    CHECK(found.last() == LogPosition{3, 2});
    CHECK(disk.storage.first("log") == 2);
  }
  SECTION("a log that ends before it goes") {
    const Log found = disk.recalled(4, {3, 9});
    CHECK(found.last() == LogPosition{3, 9});
    CHECK(found.durable_index() == 9);
  }
}

TEST_CASE("two logs are searched back to where they may agree, a term at a time") {
  LogOnDisk disk{1, 1, 4, 4, 5, 5};
  CHECK(disk.log.last_no_later_than(9, 5) == LogPosition{5, 6});
  CHECK(disk.log.last_no_later_than(5, 4) == LogPosition{4, 4});
  CHECK(disk.log.last_no_later_than(6, 3) == LogPosition{1, 2});
  CHECK(disk.log.last_no_later_than(6, 0) == LogPosition{0, 0});
  disk.log.compact(disk.storage, {4, 3});
  CHECK(disk.log.last_no_later_than(6, 4) == LogPosition{4, 4});
  // What came before the snapshot is not known any more.
  CHECK(disk.log.last_no_later_than(6, 3).index == 2);
  CHECK(disk.log.last_no_later_than(1, 1).index == 1);
}

TEST_CASE("a batch holds what the limits allow, and one entry at least") {
  LogOnDisk disk{1, 1, 1, 1};
  const Bytes size = disk.log.entry(1)->size;
  CHECK(disk.log.batch(2, 2, 1'000'000)->entries.size() == 2);
  CHECK(disk.log.batch(1, 9, 3 * size)->entries.size() == 3);
  CHECK(disk.log.batch(1, 9, 1)->entries.size() == 1);
  CHECK(disk.log.batch(5, 9, 1'000'000) == nullptr);
}

TEST_CASE("followers that lack the same entries share one batch, and a changed log makes another") {
  LogOnDisk disk{1, 1};
  const BatchPtr batch = disk.log.batch(1, 9, 1'000'000);
  CHECK(disk.log.batch(1, 9, 1'000'000) == batch);
  disk.append(1);
  CHECK(disk.log.batch(1, 9, 1'000'000)->entries.size() == 3);
  disk.log.truncate(disk.storage, 2);
  disk.append(2);
  CHECK(disk.log.batch(1, 9, 1'000'000)->entries[2]->term == 2);
  CHECK(batch->entries.size() == 2);
}

TEST_CASE("a majority has reached what sorting by hand says") {
  RandomStream random(1, "test", "majority");
  for (std::size_t size = 1; size <= 20; ++size) {
    std::vector<NodeId> members;
    for (std::uint32_t i = 0; i < size; ++i) members.push_back(NodeId{i});
    std::vector<std::int64_t> reached;
    for (std::size_t i = 0; i < size; ++i) reached.push_back(random.between(0, 5));
    std::vector<std::int64_t> sorted = reached;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    const Configuration configuration(members);
    const auto majority = configuration.reached_by_majority([&](NodeId node) { return reached[index(node)]; });
    CHECK(majority == sorted[size / 2]);
    CHECK(Configuration::is_majority(size / 2 + 1, size));
    CHECK_FALSE(Configuration::is_majority(size / 2, size));
  }
}

TEST_CASE("configurations that differ in one server have majorities that overlap") {
  const Configuration three(nodes({0, 1, 2})), four = three.with(NodeId{3});
  CHECK(four.members() == nodes({0, 1, 2, 3}));
  CHECK(four.without(NodeId{3}) == three);
  CHECK(four.positions_in(nodes({0, 1, 2, 3, 4})) == 0b1111);
  for (std::size_t size = 1; size < 20; ++size) CHECK((size / 2 + 1) + ((size + 1) / 2 + 1) > size + 1);
}

TEST_CASE("cutting a log brings back the configuration from before, compaction keeps the one in force") {
  const Configuration first(nodes({0})), second(nodes({0, 1})), third(nodes({0, 1, 2}));
  ConfigurationHistory history;
  history.reset(0, first);
  history.adopt(3, second);
  history.adopt(7, third);
  CHECK(history.at(2) == first);
  CHECK(history.at(6) == second);
  CHECK_FALSE(history.truncate(7));
  CHECK(history.truncate(5));
  CHECK(history.latest() == second);
  CHECK(history.latest_index() == 3);
  history.compact(4);
  CHECK(history.latest() == second);
  CHECK_FALSE(history.truncate(4));
  CHECK(history.latest() == second);
}

TEST_CASE("a follower is probed by one message, then sent as many as the window allows") {
  Progress follower(5);
  CHECK(follower.may_send(2));
  follower.on_sent(5);
  CHECK_FALSE(follower.may_send(2));
  CHECK(follower.next() == 5);
  follower.on_match(5);
  CHECK(follower.mode() == Progress::Mode::replicate);
  follower.on_sent(6);
  follower.on_sent(8);
  CHECK(follower.next() == 9);
  CHECK_FALSE(follower.may_send(2));
  follower.on_match(6);
  CHECK(follower.may_send(2));
  CHECK(follower.match() == 6);
}

TEST_CASE("a refusal sends a leader back once, however many messages were refused") {
  Progress follower(1);
  follower.on_match(2);
  for (const LogIndex last : {3, 4, 5}) follower.on_sent(last);
  CHECK(follower.on_refused(3, 3));
  CHECK(follower.mode() == Progress::Mode::probe);
  CHECK(follower.next() == 3);
  CHECK_FALSE(follower.on_refused(4, 3));
  CHECK_FALSE(follower.on_refused(5, 3));
  CHECK(follower.on_refused(2, 1));
  CHECK(follower.next() == 1);
}

TEST_CASE("what a late answer says does not take back what is known") {
  Progress follower(1);
  follower.on_match(7);
  follower.on_match(3);
  CHECK(follower.match() == 7);
  CHECK(follower.next() == 8);
}

TEST_CASE("while a snapshot is on its way nothing is sent, until the follower has it") {
  Progress follower(1);
  follower.on_snapshot_sent(10, Instant());
  CHECK_FALSE(follower.may_send(9));
  CHECK_FALSE(follower.on_refused(10, 1));
  follower.on_reset();
  follower.on_discarded(20);
  CHECK(follower.mode() == Progress::Mode::snapshot);
  follower.on_match(4);
  CHECK(follower.mode() == Progress::Mode::snapshot);
  follower.on_match(10);
  CHECK(follower.mode() == Progress::Mode::replicate);
  CHECK(follower.next() == 11);
}

TEST_CASE("a round is confirmed with all before it, and remembers when it began") {
  Rounds rounds;
  CHECK(rounds.latest() == 0);
  for (int ms = 1; ms <= 3; ++ms) rounds.begin(Instant::at(Duration::milliseconds(ms)));
  rounds.confirm(2);
  CHECK(rounds.confirmed() == 2);
  CHECK(rounds.confirmed_began() == Instant::at(Duration::milliseconds(2)));
  rounds.confirm(1);
  CHECK(rounds.confirmed() == 2);
  CHECK(rounds.latest() == 3);
}

}  // namespace orrery::test
