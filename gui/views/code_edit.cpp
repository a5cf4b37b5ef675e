#include "views/code_edit.h"

#include <algorithm>

#include <QPainter>
#include <QPlainTextDocumentLayout>
#include <QScrollBar>
#include <QTextBlock>

#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr int kFontPixels = 12, kMessagePixels = 12, kPadding = 4, kColumnsWished = 90;

// The messages of a line, which go with its block while the text around it changes.
struct Messages final : QTextBlockUserData {
  std::vector<LineMessage> list;
  double height = 0;  // under the line
};

const Messages* messagesOf(const QTextBlock& block) { return static_cast<const Messages*>(block.userData()); }

// Leaves room for the messages under the lines that have some.
class MessageLayout final : public QPlainTextDocumentLayout {
 public:
  using QPlainTextDocumentLayout::QPlainTextDocumentLayout;

  QRectF blockBoundingRect(const QTextBlock& block) const override {
    QRectF rect = QPlainTextDocumentLayout::blockBoundingRect(block);
    if (const Messages* messages = messagesOf(block)) rect.setHeight(rect.height() + messages->height);
    return rect;
  }
};

// A shape and a word, so that it does not depend on the colour.
QString signOf(bool isError) { return isError ? QStringLiteral("✗") : QStringLiteral("⚠"); }

QString shownText(const LineMessage& message) {
  QString text = message.isError ? message.text : QStringLiteral("warning: ") + message.text;
  if (!message.note.isEmpty()) text += QLatin1Char('\n') + message.note;
  return text;
}

// Where a message stands in a viewport of this width, below `top`.
QRectF messageRect(const LineMessage& message, const QFontMetricsF& metrics, double top, double width) {
  const double left = 2 * kPadding + metrics.horizontalAdvance(QStringLiteral("⚠ "));
  const QRectF room(left, top + 1, width - left - kPadding, 1e6);
  return {room.topLeft(),
          QSizeF(room.width(), metrics.boundingRect(room, Qt::TextWordWrap, shownText(message)).height())};
}

// In UTF-16 units from the start of the line.
int offsetOfColumn(const QString& line, int column) {
  int offset = 0;
  for (int at = 1; at < column && offset < line.size(); ++at) offset += line[offset].isHighSurrogate() ? 2 : 1;
  return offset;
}

// The word at the offset; a place behind the end is that of the last character.
std::pair<int, int> wordAt(const QString& line, int offset) {
  if (offset >= line.size()) return {std::max(0, static_cast<int>(line.size()) - 1), static_cast<int>(line.size())};
  int end = offset;
  const auto isInWord = [](QChar c) { return !c.isSpace() && !QStringView(u",{}[]:#").contains(c); };
  while (end < line.size() && isInWord(line[end])) ++end;
  return {offset, std::max(end, offset + 1)};
}

}  // namespace

class CodeEdit::Gutter final : public QWidget {
 public:
  explicit Gutter(CodeEdit& edit) : QWidget(&edit), edit_(edit) {}

  int wishedWidth() const {
    const int digits = std::max(2, static_cast<int>(QString::number(edit_.blockCount()).size()));
    const QFontMetricsF metrics(edit_.font());
    return qRound(metrics.horizontalAdvance(QLatin1Char('9')) * (digits + 2)) + 2 * kPadding;
  }

 protected:
  void paintEvent(QPaintEvent* event) override {
    QPainter painter(this);
    edit_.paintGutter(painter, event->rect());
  }

 private:
  CodeEdit& edit_;
};

CodeEdit::CodeEdit(QWidget* parent) : QPlainTextEdit(parent), gutter_(new Gutter(*this)) {
  auto* text = new QTextDocument(this);
  text->setDocumentLayout(new MessageLayout(text));
  setDocument(text);
  setLineWrapMode(QPlainTextEdit::NoWrap);
  setFrameShape(QFrame::NoFrame);
  setTabChangesFocus(false);
  connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeEdit::placeGutter);
  connect(this, &QPlainTextEdit::cursorPositionChanged, gutter_, qOverload<>(&QWidget::update));
  connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect& area, int dy) {
    if (dy != 0)
      gutter_->scroll(0, dy);
    else
      gutter_->update(0, area.y(), gutter_->width(), area.height());
  });
  connect(&Look::instance(), &Look::changed, this, &CodeEdit::restyle);
  restyle();
}

void CodeEdit::restyle() {
  setFont(Look::instance().figures(kFontPixels));
  setTabStopDistance(2 * QFontMetricsF(font()).horizontalAdvance(QLatin1Char(' ')));
  placeGutter();
  underline();
  measureMessages();
}

int CodeEdit::widthOfColumns(int columns) const {
  const double text = QFontMetricsF(font()).horizontalAdvance(QLatin1Char('x')) * columns;
  return gutter_->wishedWidth() + qRound(text + 2 * document()->documentMargin()) +
         verticalScrollBar()->sizeHint().width();
}

QSize CodeEdit::sizeHint() const { return {widthOfColumns(kColumnsWished), 400}; }

void CodeEdit::placeGutter() {
  const QRect area = contentsRect();
  setViewportMargins(gutter_->wishedWidth(), 0, 0, 0);
  gutter_->setGeometry(area.left(), area.top(), gutter_->wishedWidth(), area.height());
}

void CodeEdit::resizeEvent(QResizeEvent* event) {
  QPlainTextEdit::resizeEvent(event);
  placeGutter();
  measureMessages();
}

void CodeEdit::changeEvent(QEvent* event) {
  QPlainTextEdit::changeEvent(event);
  if (event->type() == QEvent::FontChange) placeGutter();
}

bool CodeEdit::event(QEvent* event) {
  // Whatever is typed is text, and moves in it: the single keys of the room are not for now.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool isPlain = (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == 0;
    const bool isCommand = key->key() == Qt::Key_Escape || (key->key() >= Qt::Key_F1 && key->key() <= Qt::Key_F35);
    if (isPlain && !isCommand) {
      event->accept();
      return true;
    }
  }
  return QPlainTextEdit::event(event);
}

void CodeEdit::keyPressEvent(QKeyEvent* event) {
  constexpr int kStep = 2;
  const QTextCursor cursor = textCursor();
  const QString line = cursor.block().text();
  if (event->key() == Qt::Key_Tab && event->modifiers() == Qt::NoModifier) {
    // YAML allows no tabs.
    insertPlainText(QString(kStep - cursor.positionInBlock() % kStep, QLatin1Char(' ')));
  } else if (event->key() == Qt::Key_Backtab) {
    // The way out by keyboard, since Tab is text.
    focusNextPrevChild(false);
  } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
             event->modifiers() == Qt::NoModifier) {
    const auto text = std::find_if_not(line.begin(), line.end(), [](QChar c) { return c == u' '; });
    const QString before = line.left(cursor.positionInBlock());
    auto indentation = std::min<qsizetype>(text - line.begin(), before.size());
    if (before.trimmed().endsWith(QLatin1Char(':'))) indentation += kStep;
    insertPlainText(QLatin1Char('\n') + QString(indentation, QLatin1Char(' ')));
    ensureCursorVisible();
  } else {
    return QPlainTextEdit::keyPressEvent(event);
  }
  event->accept();
}

void CodeEdit::replace(int position, int length, const QString& text) {
  QTextCursor cursor(document());
  cursor.beginEditBlock();
  cursor.setPosition(position);
  cursor.setPosition(position + length, QTextCursor::KeepAnchor);
  cursor.insertText(text);
  cursor.endEditBlock();
}

void CodeEdit::setMessages(const std::vector<LineMessage>& messages) {
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
    if (messagesOf(block) != nullptr) block.setUserData(nullptr);
  for (const LineMessage& message : messages) {
    QTextBlock block = document()->findBlockByNumber(std::clamp(message.line, 1, blockCount()) - 1);
    auto* messagesHere = static_cast<Messages*>(block.userData());
    if (messagesHere == nullptr) block.setUserData(messagesHere = new Messages);
    messagesHere->list.push_back(message);
  }
  underline();
  measureMessages();
}

void CodeEdit::setFound(const QList<int>& places, int length) {
  found_ = places;
  foundLength_ = length;
  underline();
}

void CodeEdit::underline() {
  QList<QTextEdit::ExtraSelection> all;
  QColor ground = Look::instance().of(Standing::inCharge);
  ground.setAlphaF(0.3F);
  for (const int place : found_) {
    QTextEdit::ExtraSelection selection;
    selection.cursor = QTextCursor(document());
    selection.cursor.setPosition(place);
    selection.cursor.setPosition(place + foundLength_, QTextCursor::KeepAnchor);
    selection.format.setBackground(ground);
    all << selection;
  }
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    const Messages* messages = messagesOf(block);
    if (messages == nullptr) continue;
    for (const LineMessage& message : messages->list) {
      const QString line = block.text();
      const auto [begin, end] = message.column > 0 ? wordAt(line, offsetOfColumn(line, message.column))
                                                   : std::pair(0, static_cast<int>(line.size()));
      QTextEdit::ExtraSelection selection;
      selection.cursor = QTextCursor(block);
      selection.cursor.setPosition(block.position() + begin);
      selection.cursor.setPosition(block.position() + end, QTextCursor::KeepAnchor);
      selection.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
      selection.format.setUnderlineColor(Look::instance().of(message.isError ? Tone::failing : Tone::undecided));
      all << selection;
    }
  }
  setExtraSelections(all);
}

void CodeEdit::measureMessages() {
  const QFontMetricsF metrics(Look::instance().words(kMessagePixels));
  bool isAny = false;
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    auto* messages = static_cast<Messages*>(block.userData());
    if (messages == nullptr) continue;
    isAny = true;
    messages->height = 0;
    for (const LineMessage& message : messages->list)
      messages->height += messageRect(message, metrics, 0, viewport()->width()).height() + 2;
    messages->height += kPadding;
  }
  auto* layout = static_cast<MessageLayout*>(document()->documentLayout());
  emit layout->documentSizeChanged(layout->documentSize());
  layout->requestUpdate();
  if (isAny) gutter_->update();
}

QList<int> CodeEdit::messagePositions() const {
  QList<int> all;
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
    if (const Messages* messages = messagesOf(block))
      for (const LineMessage& message : messages->list)
        all << block.position() + offsetOfColumn(block.text(), message.column);
  return all;
}

bool CodeEdit::goToMessage(bool forward) {
  const QList<int> all = messagePositions();
  if (all.isEmpty()) return false;
  const int here = textCursor().position();
  int to = forward ? all.first() : all.last();
  if (forward) {
    const auto next = std::upper_bound(all.begin(), all.end(), here);
    if (next != all.end()) to = *next;
  } else {
    const auto next = std::lower_bound(all.begin(), all.end(), here);
    if (next != all.begin()) to = *(next - 1);
  }
  QTextCursor cursor = textCursor();
  cursor.setPosition(to);
  setTextCursor(cursor);
  centerCursor();
  setFocus();
  // For who does not see what stands under the line.
  const Messages* shown = messagesOf(cursor.block());
  setAccessibleDescription(shown != nullptr ? shownText(shown->list.front()) : QString());
  return true;
}

void CodeEdit::paintEvent(QPaintEvent* event) {
  QPlainTextEdit::paintEvent(event);
  Look& look = Look::instance();
  QPainter painter(viewport());
  painter.setFont(look.words(kMessagePixels));
  const QFontMetricsF metrics(painter.font());
  for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
    const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
    if (rect.top() > event->rect().bottom()) break;
    const Messages* messages = messagesOf(block);
    if (messages == nullptr) continue;
    double top = rect.bottom() - messages->height;
    for (const LineMessage& message : messages->list) {
      const QRectF text = messageRect(message, metrics, top, viewport()->width());
      const double height = text.height() + 2;
      const QColor tone = look.of(message.isError ? Tone::failing : Tone::undecided);
      QColor ground = tone;
      ground.setAlphaF(look.isDark() ? 0.2f : 0.1f);
      painter.fillRect(QRectF(0, top, viewport()->width(), height), ground);
      painter.setPen(tone);
      painter.drawText(QPointF(2 * kPadding, text.top() + metrics.ascent()), signOf(message.isError));
      painter.setPen(look.ink());
      painter.drawText(text, Qt::TextWordWrap, shownText(message));
      top += height;
    }
  }
}

void CodeEdit::paintGutter(QPainter& painter, const QRect& area) {
  Look& look = Look::instance();
  painter.fillRect(area, look.ground());
  const double lineHeight = QFontMetricsF(font()).height();
  const double right = gutter_->width() - kPadding;
  for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
    const QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
    if (rect.top() > area.bottom()) break;
    const bool isHere = block.blockNumber() == textCursor().blockNumber();
    painter.setFont(font());
    painter.setPen(isHere ? look.ink() : look.quietInk());
    painter.drawText(QRectF(0, rect.top(), right, lineHeight), Qt::AlignRight | Qt::AlignVCenter,
                     QString::number(block.blockNumber() + 1));
    const Messages* messages = messagesOf(block);
    if (messages == nullptr) continue;
    const bool isError = std::any_of(messages->list.begin(), messages->list.end(),
                                     [](const LineMessage& message) { return message.isError; });
    painter.setFont(look.words(kMessagePixels));
    painter.setPen(look.of(isError ? Tone::failing : Tone::undecided));
    painter.drawText(QRectF(kPadding, rect.top(), right, lineHeight), Qt::AlignLeft | Qt::AlignVCenter,
                     signOf(isError));
  }
}

}  // namespace orrery::gui
