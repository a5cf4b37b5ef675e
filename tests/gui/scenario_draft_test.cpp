#include "presenters/scenario_draft.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <catch2/catch.hpp>

namespace orrery::gui {
namespace {

const QString kLibrary = "leader-election/leader-crash";

QString textOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) FAIL(path.toStdString());
  return QString::fromUtf8(file.readAll());
}

QString libraryText() { return textOf(ORRERY_SOURCE_DIR "/scenarios/" + kLibrary + ".yaml"); }

TEST_CASE("every mistake of a draft is found with its place and what was meant") {
  ScenarioDraft draft(kLibrary, libraryText());
  draft.finishCheck();
  CHECK(draft.check().isValid());
  CHECK(draft.check().found.empty());
  QString text = libraryText();
  text.replace("    count: 5", "    cuont: 5").replace("heartbeat: 50ms", "heartbeat: 50");
  draft.setText(text);
  draft.finishCheck();
  const DraftCheck& check = draft.check();
  CHECK_FALSE(check.isValid());
  REQUIRE(check.found.size() >= 2);
  CHECK(check.found[0].line == 13);
  CHECK(check.found[0].column == 5);
  CHECK(check.found[0].note.find("count") != std::string::npos);
  CHECK(check.found[1].line == 15);
  CHECK(check.found[1].text.find("a unit is missing") != std::string::npos);
}

TEST_CASE("a warning leaves a draft valid") {
  ScenarioDraft draft(
      "leader-election/first-election",
      "orrery: 1\ntitle: Late\nrun_for: 1s\nnetwork: { preset: lan }\nsystem:\n  server: { kind: raft }\n"
      "faults:\n  - { at: 2s, crash: server-1 }\n");
  draft.finishCheck();
  CHECK(draft.check().isValid());
  REQUIRE(draft.check().found.size() == 1);
  CHECK(draft.check().found.front().severity == Diagnostic::Severity::warning);
  CHECK(draft.check().found.front().line == 8);
}

TEST_CASE("knobs stay while the text is no YAML, and follow it while it only has mistakes") {
  ScenarioDraft draft(kLibrary, libraryText());
  draft.finishCheck();
  REQUIRE(draft.check().knobs.size() == 2);
  draft.setText(libraryText().replace("count: 5", "count: many"));
  draft.finishCheck();
  CHECK_FALSE(draft.check().isValid());
  CHECK(draft.check().isReadable);
  CHECK(draft.check().knobs[1].value == "many");
  draft.setText(libraryText().replace("network: { preset: lan }", "network: { preset: lan"));
  draft.finishCheck();
  CHECK_FALSE(draft.check().isReadable);
  REQUIRE(draft.check().knobs.size() == 2);
}

TEST_CASE("while one types nothing is checked, and after a pause the last text is") {
  ScenarioDraft draft(kLibrary, libraryText());
  draft.finishCheck();
  QSignalSpy checked(&draft, &ScenarioDraft::checked);
  for (int i = 0; i < 5; ++i) draft.setText(libraryText() + QString(i, '\n'));
  CHECK_FALSE(draft.isChecked());
  REQUIRE(checked.wait(60'000));
  while (!draft.isChecked()) QTest::qWait(1);
  CHECK(draft.check().text == libraryText() + "\n\n\n\n");
  CHECK(checked.count() == 1);
}

TEST_CASE("another variant's knobs are found also where the text is being checked already") {
  const QString scenario = "leader-election/split-votes";
  ScenarioDraft draft(scenario, textOf(ORRERY_SOURCE_DIR "/scenarios/" + scenario + ".yaml"));
  draft.setVariant("wide");
  draft.finishCheck();
  const std::string wide = draft.check().knobs.front().value;
  QSignalSpy checked(&draft, &ScenarioDraft::checked);
  draft.setVariant("wide");
  draft.setText(draft.text(), true);
  QTest::qWait(0);
  draft.setVariant("narrow");
  while (!draft.isChecked()) QTest::qWait(1);
  CHECK(draft.check().knobs.front().value != wide);
}

TEST_CASE("relative names of a draft start where its file is, also of one that is not there yet") {
  const QTemporaryDir folder;
  QFile platform(folder.filePath("trace.csv"));
  REQUIRE(platform.open(QIODevice::WriteOnly));
  platform.write("1ms\n2ms\n");
  platform.close();
  const QString text = libraryText().replace("uniform 1ms..3ms }", "empirical file=trace.csv }");
  ScenarioDraft here(folder.filePath("not-there-yet.yaml"), text);
  here.finishCheck();
  CHECK(here.check().isValid());
  ScenarioDraft elsewhere(kLibrary, text);
  elsewhere.finishCheck();
  CHECK_FALSE(elsewhere.check().isValid());
}

TEST_CASE("a draft is of the library or of one's own, and a file keeps its line ends when it is saved") {
  ScenarioDraft library(kLibrary, libraryText());
  CHECK(library.isOfLibrary());
  const QTemporaryDir folder;
  const QString path = folder.filePath("mine.yaml");
  CHECK(library.saveTo(path).isEmpty());
  CHECK_FALSE(library.isOfLibrary());
  CHECK(library.subject() == path);
  CHECK(textOf(path) == libraryText());

  ScenarioDraft windows(path, QString("orrery: 1\r\nrun_for: 1s\r\n"));
  CHECK(windows.text() == "orrery: 1\nrun_for: 1s\n");
  CHECK(windows.hasChangedOnDisk());
  CHECK(windows.saveTo(path).isEmpty());
  CHECK(textOf(path) == "orrery: 1\r\nrun_for: 1s\r\n");
  CHECK_FALSE(windows.hasChangedOnDisk());
  CHECK(windows.saveTo("/nowhere/at/all.yaml").contains("/nowhere/at/all.yaml"));
}

}  // namespace
}  // namespace orrery::gui
