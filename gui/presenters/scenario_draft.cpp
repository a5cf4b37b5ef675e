#include "presenters/scenario_draft.h"

#include <algorithm>
#include <filesystem>

#include <QCoreApplication>
#include <QFileInfo>
#include <QSaveFile>

#include "scenario/library.h"
#include "scenario/text_file.h"

namespace orrery::gui {

namespace {

// Long enough that nothing flickers between two keys, short enough to be an answer.
constexpr int kPauseMs = 150;

DraftCheck checkText(const ScenarioText& text, const LoadOptions& options, const std::vector<Knob>& knobsBefore) {
  DraftCheck check;
  check.text = QString::fromStdString(text.text);
  LoadOptions chosen = options;
  chosen.tells_warnings = true;
  auto scenario = load_scenario_text(text, chosen);
  // A variant that is being renamed is no mistake of the text.
  const auto isOfText = [](const Diagnostic& one) { return one.file != "--variant"; };
  const auto isMistake = [&](const Diagnostic& one) {
    return one.severity == Diagnostic::Severity::error && isOfText(one);
  };
  if (!scenario && std::none_of(scenario.error().begin(), scenario.error().end(), isMistake)) {
    chosen.variant.clear();
    scenario = load_scenario_text(text, chosen);
  }
  if (scenario) {
    check.found.assign(scenario->warnings.begin(), scenario->warnings.end());
    check.scenario = *std::move(scenario);
  } else {
    std::copy_if(scenario.error().begin(), scenario.error().end(), std::back_inserter(check.found), isOfText);
  }
  const std::vector<Knob>& knobs = check.scenario ? check.scenario->knobs : knobsBefore;
  auto values = knobValues(text.text, knobs, chosen.variant);
  check.isReadable = values.has_value();
  if (values) check.knobs = *std::move(values);
  return check;
}

// "a\r\nb" -> "a\nb": in an editor every line ends alike.
QString withoutCarriageReturns(QString text) { return text.replace(QLatin1String("\r\n"), QLatin1String("\n")); }

}  // namespace

ScenarioDraft::ScenarioDraft(const QString& subject, const QString& text, QObject* parent)
    : QObject(parent),
      subject_(subject),
      place_(scenario_text_as({}, subject.toStdString())),
      onDisk_(withoutCarriageReturns(text)),
      hasCarriageReturns_(text.contains(QLatin1String("\r\n"))) {
  pause_.setSingleShot(true);
  pause_.setInterval(kPauseMs);
  connect(&pause_, &QTimer::timeout, this, &ScenarioDraft::startCheck);
  setText(onDisk_, true);
}

ScenarioDraft::~ScenarioDraft() {
  if (thread_.joinable()) thread_.join();
}

QString ScenarioDraft::fileName() const { return QString::fromStdString(place_.path); }

bool ScenarioDraft::isOfLibrary() const {
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(place_.path, error).string();
  const auto library = std::filesystem::weakly_canonical(library_directory(), error).string() + "/";
  return path.starts_with(library);
}

bool ScenarioDraft::hasChangedOnDisk() const {
  if (!QFileInfo::exists(fileName())) return false;
  const auto now = read_text_file(place_.path);
  return !now || withoutCarriageReturns(QString::fromStdString(*now)) != onDisk_;
}

void ScenarioDraft::setVariant(const QString& variant) {
  if (variant == variant_) return;
  variant_ = variant;
  setText(text_, true);
}

void ScenarioDraft::setText(const QString& text, bool now) {
  text_ = text;
  isStale_ = true;
  pause_.start(now ? 0 : kPauseMs);
}

void ScenarioDraft::startCheck() {
  // One at a time: what was typed meanwhile is checked when this one is done.
  if (isChecking_) return;
  pause_.stop();
  if (thread_.joinable()) thread_.join();
  isChecking_ = true;
  isStale_ = false;
  ScenarioText text = place_;
  text.text = text_.toStdString();
  LoadOptions options;
  options.variant = variant_.toStdString();
  std::vector<Knob> knobs;
  for (const KnobValue& one : check_.knobs) knobs.push_back(one.knob);
  thread_ = std::thread([this, text = std::move(text), options, knobs = std::move(knobs)] {
    const auto check = std::make_shared<DraftCheck>(checkText(text, options, knobs));
    QMetaObject::invokeMethod(
        this, [this, check] { take(std::move(*check)); }, Qt::QueuedConnection);
  });
}

void ScenarioDraft::take(DraftCheck&& check) {
  isChecking_ = false;
  // A text that is no YAML says nothing of its knobs: they stay, and cannot be turned.
  if (!check.isReadable) check.knobs = check_.knobs;
  check_ = std::move(check);
  if (isStale_ && !pause_.isActive()) startCheck();
  emit checked();
}

void ScenarioDraft::finishCheck() {
  while (!isChecked()) {
    if (!isChecking_) startCheck();
    thread_.join();
    // What the thread posted.
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
  }
}

QString ScenarioDraft::saveTo(const QString& path) {
  QString text = text_;
  if (hasCarriageReturns_) text.replace(QLatin1Char('\n'), QLatin1String("\r\n"));
  QSaveFile file(path);
  const QByteArray bytes = text.toUtf8();
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    return tr("%1 cannot be written: %2").arg(path, file.errorString());
  onDisk_ = text_;
  if (QFileInfo(path) != QFileInfo(fileName())) {
    subject_ = path;
    place_ = scenario_text_as({}, path.toStdString());
    setText(text_, true);
  }
  return {};
}

}  // namespace orrery::gui
