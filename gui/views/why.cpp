#include "views/why.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

#include "run_file/sqlite.h"
#include "views/local_commands.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

// A rail at the left joins cause and effect; what happened meanwhile stands beside it.
class WhyDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Look& look = Look::instance();
    const double s = look.scale();
    const QRectF where = option.rect;
    const bool isMeanwhile = index.data(WhyModel::meanwhileRole).toBool();
    const bool isFirst = index.row() == 0;
    const bool isLast = index.row() + 1 == index.model()->rowCount();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(where,
                      option.state & QStyle::State_Selected ? option.palette.color(QPalette::Highlight) : look.panel());
    const double x = where.left() + 14 * s;
    const double y = where.top() + 15 * s;
    painter->setPen(QPen(look.quietInk(), 2 * s));
    painter->drawLine(QPointF(x, isFirst ? y : where.top()), QPointF(x, isLast ? y : where.bottom()));
    painter->setPen(QPen(look.ink(), 2 * s));
    painter->setBrush(isLast ? look.ink() : look.panel());
    if (isMeanwhile) {
      painter->setPen(QPen(look.of(Tone::failing), 2 * s));
      painter->drawLine(QPointF(x, y), QPointF(x + 12 * s, y));
    } else {
      painter->drawEllipse(QPointF(x, y), 5 * s, 5 * s);
    }

    const double left = where.left() + 34 * s;
    const double right = where.right() - 8 * s;
    const QRectF head(left, where.top() + 5 * s, right - left, 19 * s);
    painter->setFont(look.figures(12));
    painter->setPen(look.quietInk());
    const QString time = index.data(WhyModel::timeRole).toString();
    painter->drawText(head, Qt::AlignVCenter | Qt::AlignLeft, time);
    const double timeWidth = painter->fontMetrics().horizontalAdvance(time) + 10 * s;
    painter->setPen(look.ink());
    painter->drawText(head.adjusted(timeWidth, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft,
                      index.data(WhyModel::whoRole).toString());
    painter->setFont(look.words(11));
    painter->setPen(look.quietInk());
    painter->drawText(head, Qt::AlignVCenter | Qt::AlignRight,
                      isMeanwhile ? WhyModel::tr("meanwhile") : index.data(WhyModel::waitedRole).toString());
    const auto tone = static_cast<Tone>(index.data(WhyModel::toneRole).toInt());
    painter->setFont(textFont(isLast));
    painter->setPen(look.of(tone));
    painter->drawText(QRectF(left, head.bottom(), right - left, where.bottom() - head.bottom()),
                      Qt::AlignTop | Qt::AlignLeft | Qt::TextWordWrap, index.data(WhyModel::whatRole).toString());
    painter->restore();
  }

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const double s = Look::instance().scale();
    const int width = std::max(80, option.rect.width() - qRound(42 * s));
    const QFontMetrics metrics(textFont(index.row() + 1 == index.model()->rowCount()));
    const QRect text =
        metrics.boundingRect(QRect(0, 0, width, 10'000), Qt::TextWordWrap, index.data(WhyModel::whatRole).toString());
    return {width, text.height() + qRound(34 * s)};
  }

 private:
  static QFont textFont(bool isLast) {
    QFont font = Look::instance().words(13);
    if (isLast) font.setWeight(QFont::DemiBold);
    return font;
  }
};

}  // namespace

WhyView::WhyView(RunSession& session, QWidget* parent) : QWidget(parent), session_(session) {
  setAccessibleName(tr("Why"));
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(4);
  auto* head = new QWidget(this);
  auto* line = new QHBoxLayout(head);
  line->setContentsMargins(8, 8, 8, 0);
  question_ = new QLabel(head);
  question_->setWordWrap(true);
  clear_ = new QToolButton(head);
  clear_->setText(tr("Clear"));
  clear_->setToolTip(hintOf(tr("No more why"), QKeySequence(Qt::Key_Escape)));
  line->addWidget(question_, 1);
  line->addWidget(clear_);
  list_ = new QListView(this);
  list_->setModel(&model_);
  list_->setItemDelegate(new WhyDelegate(list_));
  list_->setAccessibleName(tr("Chain of causes, the first cause at the top"));
  list_->setFrameShape(QFrame::NoFrame);
  list_->setResizeMode(QListView::Adjust);
  list_->setWordWrap(true);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  rows->addWidget(head);
  rows->addWidget(list_, 1);
  rows->addStretch();
  connect(clear_, &QToolButton::clicked, this, [this] { session_.askWhy(std::nullopt); });
  connect(list_->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
    if (const auto event = selected(); event && !isFollowing_) {
      session_.selectEvent(*event);
      session_.seekEvent(*event);
    }
  });
  connect(&session_, &RunSession::chainChanged, this, &WhyView::refresh);
  connect(&Look::instance(), &Look::changed, this, &WhyView::restyle);
  makeCommands();
  restyle();
  refresh();
}

void WhyView::makeCommands() {
  list_->setContextMenuPolicy(Qt::ActionsContextMenu);
  const auto add = [this](const QString& text, const QKeySequence& key, auto run) {
    addLocalCommand(*list_, text, key, run);
  };
  add(tr("Go to this cause"), QKeySequence(Qt::Key_Return), [this] {
    if (const auto event = selected()) session_.seekEvent(*event);
  });
  add(tr("Ask why of this one"), QKeySequence(Qt::Key_W), [this] {
    if (const auto event = selected()) session_.askWhy(*event);
  });
  add(tr("No more why"), QKeySequence(Qt::Key_Escape), [this] { session_.askWhy(std::nullopt); });
}

std::optional<RecordId> WhyView::selected() const {
  const QModelIndex index = list_->currentIndex();
  if (!index.isValid()) return std::nullopt;
  return RecordId{index.data(WhyModel::eventRole).toULongLong()};
}

void WhyView::refresh() {
  isFollowing_ = true;
  try {
    model_.show(session_.chain(), session_.teller());
  } catch (const SqliteError&) {
    // The session says what is wrong with the file.
  }
  isFollowing_ = false;
  const int rows = model_.rowCount();
  clear_->setVisible(rows > 0);
  list_->setVisible(rows > 0);
  if (rows == 0) {
    question_->setText(tr("Select any event and press W to see what led to it."));
    return;
  }
  const QModelIndex last = model_.index(rows - 1);
  question_->setText(
      tr("Why? %1 %2").arg(last.data(WhyModel::whoRole).toString(), last.data(WhyModel::whatRole).toString()));
  list_->scrollToTop();
}

void WhyView::restyle() {
  question_->setFont(Look::instance().words(12));
  list_->doItemsLayout();
}

}  // namespace orrery::gui
