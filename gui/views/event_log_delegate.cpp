#include "views/event_log_delegate.h"

#include <QPainter>

#include "models/event_log.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

// A sign for each relation, so that it is not told by colour alone.
QString signOf(EventLogModel::Relation relation) {
  switch (relation) {
    case EventLogModel::Relation::none: return {};
    case EventLogModel::Relation::cause: return QString::fromUtf8("←");
    case EventLogModel::Relation::effect: return QString::fromUtf8("→");
    case EventLogModel::Relation::chain: return QString::fromUtf8("●");
  }
  return {};
}

}  // namespace

void EventLogDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Look& look = Look::instance();
  const double s = look.scale();
  const QRect& where = option.rect;
  const bool isSelected = option.state & QStyle::State_Selected;
  const bool isCurrent = index.data(EventLogModel::currentRole).toBool();
  const bool isStory = index.data(EventLogModel::storyRole).toBool();
  painter->save();
  painter->fillRect(where, isSelected ? option.palette.color(QPalette::Highlight) : look.panel());
  if (isCurrent)
    painter->fillRect(QRect(where.left(), where.bottom() - qRound(2 * s) + 1, where.width(), qRound(2 * s)),
                      look.ink());

  QRect text = where.adjusted(qRound(6 * s), 0, -qRound(6 * s), 0);
  QColor ink = index.column() == EventLogModel::timeColumn ? look.quietInk() : look.ink();
  QFont font = index.column() == EventLogModel::whatColumn ? look.words(12.5) : look.figures(12);
  if (index.column() == EventLogModel::timeColumn) {
    const auto relation = static_cast<EventLogModel::Relation>(index.data(EventLogModel::relationRole).toInt());
    const QString sign = isCurrent ? QString::fromUtf8("▸") : signOf(relation);
    painter->setFont(look.words(12));
    painter->setPen(look.ink());
    painter->drawText(QRect(where.left(), where.top(), qRound(18 * s), where.height()), Qt::AlignCenter, sign);
    text.setLeft(where.left() + qRound(18 * s));
  } else if (index.column() == EventLogModel::whatColumn) {
    const auto tone = static_cast<Tone>(index.data(EventLogModel::toneRole).toInt());
    if (isStory || tone != Tone::plain) ink = look.of(tone);
    if (isStory) font.setWeight(QFont::DemiBold);
    if (!isStory && tone == Tone::plain) ink = look.quietInk();
  }
  if (isSelected && !look.isDark() && ink == look.quietInk()) ink = look.ink();
  painter->setFont(font);
  painter->setPen(ink);
  const QString shown = QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, text.width());
  painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft, shown);
  painter->restore();
}

}  // namespace orrery::gui
