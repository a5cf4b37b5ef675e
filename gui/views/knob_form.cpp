#include "views/knob_form.h"

#include <algorithm>
#include <cmath>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>
#include <QVBoxLayout>

#include "core/value_text.h"
#include "models/knob_scale.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

// A field's own undo would know nothing of the text that it changes: undo and redo go to whoever owns that.
class NoUndoOfItsOwn final : public QObject {
 public:
  explicit NoUndoOfItsOwn(QWidget& field) : QObject(&field) { field.installEventFilter(this); }

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
      return QObject::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (!key->matches(QKeySequence::Undo) && !key->matches(QKeySequence::Redo))
      return QObject::eventFilter(watched, event);
    event->ignore();
    return true;
  }
};

// A wheel over a form that scrolls must not turn what is passed.
class NoWheel final : public QObject {
 public:
  explicit NoWheel(QWidget& field) : QObject(&field) {
    field.setFocusPolicy(Qt::StrongFocus);
    field.installEventFilter(this);
  }

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus())
      return QObject::eventFilter(watched, event);
    event->ignore();
    return true;
  }
};

}  // namespace

KnobForm::KnobForm(QString effect, QWidget* parent) : QWidget(parent), effect_(std::move(effect)) {
  setAccessibleName(tr("Knobs"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
}

void KnobForm::setKnobs(const std::vector<KnobValue>& knobs) {
  const bool isSame =
      content_ != nullptr &&
      std::equal(rows_.begin(), rows_.end(), knobs.begin(), knobs.end(), [](const Row& row, const KnobValue& knob) {
        const Knob &a = row.knob, &b = knob.knob;
        return a.path == b.path && a.label == b.label && a.values == b.values && a.low == b.low && a.high == b.high;
      });
  if (!isSame) {
    // Later: one of them may be what is telling of a change right now.
    if (content_ != nullptr) {
      content_->hide();
      content_->deleteLater();
    }
    rows_.clear();
    content_ = new QWidget(this);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    layout()->addWidget(content_);
    for (const KnobValue& knob : knobs) makeRow(knob);
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const KnobValue& knob = knobs[i];
    rows_[i].show(knob);
    const QString label = text(knob.knob.label);
    rows_[i].label->setText(knob.missing.empty() ? label : tr("%1 (no %2)").arg(label, text(knob.missing)));
    rows_[i].label->setToolTip(hint(knob));
    rows_[i].field->setEnabled(knob.missing.empty());
  }
  arrange();
}

void KnobForm::arrange() {
  constexpr int kRoomForBoth = 440, kLabelWidth = 190;
  const double scale = Look::instance().scale();
  const bool isWide = width() >= kRoomForBoth * scale;
  for (const Row& row : rows_) {
    row.line->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    const int labelWidth = qRound(kLabelWidth * scale);
    row.label->setMinimumWidth(isWide ? labelWidth : 0);
    row.label->setMaximumWidth(isWide ? labelWidth : QWIDGETSIZE_MAX);
  }
}

QString KnobForm::hint(const KnobValue& knob) const {
  QStringList lines{text(knob.knob.path)};
  if (knob.parameter != nullptr && !knob.parameter->help.empty())
    lines << QString::fromUtf8(knob.parameter->help.data(), static_cast<qsizetype>(knob.parameter->help.size()));
  if (!knob.knob.low.empty())
    lines << tr("from %1 to %2").arg(text(in_prose(knob.knob.low)), text(in_prose(knob.knob.high)));
  if (!knob.missing.empty()) {
    lines << tr("there is no %1 here: nothing to turn").arg(text(knob.missing));
    return lines.join(QLatin1Char('\n'));
  }
  if (!knob.isGiven) lines << tr("the scenario does not say: this is the default");
  lines << tr("A change %1").arg(effect_);
  return lines.join(QLatin1Char('\n'));
}

void KnobForm::makeRow(const KnobValue& knob) {
  auto* label = new QLabel(text(knob.knob.label), content_);
  label->setWordWrap(true);
  auto* line = new QBoxLayout(QBoxLayout::TopToBottom);
  line->setSpacing(3);
  Row row{knob.knob, line, label, nullptr, {}};
  const bool isRange = knob.knob.values.empty() && KnobScale::of(knob.knob, knob.parameter);
  QWidget* field = isRange ? makeRange(knob, row) : makeChoice(knob, row);
  label->setBuddy(field);
  row.field = field;
  line->addWidget(label);
  line->addWidget(field, 1);
  static_cast<QVBoxLayout*>(content_->layout())->addLayout(line);
  rows_.push_back(std::move(row));
}

QWidget* KnobForm::makeChoice(const KnobValue& knob, Row& row) {
  auto* choice = new QComboBox(content_);
  new NoWheel(*choice);
  choice->setAccessibleName(text(knob.knob.label));
  choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  choice->setMinimumContentsLength(8);
  row.show = [this, choice](const KnobValue& now) {
    choice->clear();
    QStringList values;
    for (const std::string& value : now.knob.values) values << text(value);
    if (now.knob.values.empty()) values << text(now.knob.low) << text(now.knob.high);
    // What the text says may be none of the choices.
    if (!now.value.empty() && !values.contains(text(now.value))) values.prepend(text(now.value));
    for (const QString& value : values) choice->addItem(text(in_prose(value.toStdString())), value);
    choice->setCurrentIndex(choice->findData(text(now.value)));
    choice->setToolTip(hint(now));
  };
  connect(choice, &QComboBox::activated, this,
          [this, choice, path = text(knob.knob.path)] { emit turned(path, choice->currentData().toString()); });
  return choice;
}

QWidget* KnobForm::makeRange(const KnobValue& knob, Row& row) {
  const KnobScale scale = *KnobScale::of(knob.knob, knob.parameter);
  auto* box = new QWidget(content_);
  auto* line = new QHBoxLayout(box);
  line->setContentsMargins(0, 0, 0, 0);
  constexpr int kSteps = 1000;
  auto* slider = new QSlider(Qt::Horizontal, box);
  slider->setRange(0, kSteps);
  slider->setPageStep(kSteps / 10);
  slider->setSingleStep(kSteps / 100);
  // One change for one movement of the hand.
  slider->setTracking(false);
  slider->setAccessibleName(tr("%1, slider").arg(text(knob.knob.label)));
  auto* spin = new QDoubleSpinBox(box);
  spin->setLocale(QLocale::c());
  spin->setKeyboardTracking(false);
  spin->setSuffix(scale.unit().isEmpty() || scale.unit() == QLatin1String("%") ? scale.unit() : ' ' + scale.unit());
  spin->setSingleStep(scale.step());
  spin->setAccessibleName(text(knob.knob.label));
  spin->setMinimumWidth(spin->fontMetrics().horizontalAdvance(QStringLiteral("10000 kbit")) + 30);
  for (QWidget* field : {static_cast<QWidget*>(slider), static_cast<QWidget*>(spin)}) new NoWheel(*field);
  new NoUndoOfItsOwn(*spin);
  if (auto* edit = spin->findChild<QLineEdit*>()) new NoUndoOfItsOwn(*edit);
  box->setFocusProxy(spin);
  auto* low = new QLabel(text(in_prose(knob.knob.low)), box);
  auto* high = new QLabel(text(in_prose(knob.knob.high)), box);
  for (QLabel* end : {low, high}) {
    end->setForegroundRole(QPalette::PlaceholderText);
    end->setFont(Look::instance().words(11));
  }
  line->addWidget(low);
  line->addWidget(slider, 1);
  line->addWidget(high);
  line->addWidget(spin);
  const auto positionOf = [scale](double figure) {
    return qRound((figure - scale.low()) / (scale.high() - scale.low()) * kSteps);
  };
  row.show = [this, slider, spin, scale, positionOf](const KnobValue& now) {
    const QSignalBlocker one(slider), other(spin);
    const std::optional<double> read = scale.read(now.value);
    const double figure = read.value_or(scale.low());
    spin->setDecimals(scale.decimalsOf(figure));
    // What the text says may lie outside of the knob's range.
    spin->setRange(std::min(scale.low(), figure), std::max(scale.high(), figure));
    spin->setValue(figure);
    // At its lowest figure the field shows this instead.
    spin->setSpecialValueText(read ? QString() : QStringLiteral("–"));
    slider->setValue(positionOf(figure));
    spin->setToolTip(hint(now));
    slider->setToolTip(hint(now));
  };
  const QString path = text(knob.knob.path);
  connect(spin, &QDoubleSpinBox::valueChanged, this,
          [this, scale, path](double figure) { emit turned(path, text(scale.text(figure))); });
  // While it is dragged the figure goes along.
  connect(slider, &QSlider::sliderMoved, spin, [spin, scale](int position) {
    const QSignalBlocker quiet(spin);
    spin->setValue(scale.low() + (scale.high() - scale.low()) * position / kSteps);
  });
  connect(slider, &QSlider::valueChanged, this, [this, scale, path](int position) {
    const double exact = scale.low() + (scale.high() - scale.low()) * position / kSteps;
    const double figure = scale.low() + std::round((exact - scale.low()) / scale.step()) * scale.step();
    emit turned(path, text(scale.text(std::clamp(figure, scale.low(), scale.high()))));
  });
  return box;
}

}  // namespace orrery::gui
