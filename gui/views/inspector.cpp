#include "views/inspector.h"

#include <QAbstractScrollArea>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include "run_file/sqlite.h"
#include "views/local_commands.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr int kRefreshMs = 100;  // as fast as anyone can read

class StateDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Look& look = Look::instance();
    const double s = look.scale();
    const bool isSection = !index.parent().isValid();
    const bool isChanged = index.data(StateModel::changedRole).toBool();
    const bool isSelected = option.state & QStyle::State_Selected;
    painter->save();
    // A value without a time beside it has the room of both.
    const bool hasTime = isSection || !index.siblingAtColumn(StateModel::sinceColumn).data().toString().isEmpty();
    if (index.column() == StateModel::sinceColumn && !hasTime) return painter->restore();
    QRect row = option.rect;
    const auto* tree = qobject_cast<const QAbstractScrollArea*>(option.widget);
    if (index.column() == StateModel::valueColumn && !hasTime && tree != nullptr)
      row.setRight(tree->viewport()->rect().right());
    painter->fillRect(row, isSelected && !isSection ? option.palette.color(QPalette::Highlight) : look.panel());
    QFont font = isSection || index.column() == StateModel::whatColumn ? look.words(12.5) : look.figures(12);
    QColor ink = index.column() == StateModel::valueColumn ? look.ink() : look.quietInk();
    QRect text = row.adjusted(qRound(4 * s), 0, -qRound(4 * s), 0);
    if (isSection) {
      font = look.words(11.5);
      font.setWeight(QFont::DemiBold);
      ink = look.ink();
      painter->setPen(look.hairline());
      painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }
    if (isChanged && index.column() == StateModel::valueColumn) {
      // A bar and weight, so that it is seen without colour too.
      font.setWeight(QFont::Bold);
      painter->fillRect(QRect(option.rect.left(), option.rect.top() + qRound(3 * s), qRound(3 * s),
                              option.rect.height() - qRound(6 * s)),
                        look.of(Standing::inCharge));
      text.setLeft(text.left() + qRound(4 * s));
    }
    if (index.data(StateModel::eventRole).isValid() && index.column() == StateModel::sinceColumn)
      ink = option.palette.color(QPalette::Link);
    painter->setFont(font);
    painter->setPen(ink);
    painter->drawText(text, Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, text.width()));
    painter->restore();
  }

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
    const double s = Look::instance().scale();
    return {10, qRound((index.parent().isValid() ? 21 : 28) * s)};
  }
};

}  // namespace

InspectorView::InspectorView(RunSession& session, QWidget* parent) : QWidget(parent), session_(session) {
  setAccessibleName(tr("Inspector"));
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  auto* head = new QWidget(this);
  auto* line = new QHBoxLayout(head);
  line->setContentsMargins(8, 8, 8, 0);
  name_ = new QLabel(head);
  system_ = new QToolButton(head);
  system_->setText(tr("Whole system"));
  system_->setToolTip(hintOf(tr("Show the whole system instead of a node"), QKeySequence(Qt::Key_Backspace)));
  connect(system_, &QToolButton::clicked, this, [this] { session_.selectNode(std::nullopt); });
  line->addWidget(name_, 1);
  line->addWidget(system_);
  headline_ = new QLabel(this);
  headline_->setContentsMargins(8, 2, 8, 4);
  headline_->setWordWrap(true);
  rows->addWidget(head);
  rows->addWidget(headline_);
  makeTree();
  rows->addWidget(tree_, 1);
  makeCommands();
  pending_.setSingleShot(true);
  pending_.setInterval(kRefreshMs);
  connect(&pending_, &QTimer::timeout, this, &InspectorView::refresh);
  connect(&session_, &RunSession::moved, this, [this] {
    if (!pending_.isActive()) pending_.start();
  });
  connect(&session_, &RunSession::selectionChanged, this, &InspectorView::refresh);
  connect(&Look::instance(), &Look::changed, this, &InspectorView::restyle);
  restyle();
  refresh();
}

void InspectorView::makeTree() {
  tree_ = new QTreeView(this);
  tree_->setModel(&model_);
  tree_->setItemDelegate(new StateDelegate(tree_));
  tree_->setAccessibleName(tr("What can be said of it"));
  tree_->setHeaderHidden(true);
  tree_->setRootIsDecorated(false);
  tree_->setIndentation(0);
  tree_->setItemsExpandable(false);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  tree_->setSelectionBehavior(QAbstractItemView::SelectRows);
  tree_->header()->setSectionResizeMode(QHeaderView::Fixed);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(StateModel::valueColumn, QHeaderView::Stretch);
  connect(&model_, &QAbstractItemModel::modelReset, this, [this] {
    tree_->expandAll();
    for (int i = 0; i < model_.rowCount(); ++i) tree_->setFirstColumnSpanned(i, {}, true);
    fitColumns();
  });
  connect(tree_, &QTreeView::clicked, this, [this](const QModelIndex& index) {
    if (const auto event = eventAt(index)) session_.selectEvent(*event);
  });
  connect(tree_, &QTreeView::doubleClicked, this, [this](const QModelIndex& index) {
    if (const auto event = eventAt(index)) session_.seekEvent(*event);
  });
}

void InspectorView::makeCommands() {
  tree_->setContextMenuPolicy(Qt::ActionsContextMenu);
  const auto add = [this](const QString& text, const QKeySequence& key, auto run) {
    addLocalCommand(*tree_, text, key, run);
  };
  add(tr("Go to the event that made it so"), QKeySequence(Qt::Key_Return), [this] {
    if (const auto event = eventAt(tree_->currentIndex())) session_.seekEvent(*event);
  });
  add(tr("Why is it so?"), QKeySequence(Qt::Key_W), [this] {
    if (const auto event = eventAt(tree_->currentIndex())) session_.askWhy(*event);
  });
  add(tr("Whole system"), QKeySequence(Qt::Key_Backspace), [this] { session_.selectNode(std::nullopt); });
}

std::optional<RecordId> InspectorView::eventAt(const QModelIndex& index) const {
  const QVariant event = index.data(StateModel::eventRole);
  if (!event.isValid()) return std::nullopt;
  return RecordId{event.toULongLong()};
}

void InspectorView::refresh() {
  const Moment moment{session_.file(), session_.teller(), session_.frame()};
  const auto node = session_.selectedNode();
  system_->setVisible(node.has_value());
  try {
    if (node) {
      name_->setText(QString::fromStdString(session_.file().info().nodes[index(*node)].name));
      headline_->setText(headlineOf(moment, *node));
      model_.show(sectionsOf(moment, *node));
    } else {
      name_->setText(tr("The whole system"));
      headline_->setText(tr("%1 nodes at %2")
                             .arg(session_.file().info().nodes.size())
                             .arg(QString::fromStdString(to_text(session_.time()))));
      model_.show(sectionsOfSystem(moment));
    }
  } catch (const SqliteError& error) {
    headline_->setText(QString::fromStdString(session_.file().path() + ": " + error.what()));
    model_.show({});
  }
}

void InspectorView::fitColumns() {
  const Look& look = Look::instance();
  const double s = look.scale();
  const QFontMetricsF words(look.words(12.5)), figures(look.figures(12));
  double widest = 0;
  for (int i = 0; i < model_.rowCount(); ++i) {
    const QModelIndex section = model_.index(i, 0);
    for (int row = 0; row < model_.rowCount(section); ++row)
      widest = std::max(widest, words.horizontalAdvance(model_.index(row, 0, section).data().toString()));
  }
  tree_->setColumnWidth(StateModel::whatColumn, qRound(std::clamp(widest + 12 * s, 80 * s, 140 * s)));
  // For the latest of times: a column that follows those it shows would move while the run is played.
  const QString latest = tr("since %1").arg(QString::fromStdString(to_text(session_.end())));
  tree_->setColumnWidth(StateModel::sinceColumn, qRound(figures.horizontalAdvance(latest) + 9 * s));
}

void InspectorView::restyle() {
  const Look& look = Look::instance();
  QFont name = look.words(15);
  name.setWeight(QFont::DemiBold);
  name_->setFont(name);
  headline_->setFont(look.words(12));
  fitColumns();
  tree_->doItemsLayout();
}

}  // namespace orrery::gui
