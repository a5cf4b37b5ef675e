#include "views/look.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace orrery::gui {

namespace {

// Okabe and Ito, "Color Universal Design", 2008.
const QColor kOrange("#E69F00"), kSkyBlue("#56B4E9"), kGreen("#009E73"), kYellow("#F0E442"), kBlue("#0072B2"),
    kVermilion("#D55E00"), kPurple("#CC79A7"), kGrey("#8A919C");

// Darker where they stand as text on a light ground, so that contrast stays at 4.5 to 1.
QColor readable(const QColor& hue, bool dark) { return dark ? hue.lighter(115) : hue.darker(150); }

}  // namespace

Look& Look::instance() {
  static Look look;
  return look;
}

void Look::applyTo(QApplication& application) {
  application_ = &application;
  application.setStyle(QStyleFactory::create("Fusion"));
  restyle();
}

void Look::setDark(bool dark) {
  if (dark == dark_) return;
  dark_ = dark;
  restyle();
  emit changed();
}

void Look::setRoomScale(double scale) { rescale(roomScale_, scale); }
void Look::setTextScale(double scale) { rescale(textScale_, scale); }

void Look::rescale(double& scale, double to) {
  if (scale == to) return;
  scale = to;
  restyle();
  emit changed();
}

QColor Look::ground() const { return dark_ ? QColor("#14171C") : QColor("#FAFAF8"); }
QColor Look::panel() const { return dark_ ? QColor("#1B1F26") : QColor("#FFFFFF"); }
QColor Look::ink() const { return dark_ ? QColor("#E6E8EB") : QColor("#1F2430"); }
QColor Look::quietInk() const { return dark_ ? QColor("#9AA3AF") : QColor("#6B7280"); }
QColor Look::hairline() const { return dark_ ? QColor("#2B313A") : QColor("#E3E5E8"); }
QColor Look::slow() const { return kPurple; }

QColor Look::of(Standing standing) const {
  switch (standing) {
    case Standing::serving: return kSkyBlue;
    case Standing::inCharge: return kOrange;
    case Standing::undecided: return kYellow;
    case Standing::refusing: return kVermilion;
    case Standing::down: return kGrey;
  }
  return kGrey;
}

QColor Look::of(Tone tone) const {
  switch (tone) {
    case Tone::plain: return ink();
    case Tone::in_charge: return readable(kOrange, dark_);
    case Tone::serving: return readable(kBlue, dark_);
    case Tone::undecided: return dark_ ? kYellow : QColor("#7A7000");
    case Tone::failing:
    case Tone::fault: return readable(kVermilion, dark_);
    case Tone::down:
    case Tone::paused: return quietInk();
    case Tone::slow: return readable(kPurple, dark_);
  }
  return ink();
}

QColor Look::ofTerm(std::int64_t term) const {
  const QColor hues[] = {kSkyBlue, kOrange, kGreen, kPurple, kYellow, kBlue, kVermilion};
  return hues[static_cast<std::uint64_t>(term) % std::size(hues)];
}

QFont Look::words(double pixels) const {
  QFont font("Inter");
  font.setStyleHint(QFont::SansSerif);
  font.setPixelSize(qRound(pixels * scale()));
  return font;
}

QFont Look::figures(double pixels) const {
  QFont font("JetBrains Mono");
  font.setStyleHint(QFont::Monospace);
  font.setPixelSize(qRound(pixels * scale()));
  return font;
}

void Look::restyle() {
  QPalette palette;
  palette.setColor(QPalette::Window, ground());
  palette.setColor(QPalette::Base, panel());
  palette.setColor(QPalette::AlternateBase, ground());
  palette.setColor(QPalette::Button, panel());
  palette.setColor(QPalette::ToolTipBase, panel());
  for (const QPalette::ColorRole role :
       {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText, QPalette::BrightText})
    palette.setColor(role, ink());
  palette.setColor(QPalette::PlaceholderText, quietInk());
  palette.setColor(QPalette::Mid, hairline());
  palette.setColor(QPalette::Highlight, dark_ ? kBlue : kSkyBlue.lighter(130));
  palette.setColor(QPalette::HighlightedText, ink());
  palette.setColor(QPalette::Link, readable(kBlue, dark_));
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, quietInk());
  application_->setPalette(palette);
  application_->setFont(words());
}

}  // namespace orrery::gui
