#include "models/gallery_model.h"

#include <algorithm>

#include <QFileInfo>

#include "models/run_scenario.h"
#include "scenario/library.h"
#include "scenario/loader.h"

namespace orrery::gui {

namespace {

constexpr double kPictureAspect = 1.8;

}  // namespace

GalleryModel::GalleryModel(const std::string& directory, const QStringList& recent, QObject* parent)
    : QAbstractListModel(parent) {
  for (const QString& path : recent) {
    const auto file = run_file::RunFile::open(path.toStdString());
    if (!file) continue;
    GalleryEntry entry;
    entry.subject = path;
    entry.title = QString::fromStdString(file->head().title);
    entry.heading = tr("recent");
    entry.story = QFileInfo(path).fileName() + tr(", seed %1").arg(file->head().seed);
    if (!file->head().variant.empty())
      entry.story += tr(", variant %1").arg(QString::fromStdString(file->head().variant));
    entry.picture = layOut(layoutInputOf(*file, "", kPictureAspect));
    entry.isRunFile = entry.isRead = true;
    entries_.push_back(std::move(entry));
  }
  for (const LibraryEntry& one : library_entries(directory)) {
    GalleryEntry entry;
    entry.subject = QString::fromStdString(one.name);
    entry.title = QString::fromStdString(one.title);
    entry.heading = QString::fromStdString(one.name).section(QLatin1Char('/'), 0, 0);
    for (const std::string& pattern : one.patterns) entry.patterns << QString::fromStdString(pattern);
    entries_.push_back(std::move(entry));
  }
}

int GalleryModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

QVariant GalleryModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= rowCount()) return {};
  const GalleryEntry& one = entry(index.row());
  switch (role) {
    case Qt::DisplayRole: return one.title.isEmpty() ? one.subject : one.title;
    case Qt::ToolTipRole: return tr("%1\n%2\nOpen it with Enter").arg(one.subject, one.story);
    case Qt::AccessibleTextRole: return tr("%1, %2. %3").arg(one.title, one.subject, one.story);
    case SubjectRole: return one.subject;
    case HeadingRole: return one.heading;
    case StoryRole: return one.story;
    case SearchRole:
      return QStringList{one.subject, one.title, one.story, one.patterns.join(QLatin1Char(' '))}.join(QLatin1Char(' '));
    default: return {};
  }
}

bool GalleryModel::readNext() {
  while (nextToRead_ < entries_.size() && entries_[nextToRead_].isRead) ++nextToRead_;
  if (nextToRead_ == entries_.size()) return false;
  GalleryEntry& entry = entries_[nextToRead_];
  entry.isRead = true;
  if (const auto scenario = load_scenario(entry.subject.toStdString())) {
    entry.story = QString::fromStdString(scenario->story).simplified();
    entry.picture = layOut(layoutInputOf(*scenario, kPictureAspect));
  } else {
    entry.story = tr("This file has mistakes: orrery validate names them.");
  }
  const QModelIndex changed = index(static_cast<int>(nextToRead_));
  emit dataChanged(changed, changed);
  return true;
}

void GallerySearch::setWords(const QString& text) {
  words_ = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  invalidateFilter();
}

bool GallerySearch::filterAcceptsRow(int row, const QModelIndex& parent) const {
  const QString text = sourceModel()->index(row, 0, parent).data(GalleryModel::SearchRole).toString();
  return std::all_of(words_.begin(), words_.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace orrery::gui
