// What holds of every panel.
#include <QAction>
#include <QFile>
#include <QMainWindow>
#include <QTemporaryDir>
#include <QTest>
#include <catch2/catch.hpp>

#include "gui/reference_runs.h"
#include "views/look.h"
#include "views/panel.h"
#include "views/space_time.h"

namespace orrery::gui {

using namespace orrery::literals;

TEST_CASE("a view's keys are its own while it has the focus, and the window's otherwise") {
  const auto session = leaderCrash().session();
  QMainWindow window;
  int heard = 0;
  auto* action = new QAction("Fit", &window);
  action->setShortcut(QKeySequence(Qt::Key_0));
  window.addAction(action);
  QObject::connect(action, &QAction::triggered, &window, [&] { ++heard; });
  auto* view = new SpaceTimeView(*session, &window);
  window.setCentralWidget(view);
  window.show();
  window.activateWindow();
  SharedAxis::of(*session).show({Instant::at(1_s), 1_s});
  view->setFocus();
  QTest::keyClick(view, Qt::Key_0);
  CHECK(heard == 0);
  CHECK(view->axis().span().length == session->end().since_start());
}

TEST_CASE("every panel says its name, and every command of it has a key and a tool tip that says both") {
  const auto session = leaderCrash().session();
  for (const Panel& panel : panels()) {
    if (!panel.isOffered(*session)) continue;
    const std::unique_ptr<QWidget> view(panel.make(*session, nullptr));
    INFO(panel.id.toStdString());
    CHECK_FALSE(view->accessibleName().isEmpty());
    QList<QAction*> actions = view->actions();
    for (const QWidget* child : view->findChildren<QWidget*>()) actions += child->actions();
    for (const QAction* action : actions) {
      if (action->text().isEmpty() || action->shortcut().isEmpty()) continue;
      CHECK(action->toolTip().contains(action->text()));
      CHECK(action->toolTip().contains(action->shortcut().toString(QKeySequence::NativeText)));
    }
  }
}

TEST_CASE("a run file that is damaged in the middle ends no view") {
  QTemporaryDir folder;
  const QString path = folder.filePath("damaged.orrery");
  REQUIRE(QFile::copy(QString::fromStdString(leaderCrash().path()), path));
  QFile file(path);
  REQUIRE(file.open(QIODevice::ReadWrite));
  const qint64 size = file.size();
  file.seek(size / 4);
  file.write(QByteArray(static_cast<qsizetype>(size / 2), '\x5a'));
  file.close();
  auto session = RunSession::open(path.toStdString());
  REQUIRE(session.has_value());
  for (const Panel& panel : panels()) {
    if (!panel.isOffered(**session)) continue;
    INFO(panel.id.toStdString());
    const std::unique_ptr<QWidget> view(panel.make(**session, nullptr));
    view->resize(600, 300);
    view->show();
    for (const Duration time : {1_s, 4_s, 7_s}) {
      (*session)->seek(Instant::at(time));
      SharedAxis::of(**session).show({Instant::at(time), 100_ms});
      CHECK_FALSE(view->grab().isNull());
    }
  }
}

TEST_CASE("every panel can be shown dark, and large for presenting") {
  const auto session = leaderCrash().session();
  Look& look = Look::instance();
  for (const Panel& panel : panels()) {
    if (!panel.isOffered(*session)) continue;
    const std::unique_ptr<QWidget> view(panel.make(*session, nullptr));
    view->resize(600, 300);
    view->show();
    const QImage light = view->grab().toImage();
    look.setDark(true);
    QTest::qWait(1);
    const QImage dark = view->grab().toImage();
    INFO(panel.id.toStdString());
    CHECK(qGray(light.pixel(300, 290)) > 200);
    CHECK(qGray(dark.pixel(300, 290)) < 80);
    look.setDark(false);
    look.setRoomScale(1.6);
    CHECK(view->grab().toImage() != light);
    look.setRoomScale(1);
  }
}

}  // namespace orrery::gui
