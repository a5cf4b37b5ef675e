#include "views/gallery.h"

#include <QAction>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "scenario/library.h"
#include "views/elided_lines.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr int kCardWidth = 366, kCardHeight = 256, kPictureHeight = 118, kGap = 14;

void paintTopology(QPainter& painter, const StageLayout& layout, const QRectF& area) {
  Look& look = Look::instance();
  if (layout.at.empty()) return;
  const double scale = std::min(area.height(), area.width() / layout.aspect);
  const QPointF corner = area.center() - QPointF(layout.aspect, 1) * scale / 2;
  const auto pixels = [&](QPointF place) { return corner + place * scale; };
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(look.hairline(), 1.5));
  for (const StageLayout::Region& region : layout.regions)
    painter.drawEllipse(pixels(region.centre), region.radius * scale, region.radius * scale);
  for (const StageLayout::Edge& edge : layout.edges)
    painter.drawLine(pixels(layout.at[edge.from]), pixels(layout.at[edge.to]));
  const double radius = std::clamp(layout.room() * scale * 0.6, 1.5, 8.0);
  painter.setPen(QPen(look.of(Standing::serving), 2));
  painter.setBrush(look.panel());
  for (const QPointF& place : layout.at) painter.drawEllipse(pixels(place), radius, radius);
}

class CardPainter final : public QStyledItemDelegate {
 public:
  CardPainter(const GalleryModel& model, const GallerySearch& search, QObject* parent)
      : QStyledItemDelegate(parent), model_(model), search_(search) {}

  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    const double scale = Look::instance().scale();
    return QSizeF(kCardWidth * scale, kCardHeight * scale).toSize();
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    Look& look = Look::instance();
    const double scale = look.scale();
    const GalleryEntry& entry = model_.entry(search_.mapToSource(index).row());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF card = QRectF(option.rect).adjusted(kGap / 2, kGap / 2, -kGap / 2, -kGap / 2);
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->setPen(QPen(isChosen    ? look.of(Tone::serving)
                         : isHovered ? look.quietInk()
                                     : look.hairline(),
                         isChosen ? 2.5 : 1));
    painter->setBrush(look.panel());
    painter->drawRoundedRect(card, 6, 6);
    QRectF area = card.adjusted(12, 10, -12, -10);
    paintTopology(*painter, entry.picture, {area.topLeft(), QSizeF(area.width(), kPictureHeight * scale)});
    area.setTop(area.top() + kPictureHeight * scale + 4);
    const auto line = [&](const QString& text, const QFont& font, const QColor& colour) {
      painter->setFont(font);
      painter->setPen(colour);
      const QFontMetricsF metrics(font);
      painter->drawText(QRectF(area.topLeft(), QSizeF(area.width(), metrics.height())),
                        metrics.elidedText(text, Qt::ElideRight, area.width()));
      area.setTop(area.top() + metrics.height());
    };
    line(entry.isRunFile ? entry.heading : entry.subject, look.words(11), look.of(Tone::serving));
    QFont title = look.words(14);
    title.setWeight(QFont::DemiBold);
    line(entry.title.isEmpty() ? entry.subject : entry.title, title, look.ink());
    painter->setFont(look.words(12));
    painter->setPen(look.quietInk());
    double top = area.top();
    const QFontMetricsF metrics(painter->font());
    for (const QString& one : linesWithin(entry.story, painter->font(), area.size())) {
      painter->drawText(QPointF(area.left(), top + metrics.ascent()), one);
      top += metrics.lineSpacing();
    }
    painter->restore();
  }

 private:
  const GalleryModel& model_;
  const GallerySearch& search_;
};

}  // namespace

Gallery::Gallery(const QStringList& recent, QWidget* parent)
    : QWidget(parent),
      model_(library_directory(), recent),
      words_(new QLineEdit(this)),
      list_(new QListView(this)),
      nothing_(new QLabel(this)) {
  search_.setSourceModel(&model_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(24, 20, 24, 12);
  column->setSpacing(10);
  auto* title = new QLabel(tr("Orrery"), this);
  auto* about = new QLabel(
      tr("Choose a scenario: it is run for you, the same way every time. Then stop it, go back, and ask why. "
         "Type to search; Ctrl+E runs the chosen one with its text beside it, to be edited."),
      this);
  about->setWordWrap(true);
  column->addWidget(title);
  column->addWidget(about);
  const auto setFonts = [this, title, about] {
    QFont large = Look::instance().words(26);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    about->setFont(Look::instance().words(14));
    nothing_->setFont(Look::instance().words(14));
  };
  setFonts();
  connect(&Look::instance(), &Look::changed, this, setFonts);
  words_->setPlaceholderText(tr("Search: a pattern, a fault, a word of the story (just type)"));
  words_->setAccessibleName(tr("Search scenarios"));
  words_->setClearButtonEnabled(true);
  column->addWidget(words_);
  list_->setModel(&search_);
  list_->setItemDelegate(new CardPainter(model_, search_, list_));
  list_->setViewMode(QListView::IconMode);
  list_->setResizeMode(QListView::Adjust);
  list_->setMovement(QListView::Static);
  list_->setUniformItemSizes(true);
  list_->setSelectionMode(QAbstractItemView::SingleSelection);
  list_->setMouseTracking(true);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setAccessibleName(tr("Scenarios"));
  list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  column->addWidget(list_, 1);
  nothing_->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  nothing_->setForegroundRole(QPalette::PlaceholderText);
  nothing_->hide();
  column->addWidget(nothing_, 1);
  connect(words_, &QLineEdit::textChanged, &search_, [this](const QString& text) {
    search_.setWords(text);
    list_->setCurrentIndex(search_.index(0, 0));
    showHits();
  });
  connect(&search_, &QAbstractItemModel::rowsInserted, this, &Gallery::showHits);
  connect(&search_, &QAbstractItemModel::rowsRemoved, this, &Gallery::showHits);
  // What is read after the words were typed may be what they ask for.
  connect(words_, &QLineEdit::returnPressed, this,
          [this] { open(list_->currentIndex().isValid() ? list_->currentIndex() : search_.index(0, 0)); });
  connect(list_, &QListView::activated, this, &Gallery::open);
  connect(list_, &QListView::clicked, this, &Gallery::open);
  connect(&reading_, &QTimer::timeout, this, [this] {
    if (!model_.readNext()) reading_.stop();
  });
  reading_.start(0);
  list_->setCurrentIndex(search_.index(0, 0));
  auto* edit = new QAction(tr("Edit (Ctrl+E)"), list_);
  edit->setToolTip(tr("Runs the scenario with its text beside it, to be edited (Ctrl+E)"));
  connect(edit, &QAction::triggered, this, &Gallery::editCurrent);
  list_->addAction(edit);
  list_->setContextMenuPolicy(Qt::ActionsContextMenu);
  setFocusProxy(list_);
  list_->installEventFilter(this);
  words_->installEventFilter(this);
}

QList<KeyHelp> Gallery::keys() {
  const auto text = [](int key) { return QKeySequence(key).toString(QKeySequence::NativeText); };
  return {{tr("letters"), tr("Search for what is typed")},
          {text(Qt::Key_Escape), tr("Clears the search")},
          {tr("arrows"), tr("Choose a scenario or a run")},
          {text(Qt::Key_Return), tr("Runs the chosen scenario, or opens the chosen run")},
          {QKeySequence(Qt::CTRL | Qt::Key_E).toString(QKeySequence::NativeText),
           tr("Runs the chosen scenario with its text beside it, to be edited")}};
}

bool Gallery::isSearched(const QKeyEvent& key) const {
  if ((key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != 0 || key.text().isEmpty()) return false;
  const QChar typed = key.text().front();
  // A sign begins no search, so that what is no letter can be a key of the window.
  return typed.isLetterOrNumber() || (!words_->text().isEmpty() && (typed.isPrint() || key.key() == Qt::Key_Backspace));
}

void Gallery::clearSearch() {
  words_->clear();
  list_->setFocus();
}

// Typing searches, as where one opens files and programs: the single keys of the window are letters here.
bool Gallery::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
    return QWidget::eventFilter(watched, event);
  auto* key = static_cast<QKeyEvent*>(event);
  const bool clears = key->key() == Qt::Key_Escape && !words_->text().isEmpty();
  const bool goesDown = watched == words_ && key->key() == Qt::Key_Down;
  const bool searches = watched == list_ && isSearched(*key);
  if (!clears && !goesDown && !searches) return QWidget::eventFilter(watched, event);
  event->accept();
  if (event->type() == QEvent::ShortcutOverride) return true;
  if (clears)
    clearSearch();
  else if (goesDown)
    list_->setFocus();
  else {
    words_->setFocus();
    words_->end(false);
    QCoreApplication::sendEvent(words_, event);
  }
  return true;
}

void Gallery::readAll() {
  while (model_.readNext()) {
  }
}

void Gallery::focusSearch() {
  words_->setFocus();
  words_->selectAll();
}

void Gallery::editCurrent() {
  const QModelIndex index = list_->currentIndex();
  if (!index.isValid()) return;
  const GalleryEntry& entry = model_.entry(search_.mapToSource(index).row());
  entry.isRunFile ? emit opened(entry.subject, true) : emit editWanted(entry.subject);
}

void Gallery::showHits() {
  const bool isEmpty = search_.rowCount() == 0 && !words_->text().isEmpty();
  nothing_->setText(
      tr("No scenario has all of '%1' in its name or story. Escape clears the search.").arg(words_->text()));
  nothing_->setVisible(isEmpty);
  list_->setVisible(!isEmpty);
}

void Gallery::open(const QModelIndex& index) {
  if (!index.isValid()) return;
  const GalleryEntry& entry = model_.entry(search_.mapToSource(index).row());
  emit opened(entry.subject, entry.isRunFile);
}

}  // namespace orrery::gui
