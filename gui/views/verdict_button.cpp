#include "views/verdict_button.h"

#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QWidgetAction>

#include "presenters/run_session.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

QColor colourOf(const std::optional<Verdict>& verdict) {
  const Look& look = Look::instance();
  if (!verdict) return look.quietInk();
  switch (*verdict) {
    case Verdict::held: return look.of(Tone::serving);
    case Verdict::failed: return look.of(Tone::failing);
    case Verdict::undecided: return look.of(Tone::undecided);
  }
  return look.quietInk();
}

QString wordOf(const std::optional<Verdict>& verdict) {
  if (!verdict) return QString::fromUtf8("○ open");
  switch (*verdict) {
    case Verdict::held: return QString::fromUtf8("✓ held");
    case Verdict::failed: return QString::fromUtf8("✗ failed");
    case Verdict::undecided: return QStringLiteral("? undecided");
  }
  return {};
}

}  // namespace

QString expectationText(const ExpectationList& list) {
  // A figure and its unit stay on one line.
  static const QRegularExpression kFigure(QStringLiteral("(\\d) (?=(?:ns|us|ms|s|min|h|kB|MB)\\b)"));
  const auto words = [](const std::string& text) {
    return QString::fromStdString(text).replace(kFigure, QStringLiteral("\\1\u00a0")).toHtmlEscaped();
  };
  QString all;
  const auto add = [&](const ExpectationLine& one) {
    all += QStringLiteral("<p style='margin:0 0 7px 0'><span style='color:%1; font-weight:%2'>%3</span>  %4")
               .arg(colourOf(one.verdict).name(), one.verdict ? QStringLiteral("bold") : QStringLiteral("normal"),
                    wordOf(one.verdict), words(one.claim));
    if (!one.figure.empty())
      all += QStringLiteral("<br><span style='color:%1'>%2</span>")
                 .arg(Look::instance().quietInk().name(), words(one.figure));
    all += QStringLiteral("</p>");
  };
  for (const ExpectationLine& one : list.lines) add(one);
  if (list.whole) add(*list.whole);
  return all;
}

VerdictButton::VerdictButton(RunSession& session, const std::optional<Scenario>& scenario, QWidget* parent)
    : QToolButton(parent), session_(session), scenario_(scenario), menu_(new QMenu(this)), list_(new QLabel(menu_)) {
  setAutoRaise(true);
  setFocusPolicy(Qt::TabFocus);
  list_->setWordWrap(true);
  list_->setTextFormat(Qt::RichText);
  list_->setMargin(12);
  list_->setAccessibleName(tr("Expectations"));
  auto* held = new QWidgetAction(menu_);
  held->setDefaultWidget(list_);
  menu_->addAction(held);
  connect(&session_, &RunSession::grew, this, &VerdictButton::refresh);
  connect(&Look::instance(), &Look::changed, this, &VerdictButton::refresh);
  refresh();
}

void VerdictButton::setColumnShown(bool shown) {
  isColumnShown_ = shown;
  refresh();
}

void VerdictButton::open() {
  refresh();
  const QPoint corner(parentWidget()->width() - menu_->sizeHint().width(), sizeHint().height());
  menu_->popup(isVisible() ? mapToGlobal(rect().bottomLeft()) : parentWidget()->mapToGlobal(corner));
}

void VerdictButton::refresh() {
  constexpr int kWidth = 380;
  const ExpectationList list = expectationsOf(session_, scenario_);
  setText(QString::fromStdString(list.summary()));
  setAccessibleName(tr("Verdict: %1").arg(text()));
  QFont font = Look::instance().words();
  font.setWeight(list.whole ? QFont::DemiBold : QFont::Normal);
  setFont(font);
  QPalette colours = palette();
  colours.setColor(QPalette::ButtonText, colourOf(list.whole ? list.whole->verdict : std::nullopt));
  setPalette(colours);
  list_->setFont(Look::instance().words(12));
  list_->setFixedWidth(qRound(kWidth * Look::instance().scale()));
  list_->setText(expectationText(list));
  setVisible(!isColumnShown_ || (list.whole && list.whole->verdict != Verdict::held));
}

}  // namespace orrery::gui
