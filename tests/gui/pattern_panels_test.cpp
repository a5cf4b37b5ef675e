#include <QTest>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "models/breaker_history.h"
#include "models/election.h"
#include "models/proxy_requests.h"
#include "patterns/ambassador/ambassador_observed.h"
#include "views/ambassador_panel.h"
#include "views/breaker_panel.h"
#include "views/election_panel.h"
#include "views/panel.h"

namespace orrery::gui {

using namespace orrery::literals;

namespace {

const test::MadeRun& firstTrip() {
  static const test::MadeRun run("circuit-breaker/first-trip");
  return run;
}

const test::MadeRun& slowReplica() {
  static const test::MadeRun run("ambassador/slow-replica", {"--variant", "per-try", "--set", "run_for=12s"});
  return run;
}

std::vector<std::string> offered(const RunSession& session) {
  std::vector<std::string> ids;
  for (const Panel& panel : panels())
    if (panel.isOffered(session)) ids.push_back(panel.id.toStdString());
  return ids;
}

bool has(const std::vector<std::string>& ids, const char* id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

}  // namespace

TEST_CASE("a panel is offered where the run has its pattern") {
  const auto election = leaderCrash().session();
  const auto breaker = firstTrip().session();
  const auto ambassador = slowReplica().session();
  CHECK(has(offered(*election), "election"));
  CHECK_FALSE(has(offered(*election), "breaker"));
  CHECK_FALSE(has(offered(*election), "ambassador"));
  CHECK(has(offered(*breaker), "breaker"));
  CHECK_FALSE(has(offered(*breaker), "election"));
  CHECK(has(offered(*ambassador), "ambassador"));
  for (const char* always : {"inspector", "why", "log", "spacetime", "charts"}) CHECK(has(offered(*election), always));
}

TEST_CASE("a candidate's votes are a majority, itself included") {
  const auto session = leaderCrash().session();
  const auto elected =
      session->file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2).back().record;
  const auto votes = votesBetween(session->file(), {Instant::at(2_s), elected.time - Instant::at(2_s)}, 100);
  std::int64_t forIt = 0;
  for (const Vote& vote : votes)
    if (vote.candidate == elected.node && vote.term == elected.a) ++forIt;
  CHECK(forIt >= elected.b);
}

TEST_CASE("the logs are what the servers' events made them, and a crashed server's stays as it was") {
  const auto session = leaderCrash().session();
  const auto crash = session->file().events_of(RecordKind::crashed, kNoName, RecordId{1}, 1).front().record;
  std::vector<NodeId> servers;
  for (std::uint32_t i = 0; i < 5; ++i) servers.push_back(NodeId{i});
  const RecordId then = session->file().last_until(Instant::at(4_s));
  const LogGrid grid = logGridAt(session->file(), then, servers, 12);
  REQUIRE(grid.rows.size() == 5);
  std::int64_t most = 0;
  for (const LogRow& row : grid.rows) most = std::max(most, row.last);
  CHECK(grid.first + 12 - 1 == most);
  for (const LogRow& row : grid.rows) {
    const auto latest = session->file().latest_of(RecordKind::event, name_id("entry_appended"), row.node, then, 1);
    CHECK(row.last == latest.front().record.a);
    CHECK(row.applied <= row.last);
    if (row.node == crash.node) CHECK(row.last < most);
    for (std::size_t i = 0; i < row.terms.size(); ++i)
      CHECK((row.terms[i] != 0) == (grid.first + static_cast<std::int64_t>(i) <= row.last));
  }
}

TEST_CASE("a breaker's states follow one another without a gap, and its counts are those of the events") {
  const auto session = firstTrip().session();
  BreakerHistory history(session->file());
  while (history.readOn(100)) {
  }
  REQUIRE_FALSE(history.lanes().empty());
  bool opened = false;
  for (const BreakerLane& lane : history.lanes()) {
    CHECK(lane.pieces.front().state == BreakerState::closed);
    for (std::size_t i = 1; i < lane.pieces.size(); ++i) {
      CHECK(lane.pieces[i - 1].to == lane.pieces[i].from);
      CHECK(lane.pieces[i - 1].state != lane.pieces[i].state);
      opened |= lane.pieces[i].state == BreakerState::open;
      if (lane.pieces[i].state == BreakerState::halfOpen) CHECK(lane.pieces[i].calls == 0);
      if (lane.pieces[i].state == BreakerState::open)
        CHECK(lane.pieces[i].why.find("reached the threshold, 50%") != std::string::npos);
    }
    std::size_t heard = 0;
    for (const CallCounts& counts : history.counts(lane.node)) heard += counts.heard;
    std::size_t expected = 0;
    for (const auto& event :
         session->file().events_of(RecordKind::event, name_id("breaker_heard"), RecordId{1}, 1'000'000))
      if (event.record.node == lane.node) ++expected;
    CHECK(heard == expected);
  }
  CHECK(opened);
}

TEST_CASE("every request of an ambassador has its attempts in order and ends as its last event says") {
  const auto session = slowReplica().session();
  ProxyRequests model(session->file());
  const ProxyPicture& picture = model.between({Instant::at(11_s), 500_ms});
  REQUIRE(picture.requests.size() > 10);
  std::size_t retried = 0;
  for (const ProxyRequest& request : picture.requests) {
    if (request.outcome == kNoName) continue;
    const Record end = session->file().event(request.ended)->record;
    CHECK(static_cast<std::int64_t>(request.attempts.size()) == end.b);
    CHECK(request.from + Duration::nanoseconds(end.c) == request.to);
    for (std::size_t i = 0; i < request.attempts.size(); ++i) {
      CHECK(request.attempts[i].number == static_cast<std::int64_t>(i) + 1);
      if (i + 1 == request.attempts.size()) continue;
      ++retried;
      CHECK(request.attempts[i].end == AttemptEnd::timedOut);
      CHECK(request.attempts[i].to - request.attempts[i].from == 100_ms);
    }
    const auto alone = model.request(request.accepted);
    REQUIRE(alone.has_value());
    CHECK(alone->attempts.size() == request.attempts.size());
    CHECK(model.arrivalOf(request.ended) == request.accepted);
    CHECK(model.arrivalOf(request.attempts.back().event) == request.accepted);
  }
  CHECK(retried > 0);
  CHECK(model.hosts().size() >= 3);
}

TEST_CASE("the picture of the election's panel") {
  const auto session = leaderCrash().session();
  ElectionPanel view(*session, nullptr);
  view.resize(900, 330);
  SharedAxis::of(*session).show({Instant::at(1980_ms), 260_ms});
  const auto elected = session->file().events_of(RecordKind::event, name_id("became_leader"), RecordId{1}, 2).back();
  session->seekEvent(elected.record.id);
  view.show();
  CHECK(view.textEquivalent().contains("leader, term 2"));
  checkPicture(view, "election_panel");
}

TEST_CASE("the picture of the breaker's panel") {
  const auto session = firstTrip().session();
  BreakerPanel view(*session, nullptr);
  view.resize(900, 240);
  view.show();
  REQUIRE(QTest::qWaitFor([&] { return view.isReady(); }, 20'000));
  session->seek(Instant::at(3_s));
  CHECK(view.textEquivalent().contains("open since"));
  checkPicture(view, "breaker_panel");
}

TEST_CASE("the picture of the ambassador's panel, with the waterfall of a request that was retried") {
  const auto session = slowReplica().session();
  AmbassadorPanel view(*session, nullptr);
  view.resize(900, 340);
  SharedAxis::of(*session).show({Instant::at(11_s), 300_ms});
  ProxyRequests model(session->file());
  for (const ProxyRequest& request : model.between({Instant::at(11_s), 300_ms}).requests)
    if (request.attempts.size() > 1) {
      session->seekEvent(request.accepted);
      break;
    }
  view.show();
  CHECK(view.textEquivalent().contains("timed out after 100 ms"));
  checkPicture(view, "ambassador_panel");
}

}  // namespace orrery::gui
