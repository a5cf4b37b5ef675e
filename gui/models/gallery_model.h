// What there is to open: the run files of late, and the scenarios of the library by pattern.
#pragma once

#include <string>
#include <vector>

#include <QAbstractListModel>
#include <QSortFilterProxyModel>

#include "models/layout.h"

namespace orrery::gui {

struct GalleryEntry {
  QString subject;  // what is opened: a scenario's name, or the path of a run file
  QString title;
  QString heading;  // the pattern that it stands under, or "recent"
  QString story;    // empty until it was read
  QStringList patterns;
  StageLayout picture;  // its topology; empty until it was read
  bool isRunFile = false;
  bool isRead = false;
};

class GalleryModel final : public QAbstractListModel {
  Q_OBJECT
 public:
  enum Role { SubjectRole = Qt::UserRole + 1, HeadingRole, StoryRole, SearchRole };

  // `directory` as library_directory() gives it; `recent` are run files, the latest first.
  GalleryModel(const std::string& directory, const QStringList& recent, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  const GalleryEntry& entry(int row) const { return entries_[static_cast<std::size_t>(row)]; }

  // Reads the story and the topology of the next entry that lacks them; false where none does. Takes some milliseconds:
  // called again and again by whoever shows the gallery, while nothing else is to be done.
  bool readNext();

 private:
  std::vector<GalleryEntry> entries_;
  std::size_t nextToRead_ = 0;
};

// Those whose name, title, story or patterns hold every word looked for.
class GallerySearch final : public QSortFilterProxyModel {
  Q_OBJECT
 public:
  explicit GallerySearch(QObject* parent = nullptr) : QSortFilterProxyModel(parent) {}
  void setWords(const QString& text);

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  QStringList words_;
};

}  // namespace orrery::gui
