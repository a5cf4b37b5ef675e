#include "bench/window/open_window.h"

#include <time.h>

#include <QEventLoop>
#include <QSettings>
#include <QTimer>

#include "core/check.h"
#include "views/look.h"
#include "views/text_equivalent.h"

namespace orrery::bench {

double thread_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

OpenWindow::OpenWindow(const std::string& run_file) {
  static int count = 1;
  static char name[] = "orrery";
  static char* words[] = {name, nullptr};
  qputenv("QT_QPA_PLATFORM", "offscreen");
  qputenv("QT_SCALE_FACTOR", "1");
  // What the offscreen platform cannot do it says again for every window.
  qputenv("QT_LOGGING_RULES", "qt.qpa.*=false");
  qputenv("XDG_RUNTIME_DIR", settings_.path().toUtf8());
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings_.path());
  application_ = std::make_unique<QApplication>(count, words);
  QApplication::setOrganizationName(QStringLiteral("Orrery"));
  QApplication::setApplicationName(QStringLiteral("orrery-bench"));
  gui::Look::instance().applyTo(*application_);
  gui::installTextEquivalents();
  window_ = std::make_unique<gui::MainWindow>(QString());
  window_->resize(1920, 1080);
  window_->openRunFile(QString::fromStdString(run_file));
  ORRERY_CHECK(window_->room() != nullptr, "a run file that the window opens");
  window_->show();
  QApplication::processEvents();
}

gui::RunRoom& OpenWindow::room() { return *window_->room(); }

void OpenWindow::let_pass(int milliseconds) {
  QEventLoop loop;
  QTimer::singleShot(milliseconds, Qt::PreciseTimer, &loop, &QEventLoop::quit);
  loop.exec();
}

}  // namespace orrery::bench
