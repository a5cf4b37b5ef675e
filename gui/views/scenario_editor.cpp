#include "views/scenario_editor.h"

#include <algorithm>

#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QFileInfo>
#include <QLabel>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

#include "views/code_edit.h"
#include "views/find_bar.h"
#include "views/knob_form.h"
#include "views/local_commands.h"
#include "views/look.h"
#include "views/yaml_highlighter.h"

namespace orrery::gui {

namespace {

// After the check, so that a run is begun when one has stopped typing.
constexpr int kRunPauseMs = 700;
constexpr int kFormWidth = 300, kColumnsBesideForm = 90;
const QString kRunsByItself = QStringLiteral("editor/runsByItself");

std::vector<LineMessage> messagesOf(const DraftCheck& check) {
  std::vector<LineMessage> all;
  for (const Diagnostic& one : check.found)
    all.push_back({std::max(one.line, 1), one.column, one.severity == Diagnostic::Severity::error,
                   QString::fromStdString(one.text), QString::fromStdString(one.note)});
  return all;
}

}  // namespace

ScenarioEditor::ScenarioEditor(const QString& subject, const QString& text, const QString& variant,
                               const QStringList& set, QWidget* parent)
    : QWidget(parent), draft_(new ScenarioDraft(subject, text, this)) {
  setAccessibleName(tr("Editor"));
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  makeHead();
  body_ = new QBoxLayout(QBoxLayout::TopToBottom);
  body_->setSpacing(0);
  column->addLayout(body_, 1);
  form_ = new QWidget(this);
  auto* formColumn = new QVBoxLayout(form_);
  formColumn->setContentsMargins(12, 6, 12, 10);
  formTitle_ = new QLabel(tr("Knobs"), form_);
  formTitle_->setForegroundRole(QPalette::PlaceholderText);
  formNote_ = new QLabel(form_);
  formNote_->setWordWrap(true);
  formNote_->setForegroundRole(QPalette::PlaceholderText);
  knobs_ = new KnobForm(tr("is made in the text"), form_);
  formColumn->addWidget(formTitle_);
  formColumn->addWidget(knobs_);
  formColumn->addWidget(formNote_);
  formColumn->addStretch(1);
  code_ = new CodeEdit(this);
  code_->setAccessibleName(tr("The scenario's text"));
  new YamlHighlighter(code_->document());
  code_->setPlainText(draft_->text());
  find_ = new FindBar(*code_, this);
  addLocalCommand(*code_, tr("Find in the text"), QKeySequence::Find, [this] { find(); });
  addLocalCommand(*code_, tr("The next place of what was looked for"), QKeySequence(Qt::Key_F3),
                  [this] { find_->next(true); });
  addLocalCommand(*code_, tr("The place before"), QKeySequence(Qt::SHIFT | Qt::Key_F3), [this] { find_->next(false); });
  auto* textColumn = new QVBoxLayout;
  textColumn->setSpacing(0);
  textColumn->addWidget(find_);
  textColumn->addWidget(code_, 1);
  body_->addWidget(form_);
  body_->addLayout(textColumn, 1);

  draft_->setVariant(variant);
  putAll(set);
  code_->document()->setModified(false);
  lastRun_ = code_->toPlainText();
  runPause_.setSingleShot(true);
  runPause_.setInterval(kRunPauseMs);
  connect(&runPause_, &QTimer::timeout, this, [this] {
    if (draft_->isChecked() && draft_->check().isValid()) run();
  });
  connect(code_, &QPlainTextEdit::textChanged, this, [this] {
    // Colours change nothing of the text.
    const QString now = code_->toPlainText();
    if (now == draft_->text()) return;
    runPause_.stop();
    draft_->setText(now);
  });
  connect(code_->document(), &QTextDocument::modificationChanged, this, [this] {
    restyle();
    emit modifiedChanged();
  });
  connect(draft_, &ScenarioDraft::checked, this, &ScenarioEditor::showCheck);
  connect(knobs_, &KnobForm::turned, this, &ScenarioEditor::turn);
  connect(&Look::instance(), &Look::changed, this, &ScenarioEditor::restyle);
  setFocusProxy(code_);
  draft_->finishCheck();
  restyle();
  showCheck();
}

void ScenarioEditor::makeHead() {
  auto* head = new QWidget(this);
  auto* row = new QHBoxLayout(head);
  row->setContentsMargins(12, 5, 8, 5);
  row->setSpacing(8);
  name_ = new QLabel(head);
  state_ = new QLabel(head);
  state_->setAccessibleName(tr("Mistakes"));
  const auto button = [head](const QString& words, const QString& tip) {
    auto* made = new QToolButton(head);
    made->setText(words);
    made->setToolTip(tip);
    made->setAccessibleName(words);
    made->setAutoRaise(false);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
  };
  next_ = button(tr("Next"), tr("Shows the next mistake (F8)"));
  byItself_ = new QCheckBox(tr("Run when it is valid"), head);
  byItself_->setToolTip(tr("Runs the draft by itself after a pause in typing"));
  byItself_->setChecked(QSettings().value(kRunsByItself, false).toBool());
  run_ = button(tr("Run"), tr("Runs the draft; it need not be saved (Ctrl+Return)"));
  auto* save = button(tr("Save"), tr("Saves the draft (Ctrl+S)"));
  row->addWidget(name_);
  row->addWidget(state_);
  row->addWidget(next_);
  row->addStretch(1);
  row->addWidget(byItself_);
  row->addWidget(run_);
  row->addWidget(save);
  layout()->addWidget(head);
  connect(next_, &QToolButton::clicked, this, [this] { showMistake(true); });
  connect(run_, &QToolButton::clicked, this, &ScenarioEditor::run);
  connect(save, &QToolButton::clicked, this, &ScenarioEditor::saveWanted);
  connect(byItself_, &QCheckBox::toggled, this, [this](bool on) {
    QSettings().setValue(kRunsByItself, on);
    runPause_.stop();
    if (on) showCheck();
  });
}

void ScenarioEditor::putAll(const QStringList& set) {
  setBeside_.clear();
  for (const QString& change : set) {
    const qsizetype equals = change.indexOf(QLatin1Char('='));
    if (!put(change.left(equals), change.mid(equals + 1)).isEmpty()) setBeside_ << change;
  }
  draft_->setText(code_->toPlainText(), true);
}

void ScenarioEditor::finishTyping() {
  if (auto* field = qobject_cast<QAbstractSpinBox*>(knobs_->focusWidget())) field->interpretText();
}

bool ScenarioEditor::isModified() const { return code_->document()->isModified(); }

void ScenarioEditor::setSaved() {
  code_->document()->setModified(false);
  restyle();
}

void ScenarioEditor::setRunsByItself(bool runs) { byItself_->setChecked(runs); }
bool ScenarioEditor::runsByItself() const { return byItself_->isChecked(); }

void ScenarioEditor::restyle() {
  Look& look = Look::instance();
  const QString file = QFileInfo(draft_->fileName()).fileName();
  name_->setText(isModified() ? tr("%1 *").arg(file) : file);
  name_->setToolTip(draft_->isOfLibrary()
                        ? tr("%1: it comes with Orrery, and is saved under a name of your own").arg(draft_->fileName())
                        : draft_->fileName());
  name_->setFont(look.figures(12));
  QFont small = look.words(12);
  formNote_->setFont(small);
  state_->setFont(small);
  byItself_->setFont(small);
  // Fusion draws the box in a darker tone of the ground, which on dark is none.
  QPalette box = byItself_->palette();
  box.setColor(QPalette::Window, look.quietInk());
  byItself_->setPalette(box);
  small.setWeight(QFont::DemiBold);
  formTitle_->setFont(small);
  showCheck();
  arrange();
}

void ScenarioEditor::showCheck() {
  const DraftCheck& check = draft_->check();
  if (check.text != code_->toPlainText()) return;
  code_->setMessages(messagesOf(check));
  knobs_->setKnobs(check.knobs);
  knobs_->setEnabled(check.isReadable);
  form_->setVisible(!check.knobs.empty() || !setBeside_.isEmpty());
  QString note;
  if (!check.isReadable) note = tr("The text cannot be read as YAML: the knobs wait until it can.");
  if (!setBeside_.isEmpty())
    note = tr("Not in the text, but set for its runs: %1").arg(setBeside_.join(QStringLiteral(", ")));
  formNote_->setText(note);
  formNote_->setVisible(!note.isEmpty());
  Look& look = Look::instance();
  const auto say = [&](const QString& words, Tone tone) {
    state_->setText(words);
    QPalette colours = state_->palette();
    colours.setColor(QPalette::WindowText, look.of(tone));
    state_->setPalette(colours);
  };
  const auto warnings =
      static_cast<int>(std::count_if(check.found.begin(), check.found.end(), [](const Diagnostic& one) {
        return one.severity == Diagnostic::Severity::warning;
      }));
  const auto found = static_cast<int>(check.found.size());
  const int mistakes = found - warnings;
  const QString warned = warnings == 1 ? tr("⚠ 1 warning") : tr("⚠ %1 warnings").arg(warnings);
  if (mistakes > 0)
    say((mistakes == 1 ? tr("✗ 1 mistake") : tr("✗ %1 mistakes").arg(mistakes)) +
            (warnings > 0 ? QStringLiteral(", ") + warned : QString()),
        Tone::failing);
  else if (warnings > 0)
    say(warned, Tone::undecided);
  else
    say(check.text == lastRun_ ? tr("✓ valid") : tr("✓ valid, not yet run"), Tone::serving);
  next_->setVisible(found > 0);
  if (runsByItself() && check.isValid() && check.text != lastRun_) runPause_.start();
}

QString ScenarioEditor::put(const QString& path, const QString& value) {
  const std::string now = code_->toPlainText().toStdString();
  const auto edit = settingEdit(now, draft_->variant().toStdString(), path.toStdString(), value.toStdString());
  if (!edit) return QString::fromStdString(edit.error());
  if (now.compare(edit->offset, edit->length, edit->replacement) == 0) return {};
  const auto sizeOf = [&](std::size_t from, std::size_t length) {
    return static_cast<int>(QString::fromUtf8(now.data() + from, static_cast<qsizetype>(length)).size());
  };
  code_->replace(sizeOf(0, edit->offset), sizeOf(edit->offset, edit->length),
                 QString::fromStdString(edit->replacement));
  return {};
}

void ScenarioEditor::turn(const QString& path, const QString& value) {
  const QString error = put(path, value);
  // At once: whoever turns a knob does not type.
  draft_->setText(code_->toPlainText(), true);
  if (error.isEmpty()) return;
  draft_->finishCheck();
  formNote_->setText(error);
  formNote_->show();
}

void ScenarioEditor::run() {
  finishTyping();
  draft_->finishCheck();
  runPause_.stop();
  if (!draft_->check().isValid()) return showMistake(true);
  lastRun_ = draft_->text();
  showCheck();
  emit runWanted();
}

void ScenarioEditor::undo() { code_->undo(); }
void ScenarioEditor::redo() { code_->redo(); }
void ScenarioEditor::find() { find_->open(); }

void ScenarioEditor::showMistake(bool forward) {
  draft_->finishCheck();
  code_->goToMessage(forward);
}

void ScenarioEditor::resizeEvent(QResizeEvent*) { arrange(); }

void ScenarioEditor::arrange() {
  const int formWidth = qRound(kFormWidth * Look::instance().scale());
  const bool isWide = width() >= code_->widthOfColumns(kColumnsBesideForm) + formWidth;
  // From right to left: the text stands at the left of its form.
  body_->setDirection(isWide ? QBoxLayout::RightToLeft : QBoxLayout::TopToBottom);
  form_->setMinimumWidth(isWide ? formWidth : 0);
  form_->setMaximumWidth(isWide ? formWidth : QWIDGETSIZE_MAX);
}

}  // namespace orrery::gui
