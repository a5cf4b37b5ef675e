#include "models/state.h"

namespace orrery::gui {

namespace {

// The internal id of a section; that of a row is its section's position.
constexpr quintptr kSection = ~quintptr{0};

bool isSameShape(const std::vector<StateSection>& a, const std::vector<StateSection>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].title != b[i].title || a[i].rows.size() != b[i].rows.size()) return false;
  return true;
}

}  // namespace

void StateModel::show(std::vector<StateSection> sections) {
  if (!isSameShape(sections, sections_)) {
    beginResetModel();
    sections_ = std::move(sections);
    endResetModel();
    return;
  }
  sections_ = std::move(sections);
  for (int i = 0; i < rowCount(); ++i) {
    const QModelIndex section = index(i, 0);
    if (const int rows = rowCount(section); rows > 0)
      emit dataChanged(index(0, 0, section), index(rows - 1, columns - 1, section));
  }
}

QModelIndex StateModel::index(int row, int column, const QModelIndex& parent) const {
  if (row < 0 || column < 0 || column >= columns || row >= rowCount(parent)) return {};
  return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : kSection);
}

QModelIndex StateModel::parent(const QModelIndex& index) const {
  if (!index.isValid() || index.internalId() == kSection) return {};
  return createIndex(static_cast<int>(index.internalId()), 0, kSection);
}

int StateModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(sections_.size());
  if (parent.internalId() != kSection || parent.column() != 0) return 0;
  return static_cast<int>(sections_[static_cast<std::size_t>(parent.row())].rows.size());
}

int StateModel::columnCount(const QModelIndex&) const { return columns; }

QVariant StateModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  if (index.internalId() == kSection) {
    if (role == Qt::DisplayRole && index.column() == 0) return sections_[static_cast<std::size_t>(index.row())].title;
    return {};
  }
  const StateRow& row = sections_[index.internalId()].rows[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == whatColumn ? row.what : index.column() == valueColumn ? row.value : row.since;
    case Qt::AccessibleTextRole:
      if (index.column() == valueColumn && row.isChanged) return row.value + tr(", just changed");
      return data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
      return row.what + ": " + row.value + (row.since.isEmpty() ? QString() : ", " + row.since) +
             (row.event ? "\n" + tr("Enter goes to the event, W asks why") : QString());
    case eventRole: return row.event ? QVariant(static_cast<qulonglong>(*row.event)) : QVariant();
    case changedRole: return row.isChanged;
    default: return {};
  }
}

}  // namespace orrery::gui
