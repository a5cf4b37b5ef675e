// The runs that came of one another: a run, and what became of it with one thing changed or broken. A tree; each branch
// is named by what was done, and its run file lives as long as the tree.
#pragma once

#include <memory>
#include <vector>

#include <QAbstractItemModel>

#include "core/time.h"
#include "presenters/child_run.h"

namespace orrery::gui {

class Branches final : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum class Progress { starting, running, ended, failed };

  // `program` is the command orrery.
  explicit Branches(QString program, QObject* parent = nullptr);
  ~Branches() override;

  // A trunk: a run that is to begin, or a file that was there before. Gives its number.
  int run(const RunOrder& order);
  int take(const QString& path, const RunOrder& order, const QString& name);
  // Runs the order as a branch of another; `at` is when it leaves that one, nothing where the two may differ from the
  // start on. Gives its number.
  int branchOff(int from, const RunOrder& order, const QString& name, std::optional<Instant> at);

  int count() const { return static_cast<int>(all_.size()); }
  const RunOrder& order(int branch) const { return one(branch).order; }
  const QString& name(int branch) const { return one(branch).name; }
  // Of its run file; there once it is no longer starting.
  QString path(int branch) const;
  Progress progress(int branch) const { return one(branch).progress; }
  std::optional<int> parentOf(int branch) const { return one(branch).parent; }
  std::optional<Instant> leavesAt(int branch) const { return one(branch).at; }
  // nullptr of a file that was there before.
  ChildRun* child(int branch) const { return one(branch).child.get(); }
  // Stops it where it still runs. One that has not begun is as if it had failed.
  void cancel(int branch);
  bool isAnyStarting() const;

  // The branch that is shown: it is marked.
  void setShown(int branch);
  int shown() const { return shown_; }

  QModelIndex indexOf(int branch) const;
  static int branchAt(const QModelIndex& index) { return static_cast<int>(index.internalId()); }
  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& index) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

  // What was changed from one order to the next: "seed 7", "system.server.count = 5, +2 more". `textBefore` is what the
  // first was run from, with what was set; an edited text is held against it.
  static QString changeText(const RunOrder& before, const RunOrder& after, const QString& textBefore);

 signals:
  void opened(int branch);                      // its run file can be read from now on
  void failed(int branch, const QString& why);  // no run, or no more of it

 private:
  struct Branch {
    std::optional<int> parent;
    QString name, path;
    RunOrder order;
    std::unique_ptr<ChildRun> child;
    Progress progress = Progress::starting;
    QString why;  // of failed
    std::optional<Instant> at;
  };

  const Branch& one(int branch) const { return *all_[static_cast<std::size_t>(branch)]; }
  std::vector<int> childrenOf(std::optional<int> parent) const;
  int add(std::unique_ptr<Branch> branch);
  void start(int branch);
  void changed(int branch);

  QString program_;
  std::vector<std::unique_ptr<Branch>> all_;  // each after its parent
  int shown_ = 0;
};

}  // namespace orrery::gui
