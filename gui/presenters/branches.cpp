#include "presenters/branches.h"

#include <algorithm>

#include <QFont>

#include "models/draft_changes.h"

namespace orrery::gui {

Branches::Branches(QString program, QObject* parent) : QAbstractItemModel(parent), program_(std::move(program)) {}

Branches::~Branches() = default;

int Branches::run(const RunOrder& order) {
  auto trunk = std::make_unique<Branch>();
  trunk->name = tr("as it was");
  trunk->order = order;
  const int number = add(std::move(trunk));
  start(number);
  return number;
}

int Branches::take(const QString& path, const RunOrder& order, const QString& name) {
  auto trunk = std::make_unique<Branch>();
  trunk->name = name;
  trunk->order = order;
  trunk->path = path;
  trunk->progress = Progress::ended;
  return add(std::move(trunk));
}

int Branches::branchOff(int from, const RunOrder& order, const QString& name, std::optional<Instant> at) {
  auto branch = std::make_unique<Branch>();
  branch->parent = from;
  branch->name = name;
  branch->order = order;
  branch->at = at;
  const int number = add(std::move(branch));
  start(number);
  return number;
}

int Branches::add(std::unique_ptr<Branch> branch) {
  const int row = static_cast<int>(childrenOf(branch->parent).size());
  beginInsertRows(branch->parent ? indexOf(*branch->parent) : QModelIndex(), row, row);
  all_.push_back(std::move(branch));
  endInsertRows();
  return count() - 1;
}

void Branches::start(int number) {
  Branch& branch = *all_[static_cast<std::size_t>(number)];
  branch.child = std::make_unique<ChildRun>(program_, branch.order);
  connect(branch.child.get(), &ChildRun::opened, this, [this, number, &branch](const QString& path) {
    branch.path = path;
    branch.progress = Progress::running;
    changed(number);
    emit opened(number);
  });
  connect(branch.child.get(), &ChildRun::ended, this, [this, number, &branch] {
    branch.progress = Progress::ended;
    changed(number);
  });
  connect(branch.child.get(), &ChildRun::failed, this, [this, number, &branch](const QString& why) {
    branch.progress = Progress::failed;
    branch.why = why;
    changed(number);
    emit failed(number, why);
  });
  branch.child->start();
}

void Branches::cancel(int number) {
  Branch& branch = *all_[static_cast<std::size_t>(number)];
  if (branch.child == nullptr || !branch.child->isRunning()) return;
  branch.child->cancel();
  branch.progress = branch.path.isEmpty() ? Progress::failed : Progress::ended;
  branch.why = tr("it was stopped");
  changed(number);
}

QString Branches::path(int branch) const { return one(branch).path; }

bool Branches::isAnyStarting() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const auto& branch) { return branch->progress == Progress::starting; });
}

void Branches::changed(int branch) { emit dataChanged(indexOf(branch), indexOf(branch)); }

void Branches::setShown(int branch) {
  const int before = shown_;
  shown_ = branch;
  changed(before);
  changed(branch);
}

std::vector<int> Branches::childrenOf(std::optional<int> parent) const {
  std::vector<int> found;
  for (int i = 0; i < count(); ++i)
    if (one(i).parent == parent) found.push_back(i);
  return found;
}

QModelIndex Branches::indexOf(int branch) const {
  const std::vector<int> siblings = childrenOf(one(branch).parent);
  const auto at = std::find(siblings.begin(), siblings.end(), branch);
  return createIndex(static_cast<int>(at - siblings.begin()), 0, static_cast<quintptr>(branch));
}

QModelIndex Branches::index(int row, int column, const QModelIndex& parent) const {
  if (column != 0 || row < 0) return {};
  const std::vector<int> children = childrenOf(parent.isValid() ? std::optional(branchAt(parent)) : std::nullopt);
  if (row >= static_cast<int>(children.size())) return {};
  return createIndex(row, 0, static_cast<quintptr>(children[static_cast<std::size_t>(row)]));
}

QModelIndex Branches::parent(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  const auto above = one(branchAt(index)).parent;
  return above ? indexOf(*above) : QModelIndex();
}

int Branches::rowCount(const QModelIndex& parent) const {
  return static_cast<int>(childrenOf(parent.isValid() ? std::optional(branchAt(parent)) : std::nullopt).size());
}

int Branches::columnCount(const QModelIndex&) const { return 1; }

QVariant Branches::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const int number = branchAt(index);
  const Branch& branch = one(number);
  switch (role) {
    case Qt::DisplayRole: {
      QString text = branch.name;
      if (branch.at) text = tr("%1: %2").arg(QString::fromStdString(to_text(*branch.at)), text);
      switch (branch.progress) {
        case Progress::starting: return text + tr(" · starts");
        case Progress::running: return text + tr(" · runs");
        case Progress::failed: return text + tr(" · ✗ failed");
        case Progress::ended: return text;
      }
      return text;
    }
    case Qt::ToolTipRole:
      return data(index, Qt::DisplayRole).toString() + QLatin1Char('\n') +
             (branch.why.isEmpty() ? tr("Enter shows this run") : branch.why);
    case Qt::FontRole:
      if (number == shown_) {
        QFont bold;
        bold.setBold(true);
        return bold;
      }
      return {};
    case Qt::AccessibleTextRole: return number == shown_ ? tr("%1, shown").arg(branch.name) : branch.name;
    default: return {};
  }
}

namespace {

QString spaced(const QString& change) { return QString(change).replace(QLatin1Char('='), QLatin1String(" = ")); }

// Empty where nothing was edited.
QString editText(const QString& before, const RunOrder& after) {
  if (before == after.draft) return {};
  const auto changes = draftChanges(before.toStdString(), after.draft.toStdString(), after.variant.toStdString());
  if (!changes) return Branches::tr("edited");
  return changes->empty() ? Branches::tr("comments edited") : spaced(QString::fromStdString(summaryOf(*changes)));
}

}  // namespace

QString Branches::changeText(const RunOrder& before, const RunOrder& after, const QString& textBefore) {
  QStringList changes;
  const bool isEdited = before.draft != after.draft && !after.draft.isEmpty();
  if (isEdited)
    if (const QString edit = editText(textBefore, after); !edit.isEmpty()) changes << edit;
  if (before.variant != after.variant) changes << tr("variant %1").arg(after.variant);
  if (before.seed != after.seed) changes << tr("seed %1").arg(after.seed);
  for (const QString& change : after.set)
    if (!before.set.contains(change)) changes << spaced(change);
  // What was set is in the text that is edited.
  for (const QString& change : isEdited ? QStringList() : before.set) {
    const QString path = change.section(QLatin1Char('='), 0, 0);
    const bool isKept = std::any_of(after.set.begin(), after.set.end(),
                                    [&](const QString& one) { return one.startsWith(path + QLatin1Char('=')); });
    if (!isKept) changes << tr("%1 as the scenario has it").arg(path);
  }
  return changes.isEmpty() ? tr("run again") : changes.join(QLatin1String(", "));
}

}  // namespace orrery::gui
