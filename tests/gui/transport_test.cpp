#include "views/transport.h"

#include <QAction>
#include <QCoreApplication>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

#include "gui/reference_runs.h"
#include "presenters/playback.h"
#include "views/look.h"
#include "views/playback_actions.h"

namespace orrery::gui {
namespace {

using namespace literals;

struct Bar {
  Bar() { bar.show(); }
  // What is shown and does not stand within the bar with all that it wishes.
  QStringList cut() {
    QStringList all;
    for (const QWidget* part : bar.findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
      if (!part->isVisible()) continue;
      const bool isElided = part->accessibleName().startsWith("Speed, and");
      if (!bar.rect().contains(part->geometry()) || (!isElided && part->width() < part->sizeHint().width()))
        all << QString(part->metaObject()->className()) + " " + part->accessibleName();
    }
    return all;
  }
  QStringList inMenu() {
    QStringList all;
    for (const QAction* action : bar.findChild<QMenu*>()->actions()) all << action->text();
    return all;
  }
  QString speed() {
    for (const QLabel* label : bar.findChildren<QLabel*>())
      if (label->accessibleName().startsWith("Speed, and")) return label->text();
    return {};
  }

  std::unique_ptr<RunSession> session = leaderCrash().session();
  Marks marks{session->file()};
  Playback playback{*session, marks};
  QWidget room;
  PlaybackActions actions = makePlaybackActions(room, playback, {});
  Transport bar{*session, playback, actions.transport};
};

TEST_CASE("the transport is whole from 960 pixels on, at a desk and presenting, and nothing is lost below") {
  Bar one;
  one.session->seek(Instant::at(2160853_us));
  for (const double scale : {1.0, 1.6}) {
    Look::instance().setRoomScale(scale);
    for (const int width : {960, 1100, 1280, 1600, 1920, 3840}) {
      one.bar.resize(width, 40);
      QCoreApplication::processEvents();
      INFO("scale " << scale << ", width " << width << ": " << one.cut().join(", ").toStdString());
      CHECK(one.cut().isEmpty());
    }
  }
  Look::instance().setRoomScale(1);
  one.bar.resize(1920, 40);
  CHECK(one.inMenu().isEmpty());
  one.bar.resize(560, 40);
  for (const char* lesser : {"Start", "Step", "Step back", "End", "Slow motion"}) CHECK(one.inMenu().contains(lesser));
}

TEST_CASE("the transport says what it slows down for, while it does") {
  Bar one;
  one.playback.setSlowMotion(SlowMotion::of(one.session->file(), {"fault", "became_leader"}));
  one.session->seek(Instant::at(1_s));
  CHECK(one.speed() == "1×");
  one.session->seek(Instant::at(2_s - 1_ms));
  CHECK(one.speed().endsWith("× slow: leader-dies"));
  one.session->seek(Instant::at(2150_ms));
  CHECK(one.speed().endsWith("× slow: became leader, server-4"));
}

}  // namespace
}  // namespace orrery::gui
