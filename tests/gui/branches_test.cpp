#include "presenters/branches.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "gui/golden_picture.h"
#include "gui/run_files.h"
#include "models/branch_scenario.h"
#include "models/draft_changes.h"
#include "presenters/comparison.h"
#include "views/compare_room.h"

namespace orrery::gui {
namespace {

using namespace literals;

constexpr int kPatienceMs = 60'000;
const QString kScenario = "leader-election/first-election";
const QString kBroken = "faults.break-1={ at: 200.000001ms, crash: server-1, for: 100ms }";

void waitForEnd(const Branches& branches, int branch) {
  REQUIRE(QTest::qWaitFor([&] { return branches.progress(branch) == Branches::Progress::ended; }, kPatienceMs));
}

TEST_CASE("branches stand under what they came of, and the one shown is told") {
  Branches branches(ORRERY_PROGRAM);
  const QAbstractItemModelTester tester(&branches, QAbstractItemModelTester::FailureReportingMode::Fatal);
  branches.run({kScenario, 1, {}, {}});
  waitForEnd(branches, 0);
  const int crashed = branches.branchOff(0, {kScenario, 1, {}, {kBroken}}, "crash server-1", Instant::at(200_ms));
  const int other = branches.branchOff(0, {kScenario, 2, {}, {}}, "seed 2", std::nullopt);
  const int deeper = branches.branchOff(crashed, {kScenario, 3, {}, {kBroken}}, "seed 3", std::nullopt);
  CHECK(branches.isAnyStarting());
  for (const int branch : {crashed, other, deeper}) waitForEnd(branches, branch);
  CHECK_FALSE(branches.isAnyStarting());
  CHECK(branches.rowCount() == 1);
  CHECK(branches.rowCount(branches.indexOf(0)) == 2);
  CHECK(branches.parent(branches.indexOf(deeper)) == branches.indexOf(crashed));
  CHECK(branches.indexOf(crashed).data().toString() == "0.200 s: crash server-1");
  branches.setShown(deeper);
  CHECK(branches.indexOf(deeper).data(Qt::AccessibleTextRole).toString() == "seed 3, shown");
}

TEST_CASE("a branch that cannot run says why, and those beside it live on") {
  Branches branches(ORRERY_PROGRAM);
  QSignalSpy failed(&branches, &Branches::failed);
  branches.run({kScenario, 1, {}, {}});
  waitForEnd(branches, 0);
  const int wrong =
      branches.branchOff(0, {kScenario, 1, {}, {"faults.break-1={ at: 2s, crash: server-9 }"}}, "wrong", std::nullopt);
  REQUIRE((failed.count() > 0 || failed.wait(kPatienceMs)));
  CHECK(branches.progress(wrong) == Branches::Progress::failed);
  CHECK(failed[0][1].toString().contains("server-9"));
  CHECK(branches.indexOf(wrong).data(Qt::ToolTipRole).toString().contains("server-9"));
  CHECK(branches.progress(0) == Branches::Progress::ended);
}

TEST_CASE("a branch is named by what was changed") {
  const RunOrder order{kScenario, 1, "calm", {"system.server.count=3"}};
  const QString text = "system: { server: { count: 3 } }";
  const auto told = [&](const RunOrder& after) { return Branches::changeText(order, after, text); };
  CHECK(told(order) == "run again");
  CHECK(told({kScenario, 2, "calm", {"system.server.count=3"}}) == "seed 2");
  CHECK(told({kScenario, 1, "rough", {"system.server.count=5"}}) == "variant rough, system.server.count = 5");
  CHECK(told({kScenario, 1, "calm", {}}) == "system.server.count as the scenario has it");
  // What was set is in the edited text, whether or not it stayed.
  CHECK(told({kScenario, 1, "calm", {}, "system: { server: { count: 5 } }"}) == "system.server.count = 5");
  CHECK(told({kScenario, 2, "calm", {}, text}) == "seed 2");
  CHECK(told({kScenario, 1, "calm", {}, text + "  # three"}) == "comments edited");
  CHECK(told({kScenario, 1, "calm", {}, "run_for: 2s\nsystem: { server: { count: 5, kind: raft } }"}) ==
        "run_for = 2s, +2 more");
}

TEST_CASE("what was edited in a text is told as the settings that it changed") {
  const std::string before =
      "system:\n  server: { count: 3 }\nfaults:\n  - { id: dies, at: 2s }\nexpect:\n  - { metric: a, at_most: 1s }\n"
      "variants:\n  - { id: calm, set: { system.server.count: 5 } }\n  - { id: rough }\nshow: { hide: [client] }\n";
  const auto told = [&](const std::string& from, const std::string& to) {
    std::string after = before;
    after.replace(after.find(from), from.size(), to);
    return draftChanges(before, after, "calm").value();
  };
  using Told = std::vector<std::string>;
  CHECK(told("", "# why\n").empty());
  CHECK(told("count: 3", "count: 7") == Told{"system.server.count=7"});
  CHECK(told("count: 3", "kind: raft") == Told{"system.server.kind=raft", "system.server.count is gone"});
  CHECK(told("at: 2s }", "at: 3s }") == Told{"faults.dies.at=3s"});
  CHECK(told("  - { id: dies, at: 2s }", "  - { id: dies, at: 2s }\n  - { id: b, at: 4s }") ==
        Told{"faults.b={ id: b, at: 4s }"});
  CHECK(told("id: dies", "id: ends") == Told{"faults.ends={ id: ends, at: 2s }", "faults.dies is gone"});
  CHECK(told("at_most: 1s", "at_most: 2s") == Told{"expect.1.at_most=2s"});
  CHECK(told("[client]", "[client, heartbeat]") == Told{"show.hide=[client, heartbeat]"});
  // What the variant that is run sets is as it would be set; of another it is not.
  CHECK(told("system.server.count: 5", "system.server.count: 9") == Told{"system.server.count=9"});
  CHECK(told("id: rough }", "id: rough, set: { a: 1 } }") == Told{"variants.rough.set={ a: 1 }"});
  CHECK(told("count: 3", "name: äääääääääääääääääääääääääääääää") ==
        Told{"system.server.name=äääääääääääääääääääää…", "system.server.count is gone"});
  CHECK_FALSE(draftChanges(before, "[", "calm"));
  CHECK(summaryOf({"a=1"}) == "a=1");
  CHECK(summaryOf({"a=1", "b=2", "c is gone"}) == "a=1, +2 more");
}

TEST_CASE("two runs move under one playhead and are compared up to where they part") {
  const test::MadeRun one(kScenario.toStdString());
  const test::MadeRun other(kScenario.toStdString(), {"--set", kBroken.toStdString()});
  auto comparison = Comparison::open(QString::fromStdString(one.path()), QString::fromStdString(other.path()));
  REQUIRE(comparison);
  QSignalSpy compared(comparison->get(), &Comparison::compared);
  RunSession& a = *(*comparison)->sides()[0].session;
  RunSession& b = *(*comparison)->sides()[1].session;
  a.seek(Instant::at(150_ms));
  CHECK(b.time() == Instant::at(150_ms));
  b.seek(Instant::at(250_ms));
  CHECK(a.time() == Instant::at(250_ms));
  a.selectNode(a.file().find_node("server-2"));
  CHECK(b.selectedNode() == b.file().find_node("server-2"));
  REQUIRE((compared.count() > 0 || compared.wait(kPatienceMs)));
  const RunsCompared& found = *(*comparison)->found();
  CHECK_FALSE(found.areSame);
  CHECK(found.partsAt == Instant::at(200000001_ns));
  CHECK_THAT(found.b.parts, Catch::Contains("break-1"));
  CHECK_FALSE(found.b.story.empty());
  CHECK_FALSE(found.metrics.empty());
}

TEST_CASE("the room of two runs looks as it was reviewed") {
  const test::MadeRun one(kScenario.toStdString());
  const test::MadeRun other(kScenario.toStdString(), {"--set", kBroken.toStdString()});
  auto comparison = Comparison::open(QString::fromStdString(one.path()), QString::fromStdString(other.path()));
  REQUIRE(comparison);
  Comparison& tied = **comparison;
  CompareRoom room(*std::move(comparison), "as it was", "0.200 s: crash server-1");
  room.resize(1100, 760);
  room.show();
  REQUIRE(QTest::qWaitFor([&] { return tied.found().has_value(); }, kPatienceMs));
  CHECK(room.summary().contains("break-1"));
  tied.sides()[0].session->seek(tied.found()->partsAt);
  test::check_picture(room.grab().toImage(), "compare_room");
}

TEST_CASE("a run is the same as itself") {
  const test::MadeRun one(kScenario.toStdString());
  const auto found = compareRuns(one.path(), one.path(), [] { return true; });
  REQUIRE(found);
  CHECK(found->areSame);
  CHECK(found->common > 0);
  CHECK_FALSE(compareRuns(one.path(), one.path() + ".gone", [] { return true; }));
}

TEST_CASE("a branch saved as a scenario gives the very same run") {
  const test::MadeRun broken(kScenario.toStdString(),
                             {"--set", "system.server.heartbeat=20ms", "--set", kBroken.toStdString(), "--set",
                              "faults.break-1.for=50ms", "--set", "system.server.pre_vote=true"});
  const auto session = broken.session();
  const auto text = scenarioOfBranch(session->file().head());
  REQUIRE(text);
  const QTemporaryDir folder;
  const QString path = folder.filePath("saved.yaml");
  QFile file(path);
  REQUIRE(file.open(QIODevice::WriteOnly));
  file.write(QByteArray::fromStdString(*text));
  file.close();
  const test::MadeRun again(path.toStdString());
  CHECK(again.session()->file().fingerprint() == session->file().fingerprint());
}

TEST_CASE("a fault is written below the others, wherever these stand") {
  const std::string fault = "{ at: 2s, crash: server-1 }", head = "orrery: 1\n";
  const auto with = [&](const std::string& text) { return withFault(text, "break-1", fault).value(); };
  const std::string line = "- { id: break-1, at: 2s, crash: server-1 }\n";
  CHECK(with(head) == head + "\nfaults:\n  " + line);
  CHECK(with(head + "faults:\n    - { at: 1s, crash: server-1 }  # why\n\n# of show\nshow: {}\n") ==
        head + "faults:\n    - { at: 1s, crash: server-1 }  # why\n    " + line + "\n# of show\nshow: {}\n");
  CHECK(with(head + "faults:\n- at: 1s\n  crash: server-1\n") ==
        head + "faults:\n- at: 1s\n  crash: server-1\n" + line);
  CHECK(with(head + "faults: [{ at: 1s, crash: server-1 }]\n") ==
        head + "faults: [{ at: 1s, crash: server-1 }, { id: break-1, at: 2s, crash: server-1 } ]\n");
  CHECK(with(head + "faults:\nrun_for: 1s\n") == head + "faults:\n  " + line + "run_for: 1s\n");
  CHECK_FALSE(withFault("[", "break-1", fault));
}

}  // namespace
}  // namespace orrery::gui
