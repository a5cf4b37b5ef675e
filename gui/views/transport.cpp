#include "views/transport.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>

#include "presenters/playback.h"
#include "presenters/run_session.h"
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

}  // namespace

Transport::Transport(RunSession& session, Playback& playback, const TransportActions& actions, QWidget* parent)
    : QWidget(parent),
      session_(session),
      playback_(playback),
      time_(new SteadyLabel(this)),
      of_(new SteadyLabel(this)),
      speedText_(new QLabel(this)),
      speed_(new QSlider(Qt::Horizontal, this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(8, 2, 8, 2);
  row->setSpacing(2);
  for (QAction* action : {actions.toStart, actions.previousMark, actions.stepBack, actions.play, actions.step,
                          actions.nextMark, actions.toEnd}) {
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    const auto restyle = [button] {
      constexpr double kIcon = 18;
      const int side = qRound(kIcon * Look::instance().scale());
      button->setIconSize({side, side});
    };
    restyle();
    connect(&Look::instance(), &Look::changed, button, restyle);
    row->addWidget(button);
  }
  time_->setAccessibleName(tr("Time of the run"));
  // In a narrow window the ends of these are cut rather than the window widened.
  constexpr int kLeastText = 60;
  time_->setMinimumWidth(kLeastText);
  of_->setMinimumWidth(kLeastText);
  speedText_->setMinimumWidth(kLeastText);
  row->addSpacing(10);
  row->addWidget(time_);
  row->addSpacing(12);
  row->addWidget(of_);
  row->addStretch(1);
  auto* slow = new QToolButton(this);
  slow->setDefaultAction(actions.slowMotion);
  slow->setToolButtonStyle(Qt::ToolButtonTextOnly);
  slow->setAutoRaise(true);
  slow->setFocusPolicy(Qt::TabFocus);
  row->addWidget(slow);
  row->addSpacing(10);
  row->addWidget(speedText_);
  row->addSpacing(8);
  speed_->setRange(0, static_cast<int>(Playback::rates().size()) - 1);
  speed_->setFixedWidth(170);
  speed_->setPageStep(3);
  speed_->setAccessibleName(tr("Speed"));
  speed_->setToolTip(tr("Simulated seconds that pass in a second, by powers of ten (keys [ and ])"));
  row->addWidget(speed_);
  connect(speed_, &QSlider::valueChanged, &playback_, &Playback::setSpeedStep);
  connect(&playback_, &Playback::changed, this, &Transport::showSpeed);
  connect(&session_, &RunSession::moved, this, &Transport::showTime);
  connect(&session_, &RunSession::grew, this, &Transport::showTime);
  connect(&Look::instance(), &Look::changed, this, [this] {
    showTime();
    showSpeed();
  });
  showTime();
  showSpeed();
}

void Transport::showTime() {
  // As fine as what is shown changes: microseconds where one looks closely.
  const bool isSlow = playback_.effectiveRate() < 10'000 || !playback_.isPlaying();
  const Duration step = isSlow ? Duration::microseconds(1) : Duration::milliseconds(1);
  time_->setFont(Look::instance().figures(15));
  time_->setText(QString::fromStdString(to_text(session_.time(), step)));
  of_->setFont(Look::instance().figures(15));
  of_->setForegroundRole(QPalette::PlaceholderText);
  of_->setText(tr("of %1 · event %2")
                   .arg(QString::fromStdString(to_text(session_.end())))
                   .arg(static_cast<qulonglong>(session_.event())) +
               (session_.isRecording() ? tr(" · running") : QString()));
  showSpeed();
}

void Transport::showSpeed() {
  const QSignalBlocker quiet(speed_);
  speed_->setValue(playback_.speedStep());
  speedText_->setFont(Look::instance().figures(13));
  const Rate now = playback_.effectiveRate();
  QString text = Playback::rateText(playback_.rate());
  if (now < playback_.rate()) text = tr("%1 slow, of %2").arg(Playback::rateText(now), text);
  speedText_->setText(text);
}

}  // namespace orrery::gui
