// A run in a process of its own: the command `orrery run --trace`, whose run file the window reads while it is written.
// SimGrid's engine can be made only once in a process, and a run that dies must not take the window with it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimer>

namespace orrery::run_file {
struct Head;
}

namespace orrery::gui {

struct RunOrder {
  QString scenario;  // a name of the library, or a file
  std::uint64_t seed = 1;
  QString variant;     // empty: the scenario as it stands, which has none
  QStringList set;     // "path=value"
  QString draft = {};  // the text to run as if `scenario` held it; empty: what it holds
  friend bool operator==(const RunOrder&, const RunOrder&) = default;
};

// What a run that is there already was ordered with.
RunOrder orderOf(const run_file::Head& head);

class ChildRun final : public QObject {
  Q_OBJECT
 public:
  // `program` is the command orrery. Nothing is started yet.
  ChildRun(QString program, RunOrder order, QObject* parent = nullptr);
  // Kills the run if it still goes on, and removes its file.
  ~ChildRun() override;

  // The program built beside this one; ORRERY_PROGRAM names another.
  static QString programBesideThis();

  void start();
  // Kills the child. Tells nothing more.
  void cancel();
  const RunOrder& order() const { return order_; }
  // Of the run file, which lives as long as this.
  QString path() const;
  bool isRunning() const { return process_.state() != QProcess::NotRunning; }
  qint64 processId() const { return process_.processId(); }

 signals:
  void opened(const QString& path);  // the run file can be read from now on; once
  void failed(const QString& why);   // no run, or no more of it; once at most
  void ended();                      // the run reached its end, whatever its verdict

 private:
  void look();
  void end(int exitCode, QProcess::ExitStatus status);
  bool canBeOpened() const;

  QString program_;
  RunOrder order_;
  QTemporaryDir folder_;
  QProcess process_;
  QTimer poll_;
  bool isOpen_ = false;
};

}  // namespace orrery::gui
