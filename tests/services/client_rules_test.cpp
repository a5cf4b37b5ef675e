#include <set>

#include <catch2/catch.hpp>

#include "services/client_fixture.h"

using namespace orrery;
using namespace orrery::client;
using namespace orrery::literals;
using orrery::test::client_values;
using orrery::test::ClientFixture;
using orrery::test::kClient;
using orrery::test::kS1;
using orrery::test::kS2;
using orrery::test::kS3;
using orrery::test::Recorded;
using orrery::test::TimerSet;

namespace {

constexpr auto kOk = ReplyStatus::ok;
constexpr auto kRedirect = ReplyStatus::redirect;
constexpr auto kRejected = ReplyStatus::rejected;

// One put after the other, 10 ms apart, with pauses of 20, 40 ms ... between the attempts.
ClientFixture putting(std::string_view attempts = "3") {
  return ClientFixture({{"arrivals", "constant rate=100/s"}, {"mix", "{ put: 100% }"}},
                       {{"timeout", "500ms"},
                        {"retry.max_attempts", attempts},
                        {"retry.backoff", "20ms..1s"},
                        {"retry.jitter", "none"}});
}

}  // namespace

TEST_CASE("an open loop begins each operation when it is due, whatever is outstanding") {
  ClientFixture client = putting();
  for (int i = 1; i <= 5; ++i) {
    client.node.fire(kArrival);
    CHECK(client.run.now == Instant::at(i * 10_ms));
    CHECK(client.sent().second.number == i);
  }
  CHECK(client.history().size() == 5);
  CHECK(client.pending(kTimeout) == 5);
}

TEST_CASE("a higher load brings the arrivals closer from the next on") {
  ClientFixture client = putting();
  client.node.ctx.load_factor = 5;
  client.node.fire(kArrival);
  client.node.fire(kArrival);
  CHECK(client.run.now == Instant::at(12_ms));
  client.node.ctx.load_factor = 1;
  client.node.fire(kArrival);
  client.node.fire(kArrival);
  CHECK(client.run.now == Instant::at(24_ms));
}

TEST_CASE("a client that was held up makes up for every arrival, and says how late each begins") {
  ClientFixture client = putting();
  client.run.now = Instant::at(35_ms);
  for (const Duration late : {25_ms, 15_ms, 5_ms}) {
    client.node.fire(kArrival);
    CHECK(client.run.now == Instant::at(35_ms));
    CHECK(client.node.did<Recorded>(
        [&](const Recorded& event) { return event.event == kStartedLate && event.b == late.nanoseconds(); }));
  }
  client.node.fire(kArrival);
  CHECK(client.run.now == Instant::at(40_ms));
  CHECK_FALSE(client.node.recorded(kStartedLate));
}

TEST_CASE("a request carries the operation, its number, and what has been answered") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  const Request first = client.sent().second;
  CHECK(first.attempt == 1);
  CHECK(first.answered_to == 0);
  CHECK(first.operation.what == workload::kPut);
  CHECK(first.operation.key == client.history()[0].b);
  CHECK(first.operation.value == client.history()[0].c);
  client.node.fire(kArrival);
  client.node.fire(kArrival);
  client.reply(kS1, 2, 1, kOk);
  client.node.fire(kArrival);
  CHECK(client.sent().second.answered_to == 0);
  client.reply(kS1, 1, 1, kOk);
  client.node.fire(kArrival);
  CHECK(client.sent().second.answered_to == 2);
}

TEST_CASE("an answer ends the operation with the value that it brings, once") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  client.reply(kS1, 1, 1, kOk, 42);
  REQUIRE(client.history().size() == 2);
  CHECK(client.history()[1].kind == RecordKind::ok);
  CHECK(client.history()[1].c == 42);
  CHECK(client.pending(kTimeout) == 0);
  client.reply(kS1, 1, 1, kOk, 43);
  CHECK(client.history().size() == 2);
}

TEST_CASE("a redirection is followed at once, within the attempt and its timeout, and remembered") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  CHECK(client.sent().first == kS1);
  client.run.now = client.run.now + 1_ms;
  client.reply(kS1, 1, 1, kRedirect, 0, kS3);
  CHECK(client.sent().first == kS3);
  CHECK(client.sent().second.attempt == 1);
  CHECK(client.node.recorded(kRedirected));
  CHECK_FALSE(client.node.has_set(kTimeout));
  CHECK(client.node.shows(kLeaderBelieved.name, kS3));
  client.node.fire(kArrival);
  CHECK(client.sent().first == kS3);
  client.node.fire(kTimeout);
  CHECK(client.run.now == Instant::at(510_ms));
}

TEST_CASE("a server that has no leader to name is left for the next, after a pause") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  client.reply(kS1, 1, 1, kRedirect);
  CHECK(client.node.sent<Request>().empty());
  CHECK(client.node.shows(kLeaderBelieved.name, kS2));
  client.node.fire(kPause);
  CHECK(client.run.now == Instant::at(30_ms));
  CHECK(client.sent().first == kS2);
  CHECK(client.sent().second.number == 1);
  CHECK(client.sent().second.attempt == 2);
  CHECK(client.node.did<Recorded>([](const Recorded& event) {
    return event.event == kRetried && event.peer == kS2 && event.a == 1 && event.b == 2;
  }));
}

// Servers 1 and 2 are cut off together, and 2 still names 1: a turn that began anew at the one named would never end.
TEST_CASE("every server has its turn, though one keeps naming another that does not answer") {
  ClientFixture client = putting("6");
  client.node.fire(kArrival);
  CHECK(client.sent().first == kS1);
  client.node.fire(kTimeout);
  client.node.fire(kPause);
  CHECK(client.sent().first == kS2);
  client.reply(kS2, 1, 2, kRedirect, 0, kS1);
  CHECK(client.sent().first == kS1);
  client.node.fire(kTimeout);
  client.node.fire(kPause);
  CHECK(client.sent().first == kS3);
}

TEST_CASE("servers that name one another, themselves or a stranger use the attempt up") {
  for (const NodeId named : {kS1, kClient}) {
    ClientFixture client = putting();
    client.node.fire(kArrival);
    client.reply(kS1, 1, 1, kRedirect, 0, named);
    CHECK(client.node.has_set(kPause));
    CHECK(client.node.shows(kLeaderBelieved.name, kS2));
  }
  ClientFixture client = putting();
  client.node.fire(kArrival);
  int hops = 0;
  for (NodeId asked = kS1; !client.node.has_set(kPause); ++hops) {
    const NodeId other = asked == kS1 ? kS2 : kS1;
    client.reply(asked, 1, 1, kRedirect, 0, other);
    asked = other;
  }
  CHECK(hops == 4);
}

TEST_CASE("no answer in time is a failed attempt: the next member is asked after a pause that grows") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  client.node.fire(kTimeout);
  CHECK(client.run.now == Instant::at(510_ms));
  client.node.fire(kPause);
  CHECK(client.run.now == Instant::at(530_ms));
  CHECK(client.sent().first == kS2);
  client.node.fire(kTimeout);
  client.node.fire(kPause);
  CHECK(client.run.now == Instant::at(1070_ms));
  CHECK(client.sent().first == kS3);
}

TEST_CASE("a late answer to an earlier attempt still ends the operation, also in a pause") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  client.node.fire(kTimeout);
  client.reply(kS1, 1, 1, kOk, 7);
  CHECK(client.outcome(1) == RecordKind::ok);
  CHECK(client.pending(kPause) == 0);
}

TEST_CASE("a late refusal of an earlier attempt changes nothing") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  client.node.fire(kTimeout);
  client.reply(kS1, 1, 1, kRejected);
  CHECK(client.pending(kPause) == 1);
  client.node.fire(kPause);
  client.reply(kS1, 1, 1, kRedirect, 0, kS3);
  CHECK(client.node.sent<Request>().empty());
  CHECK(client.pending(kTimeout) == 1);
}

TEST_CASE("a stream that breaks fails every attempt that asked its other end") {
  ClientFixture client = putting();
  client.node.fire(kArrival);
  client.node.fire(kArrival);
  client.reply(kS1, 2, 1, kRedirect, 0, kS2);
  client.node.lose_stream(kS1);
  CHECK(client.pending(kPause) == 1);
  CHECK(client.pending(kTimeout) == 1);
  client.node.lose_stream(kClient);
  CHECK(client.pending(kPause) == 1);
}

TEST_CASE("after its last attempt an update that may have taken effect is info, and one that cannot have is failed") {
  ClientFixture doubtful = putting("1");
  doubtful.node.fire(kArrival);
  doubtful.node.fire(kTimeout);
  CHECK(doubtful.outcome(1) == RecordKind::info);
  CHECK(doubtful.node.did<Recorded>([](const Recorded& event) {
    return event.event == kGaveUp && event.peer == kS1 && event.a == 1 && event.b == 1 && event.c == 1;
  }));

  ClientFixture certain = putting("2");
  certain.node.fire(kArrival);
  certain.reply(kS1, 1, 1, kRejected);
  certain.node.fire(kPause);
  certain.reply(kS2, 1, 2, kRedirect);
  CHECK(certain.outcome(1) == RecordKind::failed);

  ClientFixture once_doubtful = putting("2");
  once_doubtful.node.fire(kArrival);
  once_doubtful.node.lose_stream(kS1);
  once_doubtful.node.fire(kPause);
  once_doubtful.reply(kS2, 1, 2, kRejected);
  CHECK(once_doubtful.outcome(1) == RecordKind::info);
}

TEST_CASE("a read that got no answer has failed, whatever became of it") {
  ClientFixture client({{"arrivals", "constant rate=1/s"}, {"mix", "{ get: 100% }"}}, {{"timeout", "500ms"}});
  client.node.fire(kArrival);
  client.node.fire(kTimeout);
  CHECK(client.outcome(1) == RecordKind::failed);
}

TEST_CASE("the deadline ends an operation in an attempt and in a pause, and leaves no timer behind") {
  ClientFixture asking({{"arrivals", "constant rate=1/s"}, {"mix", "{ put: 100% }"}},
                       {{"timeout", "500ms"}, {"deadline", "500ms"}, {"retry.max_attempts", "9"}});
  asking.node.fire(kArrival);
  asking.node.fire(kDeadline);
  CHECK(asking.outcome(1) == RecordKind::info);
  CHECK(asking.pending(kTimeout) == 0);

  ClientFixture pausing(
      {{"arrivals", "constant rate=1/s"}, {"mix", "{ put: 100% }"}},
      {{"timeout", "500ms"}, {"deadline", "600ms"}, {"retry.backoff", "1s..1s"}, {"retry.jitter", "none"}});
  pausing.node.fire(kArrival);
  pausing.reply(kS1, 1, 1, kRejected);
  pausing.node.fire(kDeadline);
  CHECK(pausing.outcome(1) == RecordKind::failed);
  CHECK(pausing.pending(kPause) == 0);
}

TEST_CASE("a user of a closed loop thinks, asks, waits for the end and thinks again") {
  ClientFixture client({{"arrivals", "closed think=80ms outstanding=2"}, {"mix", "{ get: 100% }"}},
                       {{"timeout", "500ms"}});
  CHECK(client.pending(kThought) == 2);
  client.node.fire(kThought);
  CHECK(client.run.now == Instant::at(80_ms));
  client.node.fire(kThought);
  CHECK(client.pending(kThought) == 0);
  client.reply(kS1, 1, 1, kOk);
  CHECK(client.pending(kThought) == 1);
  client.node.fire(kTimeout);
  CHECK(client.outcome(2) == RecordKind::failed);
  CHECK(client.pending(kThought) == 2);
  client.node.ctx.load_factor = 4;
  client.node.fire(kThought);
  client.reply(kS1, 3, 1, kOk);
  CHECK(
      client.node.did<TimerSet>([](const TimerSet& timer) { return timer.what == kThought && timer.after == 20_ms; }));
}

TEST_CASE("after a crash no request number comes again, with or without the disk, and what was open is given up") {
  ClientFixture client = putting();
  std::set<RequestNumber> numbers;
  RequestNumber last = 0;
  const auto begin_some = [&] {
    for (int i = 0; i < 20; ++i) {
      client.node.fire(kArrival);
      const Request request = client.sent().second;
      CHECK(numbers.insert(request.number).second);
      CHECK(request.number > last);
      CHECK(request.answered_to >= last);
      if (i == 19) last = request.number;
    }
  };
  begin_some();
  client.node.crash();
  client.node.restart(true);
  begin_some();
  client.node.crash();
  client.node.restart(false);
  begin_some();
  client.reply(kS1, 5, 1, kOk);
  CHECK_FALSE(client.outcome(5));
}

TEST_CASE("clients begin with different servers") {
  std::set<NodeId> asked;
  for (const std::uint32_t client : {0u, 1u, 2u}) {
    test::FakeRun run({"n1", "n2", "n3"});
    test::FakeNode node(run, NodeId{client}, [] { return KvClient::make(client_values({}, {{"timeout", "500ms"}})); });
    node.ctx.groups["server"] = {kS1, kS2, kS3};
    node.start();
    node.fire(kArrival);
    asked.insert(node.sent<Request>()[0].first);
  }
  CHECK(asked.size() == 3);
}

TEST_CASE("a client that calls nobody, or two groups, is refused") {
  ParameterValues values(KvClient::parameters);
  CHECK(KvClient::contradiction(values).find("found none") != std::string::npos);
  const ParameterValues policies(call_policies, {{"timeout", "1s"}});
  values.add_call({"server", policies});
  CHECK(KvClient::contradiction(values).empty());
  values.add_call({"other", policies});
  CHECK(KvClient::contradiction(values).find("found 2") != std::string::npos);
}
