#include "views/key_help.h"

#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include "views/look.h"

namespace orrery::gui {

namespace {

bool isLetter(const QKeySequence& keys) {
  return keys.count() == 1 && keys[0].keyboardModifiers() == Qt::NoModifier && keys[0].key() >= Qt::Key_A &&
         keys[0].key() <= Qt::Key_Z;
}

}  // namespace

QList<KeyHelp> keysOf(const QWidget& widget, SingleLetters letters) {
  QList<KeyHelp> all;
  for (const QAction* action : widget.actions()) {
    QStringList keys;
    for (const QKeySequence& one : action->shortcuts())
      if (letters == SingleLetters::told || !isLetter(one)) keys << one.toString(QKeySequence::NativeText);
    if (keys.isEmpty()) continue;
    all << KeyHelp{keys.join(QStringLiteral(", ")),
                   action->statusTip().isEmpty() ? action->text() : action->statusTip()};
  }
  return all;
}

QList<KeySection> keysWithin(const QWidget& room) {
  QList<KeySection> all;
  for (const QWidget* view : room.findChildren<QWidget*>()) {
    const QList<KeyHelp> keys = keysOf(*view);
    if (!keys.isEmpty() && !view->accessibleName().isEmpty()) all << KeySection{view->accessibleName(), keys};
  }
  return all;
}

QString keyTable(const QList<KeySection>& sections) {
  const Look& look = Look::instance();
  // Either cell has both types in it: their lines are as high, and their words stand on one baseline.
  const QString mono = QStringLiteral("<span style=\"font-family:'%1'; font-size:%2px\">%3</span>");
  const auto inMono = [&](const QString& text) {
    return mono.arg(look.figures().family()).arg(look.figures().pixelSize()).arg(text);
  };
  QString rows;
  for (const KeySection& section : sections) {
    if (section.keys.isEmpty()) continue;
    rows += QStringLiteral("<tr><td colspan='2' style='padding:12px 0 4px 0'><b>%1</b></td></tr>")
                .arg(section.title.toHtmlEscaped());
    for (const KeyHelp& one : section.keys)
      rows += QStringLiteral(
                  "<tr><td style='padding:2px 18px 2px 0; white-space:nowrap'>%1&nbsp;</td>"
                  "<td style='padding:2px 0'>%2%3</td></tr>")
                  .arg(inMono(one.keys.toHtmlEscaped()), inMono(QStringLiteral("&nbsp;")), one.told.toHtmlEscaped());
  }
  return QStringLiteral("<table cellspacing='0'>%1</table>").arg(rows);
}

void showKeyHelp(QWidget& window, const QList<KeySection>& sections) {
  QDialog dialog(&window);
  dialog.setWindowTitle(QObject::tr("Keys"));
  auto* column = new QVBoxLayout(&dialog);
  auto* scroll = new QScrollArea(&dialog);
  scroll->setWidgetResizable(true);
  auto* label = new QLabel(keyTable(sections), scroll);
  label->setFont(Look::instance().words());
  label->setMargin(12);
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignTop);
  scroll->setWidget(label);
  column->addWidget(scroll);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, &dialog);
  QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
  column->addWidget(buttons);
  constexpr int kWidth = 820, kHeight = 700;
  const double scale = Look::instance().scale();
  dialog.resize(qRound(kWidth * scale), qRound(kHeight * scale));
  dialog.exec();
}

}  // namespace orrery::gui
