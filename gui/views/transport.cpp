#include "views/transport.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSlider>
#include <QToolButton>

#include "presenters/playback.h"
#include "presenters/run_session.h"
#include "views/elided_label.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

// Its text changes with every frame; as long as there is room for it, nothing is laid out anew.
class SteadyLabel final : public QLabel {
 public:
  explicit SteadyLabel(QWidget* parent) : QLabel(parent) { setTextFormat(Qt::PlainText); }

  QSize sizeHint() const override {
    widest_ = widest_.expandedTo({fontMetrics().horizontalAdvance(text()), fontMetrics().height()});
    return widest_;
  }
  QSize minimumSizeHint() const override { return {0, fontMetrics().height()}; }

 protected:
  void changeEvent(QEvent* event) override {
    if (event->type() == QEvent::FontChange) widest_ = {};
    QLabel::changeEvent(event);
  }

 private:
  mutable QSize widest_;
};

constexpr int kSide = 8, kGap = 8;

}  // namespace

const Transport::Extent Transport::kExtents[] = {
    {Extent::Length::withEvent, 170, 250, true, true}, {Extent::Length::withEvent, 90, 250, true, true},
    {Extent::Length::ofRun, 90, 250, true, true},      {Extent::Length::none, 90, 250, true, true},
    {Extent::Length::none, 90, 190, false, true},      {Extent::Length::none, 60, 110, false, false},
};

Transport::Transport(RunSession& session, Playback& playback, const TransportActions& actions, QWidget* parent)
    : QWidget(parent),
      session_(session),
      playback_(playback),
      actions_(actions),
      extent_(&kExtents[0]),
      time_(new SteadyLabel(this)),
      of_(new SteadyLabel(this)),
      speedText_(new ElidedLabel(this)),
      speed_(new QSlider(Qt::Horizontal, this)),
      more_(new QToolButton(this)),
      moreMenu_(new QMenu(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(kSide, 2, kSide, 2);
  row->setSpacing(kGap);
  makeButtons();
  row->addWidget(time_);
  row->addWidget(of_);
  row->addWidget(speedText_, 1);
  row->addWidget(button(actions_.slowMotion));
  row->addWidget(speed_);
  makeMore();
  row->addWidget(more_);
  time_->setAccessibleName(tr("Time of the run"));
  speedText_->setAccessibleName(tr("Speed, and what it is slowed down for"));
  speedText_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  speed_->setRange(0, static_cast<int>(Playback::rates().size()) - 1);
  speed_->setPageStep(3);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("Simulated seconds that pass in a second, by powers of ten (keys [ and ])"));
  connect(speed_, &QSlider::valueChanged, &playback_, &Playback::setSpeedStep);
  connect(&playback_, &Playback::changed, this, &Transport::showSpeed);
  connect(&session_, &RunSession::moved, this, &Transport::showTime);
  connect(&session_, &RunSession::grew, this, [this] {
    showTime();
    arrange();
  });
  connect(&Look::instance(), &Look::changed, this, [this] {
    showTime();
    arrange();
  });
  showTime();
  arrange();
}

void Transport::makeButtons() {
  auto* group = new QHBoxLayout;
  group->setSpacing(2);
  for (QAction* action : {actions_.toStart, actions_.previousMark, actions_.stepBack, actions_.play, actions_.step,
                          actions_.nextMark, actions_.toEnd}) {
    QToolButton* made = button(action);
    made->setToolButtonStyle(Qt::ToolButtonIconOnly);
    made->setAccessibleName(action->text());
    const auto restyle = [made] {
      constexpr double kIcon = 18;
      const int side = qRound(kIcon * Look::instance().scale());
      made->setIconSize({side, side});
    };
    restyle();
    connect(&Look::instance(), &Look::changed, made, restyle);
    group->addWidget(made);
  }
  static_cast<QHBoxLayout*>(layout())->addLayout(group);
}

QToolButton* Transport::button(QAction* action) {
  auto* made = new QToolButton(this);
  made->setDefaultAction(action);
  made->setAutoRaise(true);
  made->setFocusPolicy(Qt::TabFocus);
  buttons_[action] = made;
  return made;
}

void Transport::makeMore() {
  more_->setText(QString::fromUtf8("…"));
  more_->setToolTip(tr("What there is no room for"));
  more_->setAccessibleName(tr("More of playback"));
  more_->setAutoRaise(true);
  more_->setFocusPolicy(Qt::TabFocus);
  more_->setPopupMode(QToolButton::InstantPopup);
  more_->setMenu(moreMenu_);
}

bool Transport::isShown(const QAction* action, const Extent& extent) const {
  if (action == actions_.toStart || action == actions_.toEnd || action == actions_.slowMotion)
    return extent.areEndsShown;
  return extent.areStepsShown || (action != actions_.stepBack && action != actions_.step);
}

// By what each part wishes: nothing of it is cut.
int Transport::widthOf(const Extent& extent) const {
  const double scale = Look::instance().scale();
  int width = 2 * kSide + 4 * kGap + time_->sizeHint().width() + qRound((extent.slider + extent.speed) * scale);
  for (const auto& [action, button] : buttons_)
    if (isShown(action, extent)) width += button->sizeHint().width() + 2;
  if (extent.length != Extent::Length::none) width += of_->fontMetrics().horizontalAdvance(lengthText(extent.length));
  if (!extent.areEndsShown) width += more_->sizeHint().width() + kGap;
  return width;
}

void Transport::arrange() {
  extent_ = std::end(kExtents) - 1;
  for (const Extent& extent : kExtents) {
    if (widthOf(extent) > width()) continue;
    extent_ = &extent;
    break;
  }
  moreMenu_->clear();
  for (QAction* action : {actions_.toStart, actions_.stepBack, actions_.step, actions_.toEnd, actions_.slowMotion}) {
    const bool isShown = this->isShown(action, *extent_);
    buttons_[action]->setVisible(isShown);
    if (!isShown) moreMenu_->addAction(action);
  }
  more_->setVisible(!moreMenu_->isEmpty());
  of_->setVisible(extent_->length != Extent::Length::none);
  speed_->setFixedWidth(qRound(extent_->slider * Look::instance().scale()));
  showTime();
}

void Transport::resizeEvent(QResizeEvent*) { arrange(); }

// Before it is shown, its fonts are not those that it will have.
void Transport::showEvent(QShowEvent*) { arrange(); }

QString Transport::lengthText(Extent::Length length) const {
  const QString run = tr("of %1").arg(QString::fromStdString(to_text(session_.end())));
  if (length != Extent::Length::withEvent) return run;
  return run + tr(" · event %1").arg(static_cast<qulonglong>(session_.event())) +
         (session_.isRecording() ? tr(" · running") : QString());
}

void Transport::showTime() {
  // As fine as what is shown changes: microseconds where one looks closely.
  const bool isSlow = playback_.effectiveRate() < 10'000 || !playback_.isPlaying();
  const Duration step = isSlow ? Duration::microseconds(1) : Duration::milliseconds(1);
  time_->setFont(Look::instance().figures(15));
  time_->setText(QString::fromStdString(to_text(session_.time(), step)));
  of_->setFont(Look::instance().figures(15));
  of_->setForegroundRole(QPalette::PlaceholderText);
  of_->setText(lengthText(extent_->length));
  showSpeed();
}

void Transport::showSpeed() {
  const QSignalBlocker quiet(speed_);
  speed_->setValue(playback_.speedStep());
  Look& look = Look::instance();
  speedText_->setFont(look.figures(13));
  const QString reason = playback_.slowFor();
  QString text = Playback::rateText(playback_.effectiveRate());
  if (!reason.isEmpty()) text = tr("%1 slow: %2").arg(text, reason);
  speedText_->setText(text);
  QPalette colours = speedText_->palette();
  const QColor ink = look.of(reason.isEmpty() ? Tone::plain : Tone::slow);
  if (colours.color(QPalette::WindowText) == ink) return;
  colours.setColor(QPalette::WindowText, ink);
  speedText_->setPalette(colours);
}

}  // namespace orrery::gui
