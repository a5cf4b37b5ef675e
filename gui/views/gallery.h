// The gallery: scenarios and run files to open, with what they are about.
#pragma once

#include <QTimer>
#include <QWidget>

#include "models/gallery_model.h"
#include "views/key_help.h"

class QKeyEvent;
class QLabel;
class QLineEdit;
class QListView;

namespace orrery::gui {

class Gallery final : public QWidget {
  Q_OBJECT
 public:
  explicit Gallery(const QStringList& recent, QWidget* parent = nullptr);
  // Reads all that is read while one looks, at once.
  void readAll();
  void focusSearch();
  // What is chosen is to be edited.
  void editCurrent();
  // What typing does in it.
  static QList<KeyHelp> keys();

 signals:
  void opened(const QString& subject, bool isRunFile);
  void editWanted(const QString& scenario);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void open(const QModelIndex& index);
  // Whether the key begins a search, or goes on with it, wherever the focus is.
  bool isSearched(const QKeyEvent& key) const;
  void clearSearch();
  void showHits();

  GalleryModel model_;
  GallerySearch search_;
  QLineEdit* words_;
  QListView* list_;
  QLabel* nothing_;  // stands in place of the list where nothing is found
  QTimer reading_;
};

}  // namespace orrery::gui
