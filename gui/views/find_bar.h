// Finds words in a text that is edited: a line above it with how often they are there. Everything in it has a key.
#pragma once

#include <QList>
#include <QWidget>

class QLabel;
class QLineEdit;

namespace orrery::gui {

class CodeEdit;

class FindBar final : public QWidget {
  Q_OBJECT
 public:
  // Hidden until it is opened. The text must outlive it.
  FindBar(CodeEdit& code, QWidget* parent);

  // With what is selected in the text, where that is within a line.
  void open();
  // The text has the focus again, with the place that was found selected.
  void close();
  void next(bool forward);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  // Where the words stand now; what is found first is at or behind `from`.
  void look(int from);
  void goTo(int place);
  void tellCount(int place);
  void restyle();

  CodeEdit& code_;
  QLineEdit* words_;
  QLabel* count_;
  QList<int> places_;
};

}  // namespace orrery::gui
