// The signs of the stage, told where F1 tells the keys.
#include "views/stage_legend.h"

#include <algorithm>

#include <QDialog>
#include <QLabel>
#include <QPainter>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "views/key_help.h"
#include "views/look.h"

namespace orrery::gui {
namespace {

QImage pictureOf(StageSign sign) {
  QImage image(110, 44, QImage::Format_RGB32);
  image.fill(Look::instance().ground());
  QPainter painter(&image);
  paintSign(painter, sign, image.rect());
  return image;
}

bool has(const std::vector<StageSign>& signs, StageSign sign) {
  return std::find(signs.begin(), signs.end(), sign) != signs.end();
}

TEST_CASE("every sign of the legend has words and a picture of its own, light and dark") {
  for (const bool isDark : {false, true}) {
    Look::instance().setDark(isDark);
    std::vector<QImage> all;
    for (const StageSignText& one : stageAlphabet()) {
      INFO(one.name);
      CHECK_FALSE(one.told.empty());
      all.push_back(pictureOf(one.sign));
      for (std::size_t i = 0; i + 1 < all.size(); ++i) CHECK(all[i] != all.back());
    }
    Look::instance().setDark(false);
  }
}

TEST_CASE("the legend has the signs of an election where there is one, and of a breaker where there is one") {
  const std::vector<StageSign> election = signsOf(leaderCrash().session()->file());
  for (const StageSign sign : {StageSign::inCharge, StageSign::undecided, StageSign::down, StageSign::term,
                               StageSign::vote, StageSign::keepAlive, StageSign::lost, StageSign::fault})
    CHECK(has(election, sign));
  for (const StageSign sign : {StageSign::refusing, StageSign::hedge, StageSign::slow, StageSign::wall})
    CHECK_FALSE(has(election, sign));
  const test::MadeRun run("circuit-breaker/first-trip");
  const std::vector<StageSign> breaker = signsOf(run.session()->file());
  CHECK(has(breaker, StageSign::refusing));
  for (const StageSign sign : {StageSign::inCharge, StageSign::vote, StageSign::term}) CHECK_FALSE(has(breaker, sign));
}

TEST_CASE("the legend has retries where a service makes them, and not only a client") {
  const test::MadeRun run("circuit-breaker/cascade", {"--variant", "with-breaker", "--set", "run_for=11s"});
  const std::vector<StageSign> signs = signsOf(run.session()->file());
  CHECK(has(signs, StageSign::attempt));
  CHECK(has(signs, StageSign::slow));
  CHECK_FALSE(has(signs, StageSign::hedge));
}

TEST_CASE("the legend has bulk transfers where messages are large enough for them") {
  const auto hasBulk = [](const std::string& size) {
    const test::MadeRun run("circuit-breaker/first-trip",
                            {"--set", "run_for=100ms", "--set", "system.database.answer_size=" + size});
    return has(signsOf(run.session()->file()), StageSign::bulk);
  };
  CHECK_FALSE(hasBulk("64KiB"));
  CHECK(hasBulk("65KiB"));
}

TEST_CASE("F1 tells the keys and, beside them, the signs: those of the run first") {
  QWidget window;
  const auto dialog = makeKeyHelp(window, {{"Here", {{"Space", "Plays and pauses"}}}}, {StageSign::vote});
  auto* legend = dialog->findChild<StageLegend*>();
  REQUIRE(legend != nullptr);
  QStringList lines;
  for (const QLabel* label : legend->findChildren<QLabel*>()) lines << label->text();
  REQUIRE(lines.size() == static_cast<qsizetype>(stageAlphabet().size()) + 2);
  CHECK(lines[0].contains("in this run"));
  CHECK(lines[1].contains("asks for a vote"));
  CHECK(lines[2].contains("In other runs"));
  CHECK(lines[3].contains("Single blue ring"));
}

TEST_CASE("the picture of the legend") {
  StageLegend legend(signsOf(leaderCrash().session()->file()));
  legend.resize(520, legend.heightForWidth(520));
  checkPicture(legend, "stage_legend");
}

}  // namespace
}  // namespace orrery::gui
