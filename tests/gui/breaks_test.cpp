#include "models/breaks.h"

#include <QPoint>

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

using namespace literals;

std::vector<std::string> titlesOf(const std::vector<Break>& all) {
  std::vector<std::string> titles;
  for (const Break& one : all) titles.push_back(one.title.toStdString());
  return titles;
}

TEST_CASE("what is done for a while lasts a round fifth of the run") {
  CHECK(whileOf(10_s) == 2_s);
  CHECK(whileOf(60_s) == 10_s);
  CHECK(whileOf(500_ms) == 100_ms);
  CHECK(whileOf(1_ns) == 1_ns);
}

TEST_CASE("a fault by hand has everything shown before it, and nothing else") {
  const test::MadeRun run("leader-election/first-election");
  const auto session = run.session();
  session->seekEvent(RecordId{40});
  const Instant shown = session->time();
  CHECK(breakTime(session->file(), session->frame()) == shown + 1_ns);
  session->seek(shown + 1_ns);
  CHECK(breakTime(session->file(), session->frame()) == shown + 1_ns);
  CHECK(faultText(Instant::at(2160853492_ns), "crash: server-4") == "{ at: 2.160853492s, crash: server-4 }");
}

TEST_CASE("a node that is up can be broken, one that is down can only be started") {
  const test::MadeRun run("leader-election/leader-crash", {"--until", "3s"});
  const auto session = run.session();
  session->seek(Instant::at(2500_ms));
  const auto up = breaksOf(session->file(), session->frame(), *session->file().find_node("server-1"), 2_s);
  REQUIRE(up.size() >= 2);
  CHECK(up[0].title == "&Crash for 2 s");
  CHECK(up[0].told == "crash server-1 for 2 s");
  CHECK(up[0].faults == std::vector<std::string>{"crash: server-1, for: 2s"});
  CHECK(up[1].faults == std::vector<std::string>{"crash: server-1"});
  const auto down = breaksOf(session->file(), session->frame(), *session->file().find_node("server-2"), 2_s);
  CHECK(titlesOf(down) == std::vector<std::string>{"&Restart"});
  CHECK(down[0].faults == std::vector<std::string>{"restart: server-2"});
}

// Every fault that a menu offers is one that a run can be repeated with.
TEST_CASE("whatever a menu offers, the scenario takes") {
  const auto scenario = GENERATE(as<std::string>(), "leader-election/leader-crash", "circuit-breaker/first-trip",
                                 "ambassador/slow-replica");
  const test::MadeRun run(scenario, scenario == "ambassador/slow-replica"
                                        ? std::vector<std::string>{"--variant", "per-try", "--until", "100ms"}
                                        : std::vector<std::string>{"--until", "100ms"});
  const auto session = run.session();
  session->seek(Instant::at(50_ms));
  std::vector<Break> all;
  for (std::size_t i = 0; i < session->file().info().nodes.size(); ++i)
    for (Break& one : breaksOf(session->file(), session->frame(), NodeId{static_cast<std::uint32_t>(i)}, 1_s))
      all.push_back(std::move(one));
  const std::string first = session->file().info().nodes[0].name, last = session->file().info().nodes.back().name;
  for (Break& one : breaksOfLink(first, last, 1_s)) all.push_back(std::move(one));
  for (Break& one : breaksOfCut({{{first}, {last}}}, 1_s)) all.push_back(std::move(one));
  std::vector<std::string> changes;
  for (const Break& one : all)
    for (const std::string& fault : one.faults) {
      const std::string name = freeFaultName(changes);
      changes.push_back("faults." + name + "=" + faultText(Instant::at(50_ms), fault));
    }
  std::vector<std::string> arguments{"run", scenario, "--quiet", "--until", "20ms"};
  for (const std::string& change : changes) arguments.insert(arguments.end(), {"--set", change});
  const test::Outcome outcome = test::run_command(ORRERY_PROGRAM, arguments);
  INFO(outcome.err);
  CHECK(outcome.exit_code != 2);
  CHECK_THAT(outcome.err, !Catch::Contains("error"));
}

TEST_CASE("a name for a fault is one that no change has taken") {
  CHECK(freeFaultName({}) == "break-1");
  CHECK(freeFaultName({"system.server.count=5", "faults.break-1={ at: 2s, crash: server-1 }"}) == "break-2");
  CHECK(freeFaultName({"faults.break-2={ at: 2s, crash: server-1 }"}) == "break-1");
}

StageLayout squareLayout() {
  StageLayout layout;
  // a above b on the left, c above d on the right.
  layout.at = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
  for (std::size_t from = 0; from < 4; ++from)
    for (std::size_t to = from + 1; to < 4; ++to) layout.edges.push_back({from, to});
  return layout;
}

TEST_CASE("a line through the middle parts the two sides") {
  const auto cut = crossed(squareLayout(), {"a", "b", "c", "d"}, QLineF(0.5, -1, 0.5, 2));
  REQUIRE(cut.size() == 1);
  std::vector<std::string> one = cut[0].from, other = cut[0].to;
  if (one.front() != "a") std::swap(one, other);
  CHECK(one == std::vector<std::string>{"a", "b"});
  CHECK(other == std::vector<std::string>{"c", "d"});
  const auto offered = breaksOfCut(cut, 2_s);
  CHECK_THAT(offered[0].faults[0],
             Catch::Contains("partition: ") && Catch::Contains(" <-> ") && Catch::Contains(", for: 2s"));
}

TEST_CASE("a short line cuts the links that it crosses and no others") {
  // Across the upper side alone: a to c.
  const auto cut = crossed(squareLayout(), {"a", "b", "c", "d"}, QLineF(0.5, -0.1, 0.5, 0.1));
  REQUIRE(cut.size() == 1);
  CHECK(cut[0].from.size() + cut[0].to.size() == 2);
  // Across a-c and the diagonals, not b-d: one partition would cut that, too.
  const auto several = crossed(squareLayout(), {"a", "b", "c", "d"}, QLineF(0.45, -0.1, 0.45, 0.6));
  CHECK(several.size() == 2);
  CHECK(crossed(squareLayout(), {"a", "b", "c", "d"}, QLineF(2, 2, 3, 3)).empty());
}

}  // namespace
}  // namespace orrery::gui
