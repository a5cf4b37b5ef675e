// The window's program as a whole, without a display.
#include <QFile>
#include <QImage>

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

test::Outcome window(const std::vector<std::string>& arguments) {
  return test::run_command(ORRERY_WINDOW, arguments, {{"ORRERY_PROGRAM", ORRERY_PROGRAM}});
}

TEST_CASE("a picture of a moment is written without a display, in the size asked for") {
  const test::MadeRun run("leader-election/leader-crash", {"--until", "3s"});
  const QTemporaryDir folder;
  const std::string light = folder.filePath("light.png").toStdString(),
                    dark = folder.filePath("dark.png").toStdString();
  CHECK(window({run.path(), "--seek", "2.1s", "--size", "900x600", "--screenshot", light}).exit_code == 0);
  CHECK(window({run.path(), "--seek", "2.1s", "--size", "900x600", "--dark", "--screenshot", dark}).exit_code == 0);
  const QImage one(QString::fromStdString(light)), other(QString::fromStdString(dark));
  CHECK(one.width() == 900);
  CHECK(one.height() == 600);
  CHECK(other.size() == one.size());
  const auto lightness = [](const QImage& picture) {
    return picture.scaled(1, 1, Qt::IgnoreAspectRatio, Qt::SmoothTransformation).pixelColor(0, 0).lightness();
  };
  CHECK(lightness(one) > 2 * lightness(other));
}

TEST_CASE("two runs are shown side by side, and a second one that is none is refused") {
  const test::MadeRun one("leader-election/first-election"), other("leader-election/first-election", {"--seed", "2"});
  const QTemporaryDir folder;
  const std::string alone = folder.filePath("alone.png").toStdString(), two = folder.filePath("two.png").toStdString();
  CHECK(window({one.path(), "--seek", "300ms", "--size", "900x600", "--screenshot", alone}).exit_code == 0);
  CHECK(window({one.path(), "--compare", other.path(), "--seek", "300ms", "--size", "900x600", "--screenshot", two})
            .exit_code == 0);
  CHECK(QImage(QString::fromStdString(two)).size() == QSize(900, 600));
  CHECK(QImage(QString::fromStdString(two)) != QImage(QString::fromStdString(alone)));
  const test::Outcome missing = window({one.path(), "--compare", other.path() + ".gone", "--screenshot", two});
  CHECK(missing.exit_code == 2);
  CHECK_THAT(missing.err, Catch::Contains(".gone"));
  const test::Outcome scenario = window({"leader-election/first-election", "--compare", other.path()});
  CHECK(scenario.exit_code == 2);
  CHECK_THAT(scenario.err, Catch::Contains("--compare is of two run files"));
}

TEST_CASE("a scenario is run for its picture, and the stage alone can be a vector picture") {
  const QTemporaryDir folder;
  const QString path = folder.filePath("stage.svg");
  CHECK(window(
            {"leader-election/first-election", "--seek", "1s", "--size", "800x600", "--screenshot", path.toStdString()})
            .exit_code == 0);
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadOnly));
  const QByteArray text = file.readAll();
  CHECK(text.contains("<svg"));
  CHECK(text.contains("server-1"));
}

TEST_CASE("a picture that cannot be taken is an error with its reason") {
  const test::Outcome unwritable =
      window({"leader-election/first-election", "--screenshot", "/nowhere/at/all/out.png"});
  CHECK(unwritable.exit_code == 2);
  CHECK(unwritable.err.find("/nowhere/at/all/out.png") != std::string::npos);
  const test::Outcome unknown = window({"leader-election/first-erection", "--screenshot", "out.png"});
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.err.find("first-election") != std::string::npos);
}

TEST_CASE("a picture of a damaged run file is refused, not waited for") {
  const test::MadeRun run("leader-election/leader-crash", {"--until", "3s"});
  const QTemporaryDir folder;
  const QString path = folder.filePath("damaged.orrery");
  REQUIRE(QFile::copy(QString::fromStdString(run.path()), path));
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadWrite));
  file.seek(file.size() / 4);
  file.write(QByteArray(static_cast<qsizetype>(file.size() / 2), '\x5a'));
  file.close();
  const std::string picture = folder.filePath("none.png").toStdString();
  const test::Outcome outcome = window({path.toStdString(), "--seek", "1s", "--screenshot", picture});
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, Catch::Contains("damaged.orrery") && Catch::Contains("malformed"));
  CHECK_FALSE(QFile::exists(QString::fromStdString(picture)));
}

TEST_CASE("a moment that the run does not have is refused, with where the run ends, before anything is written") {
  const test::MadeRun run("leader-election/first-election");
  const QTemporaryDir folder;
  const std::string picture = folder.filePath("out.png").toStdString(), film = folder.filePath("out.gif").toStdString();
  const std::string end = to_text(run.session()->reached());
  const std::vector<std::vector<std::string>> asked = {
      {run.path(), "--seek", "90s", "--screenshot", picture},
      {"leader-election/first-election", "--seek", "90s", "--screenshot", picture},
      {run.path(), "--compare", run.path(), "--seek", "90s", "--screenshot", picture},
      {run.path(), "--seek", "90s", "--until", "91s", "--gif", film},
      {run.path(), "--seek", "100ms", "--until", "90s", "--gif", film}};
  for (const std::vector<std::string>& arguments : asked) {
    const test::Outcome outcome = window(arguments);
    CHECK(outcome.exit_code == 2);
    CHECK_THAT(outcome.err, Catch::Contains("the run is over at " + end + ", before 90.000 s"));
  }
  CHECK_THAT(window(asked.back()).err, Catch::Contains("--until"));
  CHECK_FALSE(QFile::exists(QString::fromStdString(picture)));
  CHECK_FALSE(QFile::exists(QString::fromStdString(film)));
}

TEST_CASE("a view that the run does not have is refused, with those that it has") {
  const test::MadeRun run("leader-election/first-election");
  const QTemporaryDir folder;
  const std::string picture = folder.filePath("out.png").toStdString();
  const test::Outcome none = window({run.path(), "--view", "breaker", "--screenshot", picture});
  CHECK(none.exit_code == 2);
  CHECK_THAT(none.err, Catch::Contains("no view 'breaker'; it has stage, inspector, why, log, spacetime, election"));
  CHECK_FALSE(QFile::exists(QString::fromStdString(picture)));
  CHECK(window({run.path(), "--view", "election", "--size", "900x600", "--screenshot", picture}).exit_code == 0);
}

}  // namespace
}  // namespace orrery::gui
