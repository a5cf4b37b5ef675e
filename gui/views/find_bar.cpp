#include "views/find_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include "models/text_search.h"
#include "views/code_edit.h"
#include "views/look.h"

namespace orrery::gui {

FindBar::FindBar(CodeEdit& code, QWidget* parent)
    : QWidget(parent), code_(code), words_(new QLineEdit(this)), count_(new QLabel(this)) {
  setAccessibleName(tr("Find"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 3, 8, 3);
  words_->setPlaceholderText(tr("Find in the text"));
  words_->setAccessibleName(tr("Find in the text"));
  count_->setAccessibleName(tr("Found"));
  row->addWidget(words_, 1);
  row->addWidget(count_);
  const auto button = [&](const QString& text, const QString& name, const QString& tip, auto act) {
    auto* made = new QToolButton(this);
    made->setText(text);
    made->setAccessibleName(name);
    made->setToolTip(tip);
    made->setFocusPolicy(Qt::TabFocus);
    connect(made, &QToolButton::clicked, this, act);
    made->installEventFilter(this);
    row->addWidget(made);
  };
  button(QString::fromUtf8("↑"), tr("Previous"), tr("The place before (Shift+Return, Shift+F3)"),
         [this] { next(false); });
  button(QString::fromUtf8("↓"), tr("Next"), tr("The next place (Return, F3)"), [this] { next(true); });
  button(QString::fromUtf8("✕"), tr("Close"), tr("Back to the text (Esc)"), [this] { close(); });
  words_->installEventFilter(this);
  connect(words_, &QLineEdit::textEdited, this, [this] { look(code_.textCursor().selectionStart()); });
  connect(&code_, &QPlainTextEdit::textChanged, this, [this] {
    if (isHidden()) return;
    places_ = placesOf(words_->text(), code_.toPlainText());
    code_.setFound(places_, static_cast<int>(words_->text().size()));
    tellCount(static_cast<int>(places_.indexOf(code_.textCursor().selectionStart())));
  });
  connect(&Look::instance(), &Look::changed, this, &FindBar::restyle);
  restyle();
  hide();
}

void FindBar::restyle() {
  words_->setFont(Look::instance().figures(12));
  count_->setFont(Look::instance().words(12));
}

void FindBar::open() {
  const QString selected = code_.textCursor().selectedText();
  // Qt's sign for the end of a line within a selection.
  if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator)) words_->setText(selected);
  show();
  words_->setFocus();
  words_->selectAll();
  look(code_.textCursor().selectionStart());
}

void FindBar::close() {
  hide();
  places_.clear();
  code_.setFound({}, 0);
  code_.setFocus();
}

void FindBar::look(int from) {
  places_ = placesOf(words_->text(), code_.toPlainText());
  code_.setFound(places_, static_cast<int>(words_->text().size()));
  goTo(nextPlace(places_, from - 1, true));
}

void FindBar::next(bool forward) {
  const int here = code_.textCursor().selectionStart();
  places_ = placesOf(words_->text(), code_.toPlainText());
  goTo(nextPlace(places_, here, forward));
}

void FindBar::goTo(int place) {
  if (place >= 0) {
    QTextCursor cursor = code_.textCursor();
    cursor.setPosition(places_[place]);
    cursor.setPosition(places_[place] + static_cast<int>(words_->text().size()), QTextCursor::KeepAnchor);
    code_.setTextCursor(cursor);
  }
  tellCount(place);
}

void FindBar::tellCount(int place) {
  const auto count = static_cast<int>(places_.size());
  if (words_->text().isEmpty())
    count_->clear();
  else if (count == 0)
    count_->setText(tr("not found"));
  else
    count_->setText(place >= 0 ? tr("%1 of %2").arg(place + 1).arg(count) : tr("%1 places").arg(count));
}

// Keys that the window has, too, are the bar's while it has the focus.
bool FindBar::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
    return QWidget::eventFilter(watched, event);
  const auto* key = static_cast<const QKeyEvent*>(event);
  const bool isReturn = watched == words_ && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
                        !(key->modifiers() & Qt::ControlModifier);
  const bool isNext = isReturn || key->key() == Qt::Key_F3;
  const bool isFind = key->matches(QKeySequence::Find);
  if (key->key() != Qt::Key_Escape && !isNext && !isFind) return QWidget::eventFilter(watched, event);
  event->accept();
  if (event->type() == QEvent::ShortcutOverride) return true;
  if (isNext)
    next(!(key->modifiers() & Qt::ShiftModifier));
  else if (isFind)
    words_->selectAll();
  else
    close();
  return true;
}

}  // namespace orrery::gui
