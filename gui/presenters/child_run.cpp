#include "presenters/child_run.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include "run_file/run_file.h"

namespace orrery::gui {

namespace {

constexpr int kLookEveryMs = 30;
// The exit codes of `orrery run` that mean that there was a run: held, failed, undecided (cli/exit_code.h).
bool isVerdict(int exitCode) { return exitCode == 0 || exitCode == 1 || exitCode == 4; }

}  // namespace

RunOrder orderOf(const run_file::Head& head) {
  const auto text = [](const std::string& words) { return QString::fromStdString(words); };
  RunOrder order;
  order.scenario = text(QFileInfo::exists(text(head.path)) ? head.path : head.scenario);
  order.seed = head.seed;
  order.variant = text(head.variant);
  for (const auto& [path, value] : head.overrides) order.set << text(path) + QLatin1Char('=') + text(value);
  return order;
}

ChildRun::ChildRun(QString program, RunOrder order, QObject* parent)
    : QObject(parent), program_(std::move(program)), order_(std::move(order)) {
  process_.setStandardOutputFile(QProcess::nullDevice());
  connect(&process_, &QProcess::finished, this, &ChildRun::end);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) emit failed(tr("%1 cannot be started").arg(program_));
  });
  connect(&poll_, &QTimer::timeout, this, &ChildRun::look);
}

ChildRun::~ChildRun() { cancel(); }

QString ChildRun::programBesideThis() {
  const QString named = qEnvironmentVariable("ORRERY_PROGRAM");
  if (!named.isEmpty()) return named;
  return QDir(QCoreApplication::applicationDirPath()).absoluteFilePath(QStringLiteral("../sim/cli/orrery"));
}

QString ChildRun::path() const { return folder_.filePath(QStringLiteral("run.orrery")); }

void ChildRun::start() {
  const bool isDraft = !order_.draft.isEmpty();
  QStringList arguments{QStringLiteral("run"),
                        isDraft ? QStringLiteral("-") : order_.scenario,
                        QStringLiteral("--seed"),
                        QString::number(order_.seed),
                        QStringLiteral("--quiet"),
                        QStringLiteral("--color"),
                        QStringLiteral("never"),
                        QStringLiteral("--trace"),
                        path()};
  if (!order_.variant.isEmpty()) arguments << QStringLiteral("--variant") << order_.variant;
  for (const QString& change : order_.set) arguments << QStringLiteral("--set") << change;
  if (isDraft) arguments << QStringLiteral("--as") << order_.scenario;
  poll_.start(kLookEveryMs);
  process_.start(program_, arguments);
  if (isDraft) process_.write(order_.draft.toUtf8());
  process_.closeWriteChannel();
}

void ChildRun::cancel() {
  poll_.stop();
  disconnect(&process_, nullptr, this, nullptr);
  if (!isRunning()) return;
  process_.kill();
  process_.waitForFinished();
}

bool ChildRun::canBeOpened() const {
  if (!QFileInfo::exists(path())) return false;
  const auto file = run_file::RunFile::open(path().toStdString());
  return file && !file->info().nodes.empty();
}

void ChildRun::look() {
  if (isOpen_ || !canBeOpened()) return;
  isOpen_ = true;
  poll_.stop();
  emit opened(path());
}

void ChildRun::end(int exitCode, QProcess::ExitStatus status) {
  look();
  poll_.stop();
  if (status == QProcess::NormalExit && isVerdict(exitCode) && isOpen_) return emit ended();
  QString why = QString::fromUtf8(process_.readAllStandardError()).trimmed();
  if (why.isEmpty())
    why = status == QProcess::CrashExit ? tr("the run was killed before its end")
                                        : tr("the run ended with code %1 and no word").arg(exitCode);
  emit failed(why);
}

}  // namespace orrery::gui
