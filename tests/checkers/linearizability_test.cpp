#include "checkers/linearizability.h"

#include <catch2/catch.hpp>

#include "checkers/client_records.h"
#include "checkers/record_stream.h"

namespace orrery::test {

using namespace literals;
using client_history::kAdd;
using client_history::kGet;
using client_history::kPut;

namespace {

// n1, n2 and n3 are clients.
struct History {
  Linearizability checker{first_nodes(3)};
  RecordStream stream{checker, 4};
  std::int64_t number = 0;

  std::int64_t begin(int client, Name operation, std::int64_t key, std::int64_t value = 0) {
    stream.invokes(client, ++number, operation, key, value);
    return number;
  }
  void end(int client, std::int64_t call, std::int64_t answer = 0, RecordKind outcome = RecordKind::ok) {
    stream.completes(client, call, outcome, answer);
  }
  void does(int client, Name operation, std::int64_t key, std::int64_t value, std::int64_t answer) {
    end(client, begin(client, operation, key, value), answer);
  }
  const std::vector<Violation>& violations() {
    stream.ends();
    return checker.violations();
  }
};

}  // namespace

TEST_CASE("what one client after another reads, writes and adds is linearizable") {
  History history;
  history.does(1, kGet, 7, 0, 0);
  history.does(2, kPut, 7, 5, 0);
  history.does(1, kAdd, 7, 3, 8);
  history.does(3, kGet, 7, 0, 8);
  CHECK(history.violations().empty());
  CHECK(history.checker.exercised() == 4);
}

TEST_CASE("a stale read is not linearizable, and the answer is named") {
  History history;
  history.does(1, kPut, 7, 5, 0);
  history.does(1, kPut, 7, 6, 0);
  history.stream.at(2_s);
  const std::int64_t read = history.begin(2, kGet, 7);
  history.stream.at(3_s);
  history.end(2, read, 5);
  REQUIRE(history.violations().size() == 1);
  const Violation& violation = history.checker.violations()[0];
  CHECK(violation.text ==
        "n2's get of key 7 (invoked at 2.000 s) is answered 5, which no order of the operations explains; the register "
        "held 6");
  CHECK(violation.time == Instant::at(3_s));
  CHECK(violation.node == NodeId{1});
  CHECK(violation.invariant == "linearizability");
}

TEST_CASE("an update that was acknowledged and is lost is not linearizable") {
  History history;
  history.does(1, kAdd, 7, 1, 1);
  history.does(2, kAdd, 7, 1, 1);
  CHECK(history.violations().size() == 1);
}

TEST_CASE("an add that is carried out twice is not linearizable") {
  History history;
  history.does(1, kAdd, 7, 1, 1);
  history.does(2, kAdd, 7, 1, 3);
  CHECK(history.violations().size() == 1);
}

TEST_CASE("a read may see a put that goes on, and after it nobody may miss it") {
  History history;
  const std::int64_t put = history.begin(1, kPut, 7, 5);
  history.does(2, kGet, 7, 0, 0);
  history.does(2, kGet, 7, 0, 5);
  history.does(3, kGet, 7, 0, 5);
  history.end(1, put);
  CHECK(history.violations().empty());
  History other;
  const std::int64_t again = other.begin(1, kPut, 7, 5);
  other.does(2, kGet, 7, 0, 5);
  other.does(3, kGet, 7, 0, 0);
  other.end(1, again);
  CHECK(other.violations().size() == 1);
}

TEST_CASE("answers wait for the outcomes of what was invoked before them") {
  History history;
  const std::int64_t put = history.begin(1, kPut, 7, 5);
  history.does(2, kGet, 7, 0, 5);
  CHECK(history.checker.exercised() == 0);
  history.end(1, put, 0, RecordKind::failed);
  CHECK(history.checker.exercised() == 1);
  CHECK(history.checker.violations().size() == 1);
}

TEST_CASE("an update of unknown outcome may take effect at any later time, or never, but once") {
  History history;
  history.end(1, history.begin(1, kPut, 7, 5), 0, RecordKind::info);
  history.does(2, kPut, 7, 6, 0);
  history.does(2, kGet, 7, 0, 6);
  history.does(3, kGet, 7, 0, 5);
  history.does(3, kPut, 7, 8, 0);
  CHECK(history.checker.violations().empty());
  history.does(3, kGet, 7, 0, 5);
  CHECK(history.violations().size() == 1);
}

TEST_CASE("what is open when its client crashes has an unknown outcome") {
  History history;
  history.begin(1, kPut, 7, 5);
  history.stream.happens(RecordKind::crashed, 1);
  history.does(2, kGet, 7, 0, 0);
  CHECK(history.checker.exercised() == 1);
  history.does(2, kGet, 7, 0, 5);
  CHECK(history.violations().empty());
}

TEST_CASE("what is open at the end of the run has an unknown outcome") {
  History history;
  history.begin(1, kPut, 7, 5);
  history.does(2, kGet, 7, 0, 5);
  history.does(2, kGet, 7, 0, 0);
  CHECK(history.checker.exercised() == 0);
  CHECK(history.violations().size() == 1);
  CHECK(history.checker.exercised() == 2);
}

TEST_CASE("each key is a register of its own, and is judged no further after what nothing explains") {
  History history;
  history.does(1, kPut, 7, 5, 0);
  history.does(1, kGet, 8, 0, 5);
  history.does(1, kGet, 8, 0, 6);
  history.does(1, kGet, 7, 0, 5);
  CHECK(history.violations().size() == 1);
  CHECK(history.checker.exercised() == 3);
}

TEST_CASE("operations of other nodes do not count") {
  History history;
  history.does(4, kPut, 7, 5, 0);
  history.does(1, kGet, 7, 0, 0);
  CHECK(history.violations().empty());
  CHECK(history.checker.exercised() == 1);
}

TEST_CASE("an operation that is none of a register's leaves its key in doubt, and no other") {
  History history;
  history.does(1, "swap", 7, 5, 0);
  history.does(1, kGet, 7, 0, 9);
  history.does(1, kGet, 8, 0, 9);
  CHECK(history.violations().size() == 1);
  REQUIRE(history.checker.doubts().size() == 1);
  CHECK(history.checker.doubts()[0].text == "key 7 is not judged from here on: n1's operation is none of a register's");
}

TEST_CASE("a key that is too hard is left in doubt: neither an alarm nor a pass") {
  Linearizability checker(first_nodes(3), 100);
  RecordStream stream(checker, 3);
  std::int64_t number = 0;
  std::int64_t amount = 1;
  for (int i = 0; i < 20; ++i, amount = amount * 3 + 1) {
    stream.invokes(1, ++number, kAdd, 7, amount);
    stream.completes(1, number, RecordKind::info);
  }
  stream.invokes(2, 100, kGet, 7).completes(2, 100, RecordKind::ok, 2).ends();
  CHECK(checker.violations().empty());
  CHECK(checker.exercised() == 0);
  REQUIRE(checker.doubts().size() == 1);
  CHECK(checker.doubts()[0].text ==
        "key 7 is not judged from here on: more than 100 states would have to be looked at");
}

TEST_CASE("more operations at once than can be told apart leave a key in doubt") {
  History history;
  std::vector<std::int64_t> calls;
  for (int i = 0; i <= static_cast<int>(RegisterSearch::kMostAtOnce); ++i)
    calls.push_back(history.begin(1, kPut, 7, i));
  for (const std::int64_t call : calls) history.end(1, call);
  CHECK(history.violations().empty());
  REQUIRE(history.checker.doubts().size() == 1);
  CHECK(history.checker.doubts()[0].text ==
        "key 7 is not judged from here on: more than 512 operations are going on at once");
}

TEST_CASE("a key on which nothing goes on keeps its value alone, whichever keys come between") {
  History history;
  history.does(1, kPut, 7, 5, 0);
  history.does(1, kPut, 8, 6, 0);
  history.does(2, kGet, 7, 0, 5);
  history.does(2, kAdd, 8, 1, 7);
  history.does(3, kGet, 9, 0, 0);
  CHECK(history.violations().empty());
  history.does(3, kGet, 7, 0, 6);
  history.does(3, kGet, 8, 0, 7);
  REQUIRE(history.violations().size() == 1);
  CHECK(history.checker.exercised() == 7);
}

TEST_CASE("a put of unknown outcome keeps a key's history: it may take effect later") {
  RegisterHistory history(1000);
  const Record record{};
  using Operation = RegisterHistory::Operation;
  using Outcome = RegisterHistory::Outcome;
  const auto call = history.invoke(Operation::put, 5, record);
  CHECK_FALSE(history.settled_value());
  history.complete(call, Outcome::unknown, 0, record);
  CHECK_FALSE(history.judge());
  CHECK_FALSE(history.settled_value());
  const auto read = history.invoke(Operation::get, 0, record);
  history.complete(read, Outcome::ok, 5, record);
  REQUIRE(history.judge());
  CHECK_FALSE(history.judge());
  CHECK(history.settled_value() == 5);
}

TEST_CASE("a history keeps what the longest call spans, however long it is") {
  RegisterHistory history(1000);
  const Record record{};
  using Operation = RegisterHistory::Operation;
  std::size_t longest = 0;
  auto old_call = history.invoke(Operation::put, 0, record);
  for (std::int64_t i = 1; i <= 20'000; ++i) {
    const auto next_call = history.invoke(Operation::put, i, record);
    history.complete(old_call, RegisterHistory::Outcome::ok, 0, record);
    old_call = next_call;
    while (const auto judged = history.judge()) REQUIRE(judged->verdict == RegisterHistory::Judged::Verdict::explained);
    longest = std::max(longest, history.length());
  }
  CHECK(longest <= 10);
}

}  // namespace orrery::test
