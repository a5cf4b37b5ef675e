#include "models/event_log.h"

#include <algorithm>
#include <limits>

#include "run_file/sqlite.h"

namespace orrery::gui {

namespace {

constexpr std::uint64_t kBlock = 128;
constexpr std::size_t kBlocksKept = 48;

std::uint64_t number(RecordId event) { return static_cast<std::uint64_t>(event); }

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

QString relationText(EventLogModel::Relation relation) {
  switch (relation) {
    case EventLogModel::Relation::none: return {};
    case EventLogModel::Relation::cause: return EventLogModel::tr("cause of the selected event");
    case EventLogModel::Relation::effect: return EventLogModel::tr("effect of the selected event");
    case EventLogModel::Relation::chain: return EventLogModel::tr("in the chain of causes");
  }
  return {};
}

}  // namespace

EventLogModel::EventLogModel(const run_file::RunFile& file, run_file::EventTeller& teller)
    : file_(file), teller_(teller) {
  grow();
}

int EventLogModel::rowCount(const QModelIndex& parent) const {
  if (parent.isValid()) return 0;
  return isFiltered_ ? static_cast<int>(shown_.size()) : count_;
}

int EventLogModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

RecordId EventLogModel::eventAt(int row) const {
  if (row < 0 || row >= rowCount()) return {};
  return isFiltered_ ? shown_[static_cast<std::size_t>(row)] : RecordId{static_cast<std::uint64_t>(row) + 1};
}

int EventLogModel::rowOf(RecordId event) const {
  if (!isFiltered_) return std::min(static_cast<int>(number(event)), count_) - 1;
  return static_cast<int>(std::upper_bound(shown_.begin(), shown_.end(), event) - shown_.begin()) - 1;
}

EventLogModel::Row& EventLogModel::row(RecordId event) const {
  const std::uint64_t block = (number(event) - 1) / kBlock;
  const std::uint64_t first = block * kBlock + 1;
  auto known = blocks_.find(block);
  const auto holds = [&](const Block& one) { return number(event) - first < one.rows.size(); };
  if (known == blocks_.end() || !holds(known->second)) {
    if (known == blocks_.end() && blocks_.size() >= kBlocksKept)
      blocks_.erase(std::min_element(blocks_.begin(), blocks_.end(),
                                     [](const auto& a, const auto& b) { return a.second.used < b.second.used; }));
    Block fresh;
    try {
      for (run_file::Event& one : file_.events(RecordId{first}, kBlock)) fresh.rows.push_back({std::move(one), {}});
    } catch (const SqliteError&) {
      return missing_;
    }
    known = blocks_.insert_or_assign(block, std::move(fresh)).first;
  }
  known->second.used = ++uses_;
  return holds(known->second) ? known->second.rows[number(event) - first] : missing_;
}

const run_file::EventText& EventLogModel::told(Row& row) const {
  if (row.told) return *row.told;
  try {
    row.told = teller_.tell(row.event);
  } catch (const SqliteError& error) {
    row.told = run_file::EventText{"-", Tone::failing, Weight::detail, error.what()};
  }
  return *row.told;
}

QVariant EventLogModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const RecordId event = eventAt(index.row());
  if (role == eventRole) return static_cast<qulonglong>(number(event));
  if (role == currentRole) return index.row() == rowOf(current_);
  const auto related = related_.find(event);
  const Relation relation = related == related_.end() ? Relation::none : related->second;
  if (role == relationRole) return static_cast<int>(relation);
  const bool isText = role == Qt::DisplayRole || role == Qt::ToolTipRole || role == Qt::AccessibleTextRole;
  if (!isText && role != toneRole && role != storyRole) return {};
  Row& shown = row(event);
  if (role == toneRole) return static_cast<int>(told(shown).tone);
  if (role == storyRole) return told(shown).weight == Weight::story;
  switch (index.column()) {
    case timeColumn: {
      const QString text = QString::fromStdString(to_text(shown.event.record.time, Duration::microseconds(1)));
      if (role == Qt::AccessibleTextRole && relation != Relation::none) return text + ", " + relationText(relation);
      return text;
    }
    case nodeColumn: return qt(told(shown).who);
    case whatColumn: {
      QString text = qt(told(shown).text);
      if (role == Qt::ToolTipRole) text += "\n" + tr("Enter goes there, W asks why");
      return text;
    }
    default: return {};
  }
}

QVariant EventLogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case timeColumn: return tr("Time");
    case nodeColumn: return tr("Who");
    case whatColumn: return tr("What");
    default: return {};
  }
}

void EventLogModel::beginFilter() {
  beginResetModel();
  isFiltered_ = true;
  shown_.clear();
  endResetModel();
}

void EventLogModel::append(const std::vector<RecordId>& events) {
  if (!isFiltered_ || events.empty()) return;
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(events.size()) - 1);
  shown_.insert(shown_.end(), events.begin(), events.end());
  endInsertRows();
}

void EventLogModel::endFilter() {
  beginResetModel();
  isFiltered_ = false;
  shown_.clear();
  shown_.shrink_to_fit();
  endResetModel();
}

void EventLogModel::grow() {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<int>::max());
  const int count = static_cast<int>(std::min(number(file_.last()), kMost));
  if (count <= count_) return;
  if (isFiltered_) {
    count_ = count;
    return;
  }
  beginInsertRows({}, count_, count - 1);
  count_ = count;
  endInsertRows();
}

void EventLogModel::touch(int row) {
  if (row >= 0) emit dataChanged(index(row, 0), index(row, columns - 1));
}

void EventLogModel::setCurrent(RecordId event) {
  if (event == current_) return;
  const int before = rowOf(current_);
  current_ = event;
  touch(before);
  touch(rowOf(current_));
}

void EventLogModel::setRelated(std::map<RecordId, Relation> related) {
  related.swap(related_);
  for (const auto& [event, relation] : related) touch(rowOf(event));
  for (const auto& [event, relation] : related_) touch(rowOf(event));
}

}  // namespace orrery::gui
