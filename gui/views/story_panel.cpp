#include "views/story_panel.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "models/knob_values.h"
#include "presenters/run_session.h"
#include "views/knob_form.h"
#include "views/look.h"
#include "views/verdict_button.h"

namespace orrery::gui {

namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

QLabel* wrapped(const QString& words, QWidget* parent) {
  auto* label = new QLabel(words, parent);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QLabel* heading(const QString& words, QWidget* parent) {
  auto* label = new QLabel(words, parent);
  const auto restyle = [label] {
    QFont font = Look::instance().words(12);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
  };
  restyle();
  QObject::connect(&Look::instance(), &Look::changed, label, restyle);
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

}  // namespace

StoryPanel::StoryPanel(RunSession& session, const std::optional<Scenario>& scenario, QWidget* parent)
    : QWidget(parent), session_(session), scenario_(scenario) {
  setAccessibleName(tr("Story"));
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  outer->addWidget(scroll);
  auto* content = new QWidget(scroll);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(14, 12, 12, 12);
  column->setSpacing(8);
  addHead(*column);
  addVariants(*column);
  addKnobs(*column);
  addSeed(*column);
  addExpectations(*column);
  column->addStretch(1);
  scroll->setWidget(content);
  connect(&session_, &RunSession::grew, this, &StoryPanel::showExpectations);
  connect(&Look::instance(), &Look::changed, this, &StoryPanel::showExpectations);
}

RunOrder StoryPanel::order() const { return orderOf(session_.file().head()); }

void StoryPanel::want(const QString& path, const QString& value) {
  RunOrder order = this->order();
  order.set.removeIf([&](const QString& change) { return change.startsWith(path + QLatin1Char('=')); });
  if (!value.isEmpty()) order.set << path + QLatin1Char('=') + value;
  emit runWanted(order);
}

void StoryPanel::addHead(QVBoxLayout& column) {
  const run_file::Head& head = session_.file().head();
  QLabel* title = wrapped(text(head.title.empty() ? head.scenario : head.title), this);
  QLabel* name = wrapped(text(head.scenario), this);
  QLabel* story = wrapped(text(head.story).simplified(), this);
  const auto restyle = [title, name, story] {
    QFont large = Look::instance().words(18);
    large.setWeight(QFont::DemiBold);
    title->setFont(large);
    name->setFont(Look::instance().figures(11));
    story->setFont(Look::instance().words(13));
  };
  restyle();
  connect(&Look::instance(), &Look::changed, this, restyle);
  name->setForegroundRole(QPalette::PlaceholderText);
  column.addWidget(title);
  column.addWidget(name);
  column.addWidget(story);
}

void StoryPanel::addVariants(QVBoxLayout& column) {
  if (!scenario_ || scenario_->variants.empty()) return;
  column.addSpacing(6);
  column.addWidget(heading(tr("Variant"), this));
  auto* choice = new QComboBox(this);
  choice->setAccessibleName(tr("Variant"));
  choice->setToolTip(tr("Runs the scenario again in this variant, with the same seed"));
  choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  for (const Variant& variant : scenario_->variants)
    choice->addItem(text(variant.title.empty() ? variant.id : variant.title), text(variant.id));
  choice->setCurrentIndex(choice->findData(text(session_.file().head().variant)));
  connect(choice, &QComboBox::activated, this, [this, choice] {
    RunOrder order = this->order();
    order.variant = choice->currentData().toString();
    emit runWanted(order);
  });
  column.addWidget(choice);
}

void StoryPanel::addKnobs(QVBoxLayout& column) {
  if (!scenario_ || scenario_->knobs.empty()) return;
  const run_file::Head& head = session_.file().head();
  const auto knobs = knobValues(head.source, scenario_->knobs, head.variant, head.overrides);
  if (!knobs) return;
  column.addSpacing(6);
  QLabel* title = heading(tr("Knobs"), this);
  auto* form = new KnobForm(tr("runs the scenario again"), this);
  form->setKnobs(*knobs);
  connect(form, &KnobForm::turned, this, &StoryPanel::want);
  column.addWidget(title);
  column.addWidget(form);
  ofKnobs_ = {title, form};
}

void StoryPanel::setKnobsShown(bool shown) {
  for (QWidget* widget : ofKnobs_) widget->setVisible(shown);
}

void StoryPanel::addSeed(QVBoxLayout& column) {
  column.addSpacing(6);
  column.addWidget(heading(tr("Seed"), this));
  auto* row = new QHBoxLayout;
  auto* seed = new QLineEdit(QString::number(session_.file().head().seed), this);
  seed->setAccessibleName(tr("Seed"));
  seed->setToolTip(tr("Which chances are drawn: Enter runs the scenario again with this seed"));
  auto* again = new QPushButton(tr("Next seed"), this);
  again->setToolTip(tr("Runs the scenario again with the next seed"));
  const auto run = [this](std::uint64_t number) {
    RunOrder order = this->order();
    order.seed = number;
    emit runWanted(order);
  };
  connect(seed, &QLineEdit::returnPressed, this, [seed, run] {
    bool isNumber = false;
    const qulonglong number = seed->text().trimmed().toULongLong(&isNumber);
    if (isNumber) run(number);
  });
  connect(again, &QPushButton::clicked, this, [this, run] { run(session_.file().head().seed + 1); });
  row->addWidget(seed, 1);
  row->addWidget(again);
  column.addLayout(row);
}

void StoryPanel::addExpectations(QVBoxLayout& column) {
  column.addSpacing(6);
  column.addWidget(heading(tr("Expected"), this));
  expectations_ = wrapped({}, this);
  expectations_->setTextFormat(Qt::RichText);
  expectations_->setAccessibleName(tr("Expectations"));
  column.addWidget(expectations_);
  showExpectations();
}

void StoryPanel::showExpectations() {
  expectations_->setFont(Look::instance().words(12));
  expectations_->setText(expectationText(expectationsOf(session_, scenario_)));
}

}  // namespace orrery::gui
