#include "views/key_help.h"

#include <algorithm>

#include <QAction>
#include <QDialog>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QVBoxLayout>

#include "views/look.h"
#include "views/stage_legend.h"

namespace orrery::gui {

namespace {

bool isLetter(const QKeySequence& keys) {
  return keys.count() == 1 && keys[0].keyboardModifiers() == Qt::NoModifier && keys[0].key() >= Qt::Key_A &&
         keys[0].key() <= Qt::Key_Z;
}

// True where a view beside this one has the same key for the same: then it belongs to the view that holds both.
bool isSharedBySiblings(const QWidget& view, const KeyHelp& key) {
  const QWidget* parent = view.parentWidget();
  if (parent == nullptr || parent->accessibleName().isEmpty()) return false;
  const auto siblings = parent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly);
  return std::any_of(siblings.begin(), siblings.end(),
                     [&](const QWidget* one) { return one != &view && keysOf(*one).contains(key); });
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
  QList<const QWidget*> told;  // whose section each is
  for (const QWidget* view : room.findChildren<QWidget*>()) {
    if (view->accessibleName().isEmpty()) continue;
    for (const KeyHelp& key : keysOf(*view)) {
      const QWidget* owner = isSharedBySiblings(*view, key) ? view->parentWidget() : view;
      qsizetype place = told.indexOf(owner);
      if (place < 0) {
        place = all.size();
        told << owner;
        all << KeySection{owner->accessibleName(), {}};
      }
      if (!all[place].keys.contains(key)) all[place].keys << key;
    }
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

std::unique_ptr<QDialog> makeKeyHelp(QWidget& window, const QList<KeySection>& sections,
                                     const std::vector<StageSign>& signs) {
  auto dialog = std::make_unique<QDialog>(&window);
  dialog->setWindowTitle(QObject::tr("Keys and signs"));
  auto* column = new QVBoxLayout(dialog.get());
  auto* scroll = new QScrollArea(dialog.get());
  scroll->setWidgetResizable(true);
  auto* page = new QWidget(scroll);
  auto* row = new QHBoxLayout(page);
  row->setContentsMargins(12, 0, 12, 12);
  row->setSpacing(28);
  auto* label = new QLabel(keyTable(sections), page);
  label->setFont(Look::instance().words());
  label->setWordWrap(true);
  label->setAlignment(Qt::AlignTop);
  row->addWidget(label, 3);
  row->addWidget(new StageLegend(signs, page), 2);
  scroll->setWidget(page);
  column->addWidget(scroll);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog.get());
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog.get(), &QDialog::reject);
  column->addWidget(buttons);
  constexpr int kWidth = 1320, kHeight = 860;
  const double scale = Look::instance().scale();
  const QSize screen = window.screen()->availableSize();
  dialog->resize(QSize(qRound(kWidth * scale), qRound(kHeight * scale)).boundedTo(screen * 0.95));
  return dialog;
}

}  // namespace orrery::gui
