#include "screenshot.h"

#include <memory>

#include <QTimer>

#include "cli/console.h"
#include "cli/exit_code.h"
#include "presenters/run_session.h"
#include "views/gallery.h"
#include "views/main_window.h"
#include "views/run_room.h"
#include "views/stage.h"
#include "window_command.h"

namespace orrery::gui {

namespace {

// Views that compute in the background have filled themselves by then.
constexpr int kSettleMs = 400;
constexpr int kBadInput = static_cast<int>(cli::ExitCode::bad_input);

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

}  // namespace

void takeScreenshot(MainWindow& window, const WindowCommand& command, std::function<void(int)> done) {
  const auto finish = [&window, command, done] {
    if (window.gallery() != nullptr && window.room() == nullptr) window.gallery()->readAll();
    QTimer::singleShot(kSettleMs, &window, [&window, command, done] { done(write(window, command)); });
  };
  QObject::connect(&window, &MainWindow::failed, &window, [done](const QString& why) {
    cli::complain(why.toStdString(), "gui");
    done(kBadInput);
  });
  if (command.subject.isEmpty()) return finish();
  const auto whenComplete = [&window, command, finish] {
    RunSession& session = window.room()->session();
    const auto isFirst = std::make_shared<bool>(true);
    const auto look = [&window, &session, command, finish, isFirst] {
      if (session.isRecording() || !*isFirst) return;
      *isFirst = false;
      if (command.seek) session.seek(*command.seek);
      finish();
    };
    QObject::connect(&session, &RunSession::grew, &window, look);
    look();
  };
  if (window.room() != nullptr) return whenComplete();
  QObject::connect(&window, &MainWindow::roomOpened, &window, whenComplete, Qt::SingleShotConnection);
}

}  // namespace orrery::gui
