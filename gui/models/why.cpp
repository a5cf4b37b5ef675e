#include "models/why.h"

namespace orrery::gui {

void WhyModel::show(const run_file::Chain& chain, run_file::EventTeller& teller) {
  beginResetModel();
  lines_.clear();
  std::optional<Instant> before;
  for (const run_file::Cause& cause : chain.causes) {
    for (const run_file::Event& event : cause.meanwhile)
      lines_.push_back({event.record.id, event.record.time, teller.tell(event), {}, true, false});
    const Instant time = cause.event.record.time;
    const QString waited =
        before && *before < time ? tr("%1 later").arg(QString::fromStdString(to_text(time - *before))) : QString();
    lines_.push_back(
        {cause.event.record.id, time, teller.tell(cause.event), waited, false, chain.goes_further_back && !before});
    before = time;
  }
  endResetModel();
}

int WhyModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(lines_.size());
}

QVariant WhyModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Line& line = lines_[static_cast<std::size_t>(index.row())];
  const QString time = QString::fromStdString(to_text(line.time));
  QString what = QString::fromStdString(line.told.text);
  if (line.hasMoreBefore) what += tr(", after others like it");
  switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
      return (line.isMeanwhile ? tr("meanwhile: ") : QString()) + time + " " + QString::fromStdString(line.told.who) +
             " " + what;
    case Qt::ToolTipRole: return tr("Enter goes there, W asks why");
    case eventRole: return static_cast<qulonglong>(line.event);
    case timeRole: return time;
    case whoRole: return QString::fromStdString(line.told.who);
    case whatRole: return what;
    case toneRole: return static_cast<int>(line.told.tone);
    case meanwhileRole: return line.isMeanwhile;
    case waitedRole: return line.waited;
    default: return {};
  }
}

}  // namespace orrery::gui
