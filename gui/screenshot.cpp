#include "screenshot.h"

#include <algorithm>
#include <memory>

#include <QTimer>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "models/run_scenario.h"
#include "presenters/passage.h"
#include "presenters/run_session.h"
#include "views/charts.h"
#include "views/compare_room.h"
#include "views/gallery.h"
#include "views/main_window.h"
#include "views/panel.h"
#include "views/run_room.h"
#include "views/stage.h"
#include "window_command.h"

namespace orrery::gui {

namespace {

// Views that compute in the background have filled themselves by then.
constexpr int kSettleMs = 400;
// The inspector and the log are a little behind what is played.
constexpr int kFollowMs = 130;
constexpr int kBadInput = static_cast<int>(cli::ExitCode::bad_input);

// Calls when the charts that can be seen are drawn to their end.
void whenCharted(MainWindow& window, std::function<void()> act) {
  constexpr int kLookEveryMs = 50;
  const QList<ChartsView*> charts = window.findChildren<ChartsView*>();
  if (std::none_of(charts.begin(), charts.end(),
                   [](ChartsView* one) { return one->isVisible() && one->isComputing(); }))
    return act();
  QTimer::singleShot(kLookEveryMs, &window, [&window, act] { whenCharted(window, act); });
}

// Calls when many nodes have found their places.
void whenLaidOut(MainWindow& window, std::function<void()> act) {
  if (window.room() == nullptr || !window.room()->stage().scene().force().isRunning()) return act();
  QObject::connect(&window.room()->stage().scene().force(), &ForceJob::done, &window, act, Qt::SingleShotConnection);
}

int write(MainWindow& window, const WindowCommand& command) {
  QString error;
  if (command.screenshot.endsWith(QLatin1String(".svg"))) {
    error = window.room() == nullptr ? QStringLiteral("an SVG picture is of the stage, and the gallery has none")
                                     : window.room()->stage().exportPicture(command.screenshot);
  } else if (!window.grab().save(command.screenshot)) {
    error = QStringLiteral("%1 cannot be written").arg(command.screenshot);
  }
  if (error.isEmpty()) return 0;
  cli::complain(error.toStdString(), "gui");
  return kBadInput;
}

// A view by itself, of any size.
class FreeView {
 public:
  FreeView(RunRoom& room, const QString& view) {
    if (view == QLatin1String("stage")) {
      scenario_ = scenarioOf(room.session().file());
      marks_ = std::make_unique<Marks>(room.session().file());
      widget_ = std::make_unique<Stage>(room.session(), *marks_, room.playback(), scenario_ ? scenario_->show : show_);
    }
    for (const Panel& panel : panels())
      if (panel.id == view && panel.isOffered(room.session())) widget_.reset(panel.make(room.session(), nullptr));
  }
  // nullptr where the run has no such view.
  QWidget* widget() { return widget_.get(); }

 private:
  std::optional<Scenario> scenario_;
  Show show_;
  std::unique_ptr<Marks> marks_;
  std::unique_ptr<QWidget> widget_;
};

// Why there is nothing to take a picture of, in one line; empty where there is.
QString findMissing(const RunRoom& room, const WindowCommand& command) {
  const bool hasView =
      command.view.isEmpty() || command.view == QLatin1String("editor") || room.views().contains(command.view);
  if (!hasView) return room.missingViewText(command.view);
  for (const auto& [option, time] : {std::pair("--seek", command.seek), std::pair("--until", command.until)})
    if (const QString beyond = time ? room.session().findBeyond(*time) : QString(); !beyond.isEmpty())
      return QStringLiteral("%1: %2").arg(QLatin1String(option), beyond);
  return {};
}

void film(MainWindow& window, const WindowCommand& command, std::function<void(int)> done) {
  RunRoom& room = *window.room();
  const auto refuse = [done](const QString& error) {
    cli::complain(error.toStdString(), "gui");
    done(kBadInput);
  };
  PassageFilm::Order order{command.seek.value_or(Instant::start()), *command.until, command.gif,
                           [&window] { return window.grab().toImage(); }};
  auto view = std::make_shared<FreeView>(room, command.view);
  if (command.view.isEmpty()) {
    order.settleMs = kFollowMs;
  } else if (view->widget() == nullptr) {
    return refuse(QStringLiteral("--gif films the window, the stage or a panel, not '%1'").arg(command.view));
  } else {
    constexpr QSize kUsual(960, 600);
    view->widget()->resize(command.size.isEmpty() ? kUsual : command.size);
    view->widget()->setAttribute(Qt::WA_DontShowOnScreen);
    view->widget()->show();
    if (command.view != QLatin1String("stage")) order.settleMs = kFollowMs;
    order.picture = [view] { return view->widget()->grab().toImage(); };
  }
  auto* film = new PassageFilm(room.session(), room.playback(), std::move(order));
  film->setParent(&room);
  QObject::connect(film, &PassageFilm::finished, &room, [done, refuse](const QString& error) {
    if (!error.isEmpty()) return refuse(error);
    done(0);
  });
  film->start();
}

}  // namespace

void takeScreenshot(MainWindow& window, const WindowCommand& command, std::function<void(int)> done) {
  const auto finish = [&window, command, done] {
    if (window.gallery() != nullptr && window.room() == nullptr) window.gallery()->readAll();
    QTimer::singleShot(kSettleMs, &window, [&window, command, done] {
      if (!command.gif.isEmpty()) return film(window, command, done);
      whenCharted(window, [&window, command, done] {
        whenLaidOut(window, [&window, command, done] { done(write(window, command)); });
      });
    });
  };
  const auto refuse = [done](const QString& why) {
    cli::complain(why.toStdString(), "gui");
    done(kBadInput);
  };
  // A run file is opened at once, before anyone listens.
  if (!window.failure().isEmpty()) return refuse(window.failure());
  QObject::connect(&window, &MainWindow::failed, &window, refuse);
  if (command.subject.isEmpty()) return finish();
  const auto whenComplete = [&window, command, finish, refuse] {
    if (CompareRoom* two = window.compareRoom()) {
      const auto& sides = two->comparison().sides();
      RunSession& longer = *sides[sides[0].session->reached() < sides[1].session->reached() ? 1 : 0].session;
      const QString beyond = command.seek ? longer.findBeyond(*command.seek) : QString();
      if (!beyond.isEmpty()) return refuse(QStringLiteral("--seek: %1").arg(beyond));
      if (command.seek) longer.seek(*command.seek);
      if (two->comparison().found()) return finish();
      QObject::connect(&two->comparison(), &Comparison::compared, &window, finish, Qt::SingleShotConnection);
      return;
    }
    RunSession& session = window.room()->session();
    const auto isFirst = std::make_shared<bool>(true);
    const auto look = [&window, &session, command, finish, refuse, isFirst] {
      if (!*isFirst || (session.isRecording() && session.failure().isEmpty())) return;
      *isFirst = false;
      if (!session.failure().isEmpty()) return refuse(session.failure());
      if (const QString missing = findMissing(*window.room(), command); !missing.isEmpty()) return refuse(missing);
      if (command.seek) session.seek(*command.seek);
      if (!session.failure().isEmpty()) return refuse(session.failure());
      finish();
    };
    QObject::connect(&session, &RunSession::grew, &window, look);
    QObject::connect(&session, &RunSession::failed, &window, look);
    look();
  };
  if (window.room() != nullptr) return whenComplete();
  QObject::connect(&window, &MainWindow::roomOpened, &window, whenComplete, Qt::SingleShotConnection);
}

}  // namespace orrery::gui
