// The window's tests need a QApplication, without a display, with the look that the window has.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include "views/look.h"
#include "views/text_equivalent.h"

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("QT_SCALE_FACTOR", "1");
  const QTemporaryDir folder;
  qputenv("XDG_RUNTIME_DIR", folder.path().toUtf8());
  int nothing = 1;
  QApplication application(nothing, argv);
  QApplication::setOrganizationName("Orrery");
  QApplication::setApplicationName("orrery-tests");
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder.path());
  orrery::gui::Look::instance().applyTo(application);
  orrery::gui::installTextEquivalents();
  return Catch::Session().run(argc, argv);
}
