// Drives the window on a real X server: `xvfb-run` gives it one where there is no display.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include "views/look.h"
#include "views/text_equivalent.h"

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "xcb");
  qputenv("QT_SCALE_FACTOR", "1");
  int nothing = 1;
  QApplication application(nothing, argv);
  const QTemporaryDir folder;
  QApplication::setOrganizationName("Orrery");
  QApplication::setApplicationName("orrery-drive");
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
  orrery::gui::Look::instance().applyTo(application);
  orrery::gui::installTextEquivalents();
  return Catch::Session().run(argc, argv);
}
