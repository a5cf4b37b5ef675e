// Paints a row of the event log: its marks, its tone, and the moment shown.
#pragma once

#include <QStyledItemDelegate>

namespace orrery::gui {

class EventLogDelegate final : public QStyledItemDelegate {
  Q_OBJECT
 public:
  using QStyledItemDelegate::QStyledItemDelegate;
  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace orrery::gui
