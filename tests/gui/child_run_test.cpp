#include "presenters/child_run.h"

#include <sys/types.h>
#include <csignal>

#include <QSignalSpy>
#include <QTest>

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

constexpr int kPatienceMs = 60'000;

struct Started {
  explicit Started(const RunOrder& order) : run(ORRERY_PROGRAM, order) { run.start(); }

  // Waits for the signal to have come.
  static bool comes(QSignalSpy& spy) { return spy.count() > 0 || spy.wait(kPatienceMs); }

  ChildRun run;
  QSignalSpy opened{&run, &ChildRun::opened};
  QSignalSpy failed{&run, &ChildRun::failed};
  QSignalSpy ended{&run, &ChildRun::ended};
};

TEST_CASE("a scenario is run in a child, and its run file can be read to the end") {
  Started child({"leader-election/first-election", 3, {}, {"system.server.count=3"}});
  REQUIRE(Started::comes(child.ended));
  CHECK(child.opened.count() == 1);
  CHECK(child.failed.isEmpty());
  auto session = RunSession::open(child.run.path().toStdString());
  REQUIRE(session);
  CHECK((*session)->file().head().seed == 3);
  CHECK((*session)->file().info().nodes.size() == 3);
  CHECK((*session)->file().completeness() == run_file::Completeness::complete);
}

TEST_CASE("a draft is run as if its scenario held it") {
  RunOrder order{"leader-election/first-election", 1, {}, {}};
  order.draft = "orrery: 1\ntitle: Mine\nrun_for: 1s\nnetwork: { preset: lan }\nsystem:\n  server: { kind: raft }\n";
  Started child(order);
  REQUIRE(Started::comes(child.ended));
  auto session = RunSession::open(child.run.path().toStdString());
  REQUIRE(session);
  CHECK((*session)->file().head().title == "Mine");
  CHECK((*session)->file().head().scenario == "leader-election/first-election");
  CHECK((*session)->file().head().source == order.draft.toStdString());
}

TEST_CASE("a scenario that is wrong fails with what the command says of it") {
  Started child({"leader-election/first-election", 1, {}, {"system.server.cuont=3"}});
  REQUIRE(Started::comes(child.failed));
  CHECK(child.opened.isEmpty());
  const QString why = child.failed.first().first().toString();
  CHECK(why.contains("cuont"));
  CHECK(why.contains("count"));
}

TEST_CASE("a program that is not there is told") {
  ChildRun run("/nowhere/orrery", {"leader-election/first-election", 1, {}, {}});
  QSignalSpy failed(&run, &ChildRun::failed);
  run.start();
  REQUIRE(Started::comes(failed));
  CHECK(failed.first().first().toString().contains("/nowhere/orrery"));
}

TEST_CASE("a child that is killed leaves a session that shows how far it came") {
  // Long enough to be at work when it is killed.
  Started child({"leader-election/leader-crash", 1, {}, {"run_for=3600s"}});
  REQUIRE(Started::comes(child.opened));
  auto session = RunSession::open(child.run.path().toStdString());
  REQUIRE(session);
  QSignalSpy grew(session->get(), &RunSession::grew);
  while ((*session)->last() == RecordId{}) REQUIRE(grew.wait(kPatienceMs));
  CHECK((*session)->isRecording());
  REQUIRE(::kill(static_cast<pid_t>(child.run.processId()), SIGKILL) == 0);
  REQUIRE(Started::comes(child.failed));
  CHECK(child.failed.first().first().toString().contains("killed"));
  while ((*session)->isRecording()) REQUIRE(grew.wait(kPatienceMs));
  CHECK((*session)->file().completeness() == run_file::Completeness::cut_off);
  (*session)->seek((*session)->reached());
  CHECK((*session)->event() == (*session)->last());
}

TEST_CASE("a run that is cancelled tells nothing more") {
  Started child({"leader-election/leader-crash", 1, {}, {"run_for=3600s"}});
  REQUIRE(Started::comes(child.opened));
  child.run.cancel();
  CHECK_FALSE(child.run.isRunning());
  CHECK(child.failed.isEmpty());
  CHECK(child.ended.isEmpty());
}

}  // namespace
}  // namespace orrery::gui
