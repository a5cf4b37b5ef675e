#include <string>
#include <vector>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include "cli/console.h"
#include "presenters/child_run.h"
#include "screenshot.h"
#include "views/look.h"
#include "views/main_window.h"
#include "views/text_equivalent.h"
#include "window_command.h"

int main(int argc, char** argv) {
  using namespace orrery;
  using namespace orrery::gui;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto command = readCommand(arguments);
  if (!command) {
    command.error().exitCode == 0 ? cli::print(command.error().text) : cli::complain_text(command.error().text);
    return command.error().exitCode;
  }
  const bool isPicture = command->isPicture();
  // A picture needs no display, and is the same with one.
  if (isPicture) qputenv("QT_QPA_PLATFORM", "offscreen");
  int nothing = 1;
  QApplication application(nothing, argv);
  QApplication::setOrganizationName(QStringLiteral("Orrery"));
  QApplication::setApplicationName(QStringLiteral("orrery"));
  QSettings::setDefaultFormat(QSettings::IniFormat);
  // It does not depend either on how the window was left.
  const QTemporaryDir settings;
  if (isPicture) QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings.path());
  Look::instance().applyTo(application);
  installTextEquivalents();
  MainWindow window(ChildRun::programBesideThis());
  window.carryOut(*command);
  window.show();
  if (isPicture) {
    // After the event loop has begun, which exit() ends.
    QTimer::singleShot(0, &window,
                       [&] { takeScreenshot(window, *command, [](int code) { QApplication::exit(code); }); });
  }
  return QApplication::exec();
}
