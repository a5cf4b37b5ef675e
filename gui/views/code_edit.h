// A text editor for code: line numbers, and what is wrong with a line under it.
#pragma once

#include <vector>

#include <QPlainTextEdit>

namespace orrery::gui {

// What is said about a place of the text.
struct LineMessage {
  int line = 1;    // from 1
  int column = 0;  // in characters (code points) from 1; 0: the line as a whole
  bool isError = true;
  QString text;
  QString note;  // what was probably meant; may be empty
};

class CodeEdit final : public QPlainTextEdit {
  Q_OBJECT
 public:
  explicit CodeEdit(QWidget* parent = nullptr);

  // In the order of their places; they move with their lines until others are set.
  void setMessages(const std::vector<LineMessage>& messages);
  // Puts the cursor to the next place with a message, round the end; false where there is none.
  bool goToMessage(bool forward);
  // Places of so many characters that are marked as found.
  void setFound(const QList<int>& places, int length);
  // So many columns, with the line numbers and the scroll bar.
  int widthOfColumns(int columns) const;
  // Replaces so many characters as one step of undo.
  void replace(int position, int length, const QString& text);

  QSize sizeHint() const override;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  class Gutter;
  void restyle();
  void placeGutter();
  void paintGutter(QPainter& painter, const QRect& area);
  void underline();
  // The lines with messages need other heights.
  void measureMessages();
  QList<int> messagePositions() const;

  Gutter* gutter_;
  QList<int> found_;
  int foundLength_ = 0;
};

}  // namespace orrery::gui
