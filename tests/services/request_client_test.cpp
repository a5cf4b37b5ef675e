#include "services/request_client.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "services/call_observed.h"
#include "services/client_observed.h"
#include "services/policies.h"
#include "support/fake_context.h"

using namespace orrery;
using namespace orrery::client;
using namespace orrery::literals;
using orrery::test::FakeNode;
using orrery::test::FakeRun;

namespace {

constexpr NodeId kTarget{0}, kSelf{1};

ParameterValues values_of(std::string_view arrivals, std::string_view timeout = "100ms",
                          const std::string& directory = ".") {
  ParameterValues values(RequestClient::parameters);
  REQUIRE(values.set("arrivals", arrivals, directory));
  values.add_call({"target", ParameterValues(call_policies, {{"timeout", timeout}})});
  return values;
}

struct Fixture {
  explicit Fixture(ParameterValues values)
      : run({"target-1", "client-1"}),
        node(run, kSelf, [values = std::move(values)] { return RequestClient::make(values); }) {
    node.ctx.groups["target"] = {kTarget};
    node.start();
  }
  ServiceCall sent() const {
    const auto all = node.sent<ServiceCall>();
    ORRERY_CHECK(all.size() == 1, "one call to be sent");
    return all[0].second;
  }
  void answer(const ServiceCall& call, AnswerStatus status, bool is_full = true, bool has_effect = false) {
    node.receive(kTarget, ServiceAnswer{call.from, status, is_full, has_effect});
  }
  Record last(std::size_t back = 0) const { return run.records.at(run.records.size() - 1 - back); }

  FakeRun run;
  FakeNode node;
};

}  // namespace

TEST_CASE("an operation ends ok, failed where it certainly had no effect, and info where it may have had one") {
  Fixture client(values_of("constant rate=10/s"));
  client.node.fire(kArrival);
  CHECK(client.run.now == Instant::at(100_ms));
  client.answer(client.sent(), AnswerStatus::ok);
  CHECK(client.last().kind == RecordKind::ok);
  client.node.fire(kArrival);
  client.answer(client.sent(), AnswerStatus::rejected);
  CHECK(client.last().kind == RecordKind::failed);
  client.node.fire(kArrival);
  client.answer(client.sent(), AnswerStatus::failed, true, true);
  CHECK(client.last().kind == RecordKind::info);
  client.node.fire(kArrival);
  client.node.fire(calls::kTimeout);
  CHECK(client.last().kind == RecordKind::info);
}

TEST_CASE("an answer that is not full is ok, and said to be so right before") {
  Fixture client(values_of("constant rate=10/s"));
  client.node.fire(kArrival);
  client.answer(client.sent(), AnswerStatus::ok, false);
  CHECK(client.last().kind == RecordKind::ok);
  CHECK(client.last(1).name == calls::kPartAnswered.id());
  CHECK(client.last(1).a == client.last().a);
}

TEST_CASE("a user of a closed loop asks again when it has thought about its answer") {
  Fixture client(values_of("closed think=30ms outstanding=2"));
  client.node.fire(kThought);
  const ServiceCall first = client.sent();
  client.node.fire(kThought);
  CHECK(client.run.now == Instant::at(30_ms));
  client.run.now += 20_ms;
  client.answer(first, AnswerStatus::ok);
  client.node.fire(kThought);
  CHECK(client.run.now == Instant::at(80_ms));
}

TEST_CASE("the users of sessions come whatever is unanswered, make so many operations on average, and leave") {
  Fixture client(values_of("sessions rate=10/s requests=4 think=1ms"));
  std::int64_t sessions = 0, operations = 0;
  while (sessions < 3000) {
    client.node.fire(kArrival);
    ++sessions;
    for (ServiceCall call = client.sent();; call = client.sent()) {
      ++operations;
      const Instant before = client.run.now;
      client.answer(call, AnswerStatus::ok);
      const bool stays = client.node.has_set(kThought);
      if (!stays) break;
      client.node.fire(kThought);
      CHECK(client.run.now == before + 1_ms);
    }
  }
  // A geometric number of mean 4 has a standard deviation of 3.46.
  CHECK(static_cast<double>(operations) / 3000 == Approx(4).margin(3 * 3.46 / 54.8));
}

TEST_CASE("a recorded trace comes at its times, with its sizes and operations, and then nothing comes") {
  const auto directory = std::filesystem::temp_directory_path() / ("orrery-client-test-" + std::to_string(::getpid()));
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "x.csv") << "time,size,operation\n0.2,2KiB,buy\n0.2,,\n0.5,300,sell\n";
  Fixture client(values_of("trace file=x.csv", "100ms", directory.string()));
  std::filesystem::remove_all(directory);
  struct Seen {
    Instant at;
    Bytes size;
    std::string operation;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> seen;
  for (int i = 0; i < 3; ++i) {
    client.node.fire(kArrival);
    const auto invoked = std::find_if(client.run.records.rbegin(), client.run.records.rend(),
                                      [](const Record& record) { return record.kind == RecordKind::invoked; });
    seen.push_back({client.run.now, client.sent().size, std::string(client.run.names.text(invoked->name))});
    client.answer(client.sent(), AnswerStatus::ok);
  }
  CHECK(seen == std::vector<Seen>{{Instant::at(200_ms), 2048, "buy"},
                                  {Instant::at(200_ms), 128, "request"},
                                  {Instant::at(500_ms), 300, "sell"}});
  CHECK(client.node.ctx.timers.at(0).due > Instant::at(Duration::seconds(1'000'000'000)));
}

TEST_CASE("a client that was held up says how late each operation begins") {
  Fixture client(values_of("constant rate=10/s"));
  client.run.now = Instant::at(250_ms);
  client.node.fire(kArrival);
  CHECK(client.node.recorded(kStartedLate));
  client.node.fire(kArrival);
  client.node.fire(kArrival);
  CHECK(client.run.now == Instant::at(300_ms));
  CHECK(!client.node.recorded(kStartedLate));
}

TEST_CASE("a client makes one call for each operation, to one group") {
  const ParameterValues none(RequestClient::parameters);
  CHECK(RequestClient::contradiction(none).starts_with("a client calls one group, found none"));
  CHECK(RequestClient::contradiction(values_of("constant rate=10/s")).empty());
  ParameterValues twice(RequestClient::parameters);
  twice.add_call({"target", ParameterValues(call_policies, {{"timeout", "1s"}, {"times", "2"}})});
  CHECK(RequestClient::contradiction(twice) == "a client makes one call for each operation: leave out 'times'");
}
