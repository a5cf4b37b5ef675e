#include "presenters/passage.h"

#include <gif_lib.h>

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "gui/reference_runs.h"
#include "models/run_scenario.h"
#include "models/slow_motion.h"
#include "presenters/playback.h"
#include "views/stage.h"

namespace orrery::gui {
namespace {

using namespace literals;

struct Read {
  QSize size;
  std::vector<int> delays;  // hundredths of a second
  std::vector<QImage> frames;
};

// As a browser composes it.
Read readGif(const QString& path) {
  int failure = 0;
  GifFileType* file = DGifOpenFileName(QFile::encodeName(path).constData(), &failure);
  REQUIRE(file != nullptr);
  REQUIRE(DGifSlurp(file) == GIF_OK);
  Read read{QSize(file->SWidth, file->SHeight), {}, {}};
  QImage canvas(read.size, QImage::Format_RGB32);
  for (int i = 0; i < file->ImageCount; ++i) {
    const SavedImage& image = file->SavedImages[i];
    GraphicsControlBlock control{};
    DGifSavedExtensionToGCB(file, i, &control);
    for (int y = 0; y < image.ImageDesc.Height; ++y)
      for (int x = 0; x < image.ImageDesc.Width; ++x) {
        const int index = image.RasterBits[y * image.ImageDesc.Width + x];
        if (index == control.TransparentColor) continue;
        const GifColorType& colour = file->SColorMap->Colors[index];
        canvas.setPixel(image.ImageDesc.Left + x, image.ImageDesc.Top + y, qRgb(colour.Red, colour.Green, colour.Blue));
      }
    read.delays.push_back(control.DelayTime);
    read.frames.push_back(canvas);
  }
  DGifCloseFile(file, &failure);
  return read;
}

struct OnStage {
  OnStage() {
    stage.resize(320, 240);
    stage.grab();
  }
  PassageFilm::Order order(const QString& path) {
    return {Instant::at(2_s), Instant::at(2300_ms), path, [this] { return stage.grab().toImage(); }};
  }

  std::unique_ptr<RunSession> session = leaderCrash().session();
  std::optional<Scenario> scenario = scenarioOf(session->file());
  Marks marks{session->file()};
  Playback playback{*session, marks};
  Stage stage{*session, marks, playback, scenario.value().show};
  QTemporaryDir folder;
};

TEST_CASE("a film holds what was played, at twenty frames a second, and ends as the view did") {
  OnStage on;
  on.playback.setSlowMotionOn(false);
  const QString path = on.folder.filePath("passage.gif");
  QImage last;
  PassageFilm::Order order = on.order(path);
  order.picture = [&] { return last = on.stage.grab().toImage(); };
  PassageFilm film(*on.session, on.playback, order);
  QSignalSpy finished(&film, &PassageFilm::finished);
  on.session->seek(Instant::at(1_s));
  film.start();
  REQUIRE(finished.wait(20'000));
  CHECK(finished.front().front().toString().isEmpty());
  CHECK(on.session->time() == Instant::at(1_s));
  CHECK_FALSE(on.playback.isPlaying());

  const Read read = readGif(path);
  CHECK(read.size == last.size());
  // 300 ms are six frames and the one at the end, which stays for a second.
  int ticks = 0;
  for (const int delay : read.delays) {
    CHECK(delay % 5 == 0);
    ticks += delay;
  }
  CHECK(ticks == 6 * 5 + 100);
  REQUIRE(read.frames.size() > 2);
  CHECK(test::difference(read.frames.back(), last.convertToFormat(QImage::Format_RGB32)) < 0.002);
  CHECK(test::difference(read.frames.front(), read.frames.back()) > 0.001);
}

TEST_CASE("slow motion is filmed as it is played") {
  OnStage on;
  on.playback.setSlowMotion(SlowMotion::of(on.session->file(), {"fault"}));
  const QString path = on.folder.filePath("passage.gif");
  PassageFilm::Order order = on.order(path);
  order.until = Instant::at(2001_ms);
  PassageFilm film(*on.session, on.playback, order);
  QSignalSpy finished(&film, &PassageFilm::finished);
  film.start();
  REQUIRE(finished.wait(60'000));
  int ticks = 0;
  for (const int delay : readGif(path).delays) ticks += delay;
  CHECK(ticks > 150);
}

TEST_CASE("a film that is cancelled leaves no file, and the moment that was shown") {
  OnStage on;
  const QString path = on.folder.filePath("passage.gif");
  PassageFilm film(*on.session, on.playback, on.order(path));
  QObject::connect(&film, &PassageFilm::progressed, &film, [&](double share) {
    if (share > 0.5) film.cancel();
  });
  QSignalSpy progressed(&film, &PassageFilm::progressed);
  on.session->seek(Instant::at(1_s));
  film.start();
  while (progressed.empty() || progressed.back().front().toDouble() <= 0.5) REQUIRE(progressed.wait(20'000));
  CHECK_FALSE(QFile::exists(path));
  CHECK(on.session->time() == Instant::at(1_s));
  CHECK_FALSE(progressed.wait(200));
}

TEST_CASE("a film that cannot be written says so") {
  OnStage on;
  PassageFilm film(*on.session, on.playback, on.order(on.folder.filePath("missing/passage.gif")));
  QSignalSpy finished(&film, &PassageFilm::finished);
  film.start();
  REQUIRE(finished.wait(20'000));
  CHECK(finished.front().front().toString().contains("passage.gif cannot be written"));
}

}  // namespace
}  // namespace orrery::gui
