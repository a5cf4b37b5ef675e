// The search for an order, held against one that tries them all.
#include "checkers/register_search.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <sstream>

#include "checkers/brute_force.h"
#include "checkers/linearizability.h"
#include "checkers/record_stream.h"
#include "core/random.h"

namespace orrery::test {

namespace {

struct Shape {
  int calls;
  std::int64_t values;           // arguments are 0 .. values - 1; 0: every put writes another value
  int adds, unknown, corrupted;  // percent
  std::uint64_t spread = 6;      // how far from its place an event may be moved: how much goes on at once
};

class HistoryMaker {
 public:
  HistoryMaker(std::uint64_t seed, const Shape& shape) : random_(seed, "history", "draws"), shape_(shape) {}

  // What clients of a real register would see; then, in some histories, an answer is changed.
  std::vector<PlainCall> make() {
    std::vector<PlainCall> calls(static_cast<std::size_t>(shape_.calls));
    std::vector<std::size_t> points;  // each call three times: its begin, its effect, its end
    for (std::size_t i = 0; i < calls.size(); ++i) points.insert(points.end(), 3, i);
    for (std::size_t i = points.size(); i > 1; --i)
      if (below(100) < 70) std::swap(points[i - 1], points[i - 1 - below(std::min<std::uint64_t>(i, shape_.spread))]);
    std::vector<int> seen(calls.size());
    std::int64_t value = 0;
    for (std::size_t at = 0; at < points.size(); ++at) {
      PlainCall& call = calls[points[at]];
      switch (seen[points[at]]++) {
        case 0: begin(call, static_cast<int>(at), points[at]); break;
        case 1: take_effect(call, value); break;
        default: call.end = static_cast<int>(at);
      }
    }
    if (percent(shape_.corrupted)) {
      PlainCall& wrong = calls[below(calls.size())];
      wrong.answer = calls[below(calls.size())].argument + static_cast<std::int64_t>(below(2));
    }
    return calls;
  }

 private:
  void begin(PlainCall& call, int at, std::size_t number) {
    call.begin = at;
    call.operation = percent(shape_.adds) ? 'a' : percent(50) ? 'g' : 'p';
    if (call.operation == 'a')
      call.argument = static_cast<std::int64_t>(below(4)) - 1;
    else if (call.operation == 'p')
      call.argument = shape_.values == 0 ? static_cast<std::int64_t>(number) + 1
                                         : static_cast<std::int64_t>(below(static_cast<std::uint64_t>(shape_.values)));
    if (percent(shape_.unknown)) call.outcome = percent(30) ? PlainCall::Outcome::failed : PlainCall::Outcome::unknown;
  }
  void take_effect(PlainCall& call, std::int64_t& value) {
    const bool has_effect =
        call.outcome == PlainCall::Outcome::ok || (call.outcome == PlainCall::Outcome::unknown && percent(50));
    if (has_effect && call.operation == 'p') value = call.argument;
    if (has_effect && call.operation == 'a') value += call.argument;
    call.answer = value;
  }
  std::uint64_t below(std::uint64_t bound) { return random_.below(bound); }
  bool percent(int share) { return below(100) < static_cast<std::uint64_t>(share); }

  RandomStream random_;
  Shape shape_;
};

// The verdict of the checker on the history as its Records.
bool is_linearizable(const std::vector<PlainCall>& calls) {
  Linearizability checker({NodeId{0}});
  RecordStream stream(checker, 1);
  std::vector<std::pair<int, std::size_t>> points;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    points.emplace_back(calls[i].begin, i);
    if (calls[i].outcome != PlainCall::Outcome::unknown || i % 2 == 0) points.emplace_back(calls[i].end, i);
  }
  std::sort(points.begin(), points.end());
  for (const auto& [at, i] : points) {
    const PlainCall& call = calls[i];
    const auto number = static_cast<std::int64_t>(i) + 1;
    const char* name = call.operation == 'g' ? "get" : call.operation == 'p' ? "put" : "add";
    if (at == call.begin)
      stream.invokes(1, number, name, 5, call.argument);
    else
      stream.completes(1, number,
                       call.outcome == PlainCall::Outcome::ok       ? RecordKind::ok
                       : call.outcome == PlainCall::Outcome::failed ? RecordKind::failed
                                                                    : RecordKind::info,
                       call.answer);
  }
  stream.ends();
  CHECK(checker.doubts().empty());
  return checker.violations().empty();
}

std::string text(const std::vector<PlainCall>& calls) {
  std::ostringstream out;
  for (const PlainCall& call : calls)
    out << call.begin << ".." << call.end << ' ' << call.operation << ' ' << call.argument << " -> " << call.answer
        << (call.outcome == PlainCall::Outcome::ok       ? ""
            : call.outcome == PlainCall::Outcome::failed ? " failed"
                                                         : " unknown")
        << '\n';
  return out.str();
}

}  // namespace

TEST_CASE("the search for an order agrees with one that tries them all, whatever the history") {
  const Shape shape =
      GENERATE(Shape{5, 0, 0, 0, 50}, Shape{7, 0, 0, 30, 50}, Shape{7, 3, 0, 30, 50}, Shape{6, 0, 50, 0, 50},
               Shape{7, 0, 30, 40, 50}, Shape{7, 3, 40, 50, 50}, Shape{7, 2, 70, 60, 60}, Shape{8, 0, 10, 60, 80},
               Shape{8, 2, 0, 40, 90}, Shape{8, 3, 20, 20, 60}, Shape{11, 0, 0, 20, 60}, Shape{11, 4, 30, 20, 60},
               Shape{11, 0, 60, 30, 60}, Shape{8, 0, 0, 30, 60, 24}, Shape{10, 0, 10, 20, 60, 24});
  int linearizable = 0;
  int others = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    const std::vector<PlainCall> calls = HistoryMaker(seed, shape).make();
    const bool expected = BruteForce(calls).is_linearizable();
    ++(expected ? linearizable : others);
    INFO("seed " << seed << "\n" << text(calls));
    REQUIRE(is_linearizable(calls) == expected);
  }
  CHECK(linearizable > 100);
  CHECK(others > 15);
}

namespace {

using Operation = RegisterSearch::Operation;
using Outcome = RegisterSearch::Outcome;

std::size_t begin(RegisterSearch& search, Operation operation, std::int64_t argument, std::int64_t answer = 0) {
  search.announce(operation, argument);
  return search.begin({operation, argument, answer}).value();
}

void begin_unknown(RegisterSearch& search, Operation operation, std::int64_t argument) {
  search.announce(operation, argument);
  search.begin_unknown(operation, argument);
}

Outcome read(RegisterSearch& search, std::int64_t value) { return search.end(begin(search, Operation::get, 0, value)); }

}  // namespace

TEST_CASE("many puts at once that nobody reads leave few states") {
  RegisterSearch search(1000);
  std::vector<std::size_t> slots;
  for (std::int64_t value = 1; value <= 60; ++value) slots.push_back(begin(search, Operation::put, value));
  for (const std::size_t slot : slots) REQUIRE(search.end(slot) == Outcome::explained);
  CHECK(search.state_count() <= 61);
  CHECK(read(search, 30) == Outcome::explained);
  CHECK(search.state_count() == 1);
  CHECK(read(search, 31) == Outcome::impossible);
}

TEST_CASE("many puts and reads at once, as after an outage, leave few states") {
  constexpr std::int64_t kValues = 100;
  RegisterSearch search(5000);
  std::vector<std::size_t> slots;
  for (std::int64_t value = 1; value <= kValues; ++value) {
    slots.push_back(begin(search, Operation::put, value));
    slots.push_back(begin(search, Operation::get, 0, kValues + 1 - value));
  }
  for (const std::size_t slot : slots) {
    REQUIRE(search.end(slot) == Outcome::explained);
    REQUIRE(search.state_count() <= kValues + 1);
  }
  CHECK(read(search, kValues / 2) == Outcome::explained);
  CHECK(read(search, kValues) == Outcome::impossible);
}

TEST_CASE("reads of a put that was overwritten at once go with it") {
  RegisterSearch search(1000);
  const std::size_t first = begin(search, Operation::get, 0, 1);
  const std::size_t second = begin(search, Operation::get, 0, 1);
  const std::size_t overwritten = begin(search, Operation::put, 1);
  REQUIRE(search.end(begin(search, Operation::put, 2)) == Outcome::explained);
  const std::size_t late = begin(search, Operation::get, 0, 1);
  for (const std::size_t slot : {first, second, overwritten}) REQUIRE(search.end(slot) == Outcome::explained);
  RegisterSearch without_late = search;
  REQUIRE(read(without_late, 2) == Outcome::explained);
  REQUIRE(search.end(late) == Outcome::explained);
  CHECK(read(search, 2) == Outcome::impossible);
}

TEST_CASE("an update of unknown outcome is not overwritten by what took effect before it began") {
  RegisterSearch search(1000);
  search.announce(Operation::put, 1);
  const std::size_t reading = begin(search, Operation::get, 0, 1);
  REQUIRE(search.end(begin(search, Operation::put, 2)) == Outcome::explained);
  search.begin_unknown(Operation::put, 1);
  REQUIRE(search.end(reading) == Outcome::explained);
  CHECK(read(search, 2) == Outcome::impossible);
}

TEST_CASE("puts of unknown outcome cost nothing until one is read") {
  RegisterSearch search(1000);
  for (std::int64_t value = 1; value <= 5000; ++value) begin_unknown(search, Operation::put, value);
  for (const std::int64_t value : {0, 0, 77, 77, 4000}) {
    REQUIRE(read(search, value) == Outcome::explained);
    CHECK(search.state_count() == 1);
  }
  CHECK(read(search, 77) == Outcome::impossible);
}

TEST_CASE("adds of unknown outcome are counted, and each counts once") {
  RegisterSearch search(1000);
  for (int i = 0; i < 100; ++i) begin_unknown(search, Operation::add, 1);
  for (const std::int64_t value : {40, 40, 90, 100}) REQUIRE(read(search, value) == Outcome::explained);
  CHECK(read(search, 101) == Outcome::impossible);
}

TEST_CASE("a counter's adds follow one another in one state only, those of unknown outcome in between") {
  RegisterSearch search(1000);
  std::int64_t sum = 0;
  for (int round = 1; round <= 200; ++round) {
    for (int i = 0; i < 5; ++i) begin_unknown(search, Operation::add, 1);
    std::vector<std::size_t> slots;
    for (int i = 0; i < 10; ++i) {
      sum += 1 + (i == 5 ? round % 3 : 0);
      slots.push_back(begin(search, Operation::add, 1, sum));
    }
    for (const std::size_t slot : slots) REQUIRE(search.end(slot) == Outcome::explained);
    CHECK(search.state_count() == 1);
  }
  CHECK(read(search, sum - 1) == Outcome::impossible);
}

TEST_CASE("sums wrap around, and what can be reached by that is not given up") {
  RegisterSearch search(1000);
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  CHECK(search.end(begin(search, Operation::put, largest)) == Outcome::explained);
  const std::size_t reading = begin(search, Operation::get, 0, std::numeric_limits<std::int64_t>::min());
  CHECK(search.end(begin(search, Operation::add, 1, std::numeric_limits<std::int64_t>::min())) == Outcome::explained);
  CHECK(search.end(reading) == Outcome::explained);
}

TEST_CASE("a search that would take too long says so") {
  RegisterSearch search(1000);
  std::int64_t amount = 1;
  for (int i = 0; i < 38; ++i, amount = amount * 2 + 1) begin_unknown(search, Operation::add, amount);
  CHECK(read(search, amount) == Outcome::too_many);
}

TEST_CASE("no more than the most operations can go on at once") {
  RegisterSearch search(1000);
  for (std::size_t i = 0; i < RegisterSearch::kMostAtOnce; ++i) begin(search, Operation::get, 0);
  CHECK_FALSE(search.begin({Operation::get, 0, 0}));
}

}  // namespace orrery::test
