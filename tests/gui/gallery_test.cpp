#include "models/gallery_model.h"

#include <QAbstractItemModelTester>

#include "gui/run_files.h"

namespace orrery::gui {
namespace {

const std::string kLibrary = ORRERY_SOURCE_DIR "/scenarios";

TEST_CASE("the gallery is a sound model, before its stories are read and after") {
  const test::MadeRun run("leader-election/first-election");
  GalleryModel model(kLibrary, {QString::fromStdString(run.path()), "/nowhere/gone.orrery"});
  const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  CHECK(model.rowCount() > 20);
  CHECK(model.entry(0).isRunFile);
  CHECK(model.entry(0).title == "A first election");
  CHECK_FALSE(model.entry(1).isRunFile);
  for (int i = 0; i < 3; ++i) REQUIRE(model.readNext());
  CHECK_FALSE(model.entry(1).story.isEmpty());
  CHECK_FALSE(model.entry(1).picture.at.empty());
  CHECK(model.entry(10).story.isEmpty());
}

TEST_CASE("every scenario of the library has a story and a picture") {
  GalleryModel model(kLibrary, {});
  while (model.readNext()) {
  }
  for (int row = 0; row < model.rowCount(); ++row) {
    INFO(model.entry(row).subject.toStdString());
    CHECK_FALSE(model.entry(row).title.isEmpty());
    CHECK_FALSE(model.entry(row).story.isEmpty());
    CHECK_FALSE(model.entry(row).picture.at.empty());
  }
}

TEST_CASE("a search keeps what holds every word, whatever the case") {
  GalleryModel model(kLibrary, {});
  GallerySearch search;
  search.setSourceModel(&model);
  search.setWords("LEADER crash");
  REQUIRE(search.rowCount() >= 1);
  for (int row = 0; row < search.rowCount(); ++row) {
    const QString text = search.index(row, 0).data(GalleryModel::SearchRole).toString();
    CHECK(text.contains("leader", Qt::CaseInsensitive));
    CHECK(text.contains("crash", Qt::CaseInsensitive));
  }
  search.setWords("no such thing anywhere");
  CHECK(search.rowCount() == 0);
  search.setWords("");
  CHECK(search.rowCount() == model.rowCount());
}

}  // namespace
}  // namespace orrery::gui
