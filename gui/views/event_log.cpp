#include "views/event_log.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "run_file/sqlite.h"
#include "views/event_log_delegate.h"
#include "views/local_commands.h"
#include "views/long_table.h"
#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr int kTypingMs = 250;
constexpr int kFollowMs = 100;
// Effects are looked for among so many events behind the cause.
constexpr std::size_t kEffects = 24, kReach = 4096;

struct KindChoice {
  const char* text;
  std::vector<RecordKind> kinds;
};

const std::vector<KindChoice>& kindChoices() {
  static const std::vector<KindChoice> choices = {
      {QT_TR_NOOP("every kind"), {}},
      {QT_TR_NOOP("messages"), {RecordKind::delivered, RecordKind::dropped, RecordKind::reset}},
      {QT_TR_NOOP("lost messages"), {RecordKind::dropped, RecordKind::reset}},
      {QT_TR_NOOP("timers"), {RecordKind::timer_fired}},
      {QT_TR_NOOP("changes of state"), {RecordKind::state}},
      {QT_TR_NOOP("what nodes report"), {RecordKind::event}},
      {QT_TR_NOOP("operations"), {RecordKind::invoked, RecordKind::ok, RecordKind::failed, RecordKind::info}},
      {QT_TR_NOOP("faults, crashes, pauses"),
       {RecordKind::fault_began, RecordKind::fault_ended, RecordKind::crashed, RecordKind::restarted,
        RecordKind::paused, RecordKind::resumed, RecordKind::ordered}},
      {QT_TR_NOOP("disk and computing"), {RecordKind::synced, RecordKind::worked}}};
  return choices;
}

QString qt(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

}  // namespace

EventLogView::EventLogView(RunSession& session, QWidget* parent)
    : QWidget(parent), session_(session), model_(session.file(), session.teller()), search_(session.file().path()) {
  setAccessibleName(tr("Event log"));
  auto* rows = new QVBoxLayout(this);
  rows->setContentsMargins(0, 0, 0, 0);
  rows->setSpacing(0);
  makeFilterBar();
  makeTable();
  makeCommands();
  typing_.setSingleShot(true);
  typing_.setInterval(kTypingMs);
  following_.setSingleShot(true);
  following_.setInterval(kFollowMs);
  connect(&typing_, &QTimer::timeout, this, &EventLogView::applyFilter);
  connect(&following_, &QTimer::timeout, this, &EventLogView::followMoment);
  connect(&search_, &EventSearch::found, this, &EventLogView::showFound);
  connect(&search_, &EventSearch::finished, this, [this](const QString& error) {
    showCount();
    if (!error.isEmpty()) count_->setText(error);
  });
  connect(&session_, &RunSession::grew, this, &EventLogView::grow);
  connect(&session_, &RunSession::moved, this, [this] {
    if (!following_.isActive()) following_.start();
  });
  connect(&session_, &RunSession::selectionChanged, this, [this] {
    markRelated();
    followSelection();
  });
  connect(&session_, &RunSession::chainChanged, this, &EventLogView::markRelated);
  connect(&Look::instance(), &Look::changed, this, &EventLogView::restyle);
  setFocusProxy(table_);
  restyle();
  showCount();
  followMoment();
  followSelection();
}

void EventLogView::makeFilterBar() {
  auto* bar = new QWidget(this);
  auto* lines = new QVBoxLayout(bar);
  lines->setContentsMargins(6, 6, 6, 6);
  lines->setSpacing(4);
  text_ = new QLineEdit(bar);
  text_->setPlaceholderText(tr("Search names, values and sentences"));
  text_->setClearButtonEnabled(true);
  text_->setAccessibleName(tr("Search the log"));
  text_->setToolTip(hintOf(tr("Search the log"), QKeySequence::Find));
  node_ = new QComboBox(bar);
  node_->addItem(tr("every node"));
  for (const auto& node : session_.file().info().nodes) node_->addItem(QString::fromStdString(node.name));
  node_->setAccessibleName(tr("Node"));
  node_->setToolTip(hintOf(tr("At this node, or from it"), tr("Alt+N")));
  kind_ = new QComboBox(bar);
  for (const KindChoice& choice : kindChoices()) kind_->addItem(tr(choice.text));
  kind_->setAccessibleName(tr("Kind of event"));
  kind_->setToolTip(hintOf(tr("Of this kind"), tr("Alt+K")));
  name_ = new QComboBox(bar);
  name_->addItem(tr("every name"));
  fillNames();
  name_->setAccessibleName(tr("Name of a message, timer, field or event"));
  name_->setToolTip(hintOf(tr("With this name"), tr("Alt+M")));
  story_ = new QPushButton(bar);
  story_->setText(tr("Story only"));
  story_->setCheckable(true);
  story_->setToolTip(hintOf(tr("Only what the story tells"), tr("Alt+S")));
  progress_ = new QProgressBar(bar);
  progress_->setRange(0, 1000);
  progress_->setTextVisible(false);
  progress_->setFixedHeight(6);
  progress_->setAccessibleName(tr("How far the search has come"));
  progress_->hide();
  cancel_ = new QToolButton(bar);
  cancel_->setText(tr("Stop"));
  cancel_->setToolTip(hintOf(tr("Stop searching; what was found stays"), tr("Esc")));
  cancel_->hide();
  count_ = new QLabel(bar);
  for (QComboBox* box : {node_, kind_, name_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(7);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(box, &QComboBox::currentIndexChanged, this, &EventLogView::applyFilter);
  }
  auto* choices = new QHBoxLayout;
  for (QWidget* widget : std::initializer_list<QWidget*>{node_, kind_, name_}) choices->addWidget(widget);
  auto* state = new QHBoxLayout;
  state->addWidget(story_);
  state->addStretch();
  state->addWidget(progress_, 1);
  state->addWidget(cancel_);
  state->addWidget(count_);
  lines->addWidget(text_);
  lines->addLayout(choices);
  lines->addLayout(state);
  layout()->addWidget(bar);
  connect(text_, &QLineEdit::textChanged, &typing_, qOverload<>(&QTimer::start));
  connect(text_, &QLineEdit::returnPressed, this, [this] {
    applyFilter();
    table_->setFocus();
  });
  connect(story_, &QPushButton::toggled, this, [this](bool isOn) {
    story_->setText(isOn ? QString::fromUtf8("✓ ") + tr("Story only") : tr("Story only"));
    applyFilter();
  });
  connect(cancel_, &QToolButton::clicked, this, [this] {
    search_.cancel();
    showCount();
  });
}

void EventLogView::makeTable() {
  table_ = new LongTable(this);
  table_->setModel(&model_);
  table_->setItemDelegate(new EventLogDelegate(table_));
  table_->setAccessibleName(tr("Events"));
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setShowGrid(false);
  table_->setFrameShape(QFrame::NoFrame);
  table_->setWordWrap(false);
  table_->setTabKeyNavigation(false);
  table_->horizontalHeader()->setStretchLastSection(true);
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  layout()->addWidget(table_);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& row) {
    if (isFollowing_ || !row.isValid()) return;
    session_.selectEvent(model_.eventAt(row.row()));
  });
  connect(table_, &QTableView::doubleClicked, this, [this] {
    if (const auto event = selected()) session_.seekEvent(*event);
  });
}

void EventLogView::makeCommands() {
  table_->setContextMenuPolicy(Qt::ActionsContextMenu);
  addLocalCommand(*table_, tr("Go to this event"), QKeySequence(Qt::Key_Return), [this] {
    if (const auto event = selected()) session_.seekEvent(*event);
  });
  addLocalCommand(*table_, tr("Why did this happen?"), QKeySequence(Qt::Key_W),
                  [this] { session_.askWhy(selected()); });
  addLocalCommand(*table_, tr("Only this node"), QKeySequence(Qt::Key_O), [this] {
    const auto event = selected();
    try {
      const auto found = event ? session_.file().event(*event) : std::nullopt;
      if (found && found->record.node != kNoNode)
        node_->setCurrentIndex(static_cast<int>(index(found->record.node)) + 1);
    } catch (const SqliteError&) {
      // The session says what is wrong with the file.
    }
  });
  // Keys that the window has, too.
  for (QWidget* widget : std::initializer_list<QWidget*>{table_, text_, node_, kind_, name_, story_}) {
    addLocalCommand(*widget, tr("Stop searching, then show everything, then no more why"), QKeySequence(Qt::Key_Escape),
                    [this] { stepBack(); });
    addLocalCommand(*widget, tr("Search the log"), QKeySequence::Find, [this] {
      text_->setFocus();
      text_->selectAll();
    });
  }
  const auto add = [this](const QString& text, const QKeySequence& key, auto run) {
    auto* action = new QAction(text, this);
    action->setShortcut(key);
    action->setToolTip(hintOf(text, key));
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
  };
  add(tr("Choose a node"), QKeySequence(tr("Alt+N")), [this] { node_->showPopup(); });
  add(tr("Choose a kind"), QKeySequence(tr("Alt+K")), [this] { kind_->showPopup(); });
  add(tr("Choose a name"), QKeySequence(tr("Alt+M")), [this] { name_->showPopup(); });
  add(tr("Story only"), QKeySequence(tr("Alt+S")), [this] { story_->toggle(); });
}

void EventLogView::stepBack() {
  if (search_.isRunning()) {
    search_.cancel();
    showCount();
  } else if (!filter().isEmpty()) {
    setFilter({});
  } else {
    session_.askWhy(std::nullopt);
  }
  table_->setFocus();
}

void EventLogView::fillNames() {
  try {
    for (const std::string& name : namesOf(session_.file().path()))
      if (const QString text = QString::fromStdString(name); name_->findText(text, Qt::MatchExactly) < 0)
        name_->addItem(text);
  } catch (const SqliteError&) {
    // The session says what is wrong with the file.
  }
}

std::optional<RecordId> EventLogView::selected() const {
  const QModelIndex row = table_->currentIndex();
  if (!row.isValid()) return std::nullopt;
  return model_.eventAt(row.row());
}

EventFilter EventLogView::filter() const {
  EventFilter filter;
  if (node_->currentIndex() > 0) filter.node = NodeId{static_cast<std::uint32_t>(node_->currentIndex() - 1)};
  filter.kinds = kindChoices()[static_cast<std::size_t>(std::max(0, kind_->currentIndex()))].kinds;
  if (name_->currentIndex() > 0) filter.name = name_id(name_->currentText().toStdString());
  filter.storyOnly = story_->isChecked();
  filter.text = text_->text().trimmed().toStdString();
  return filter;
}

void EventLogView::setFilter(const EventFilter& filter) {
  node_->setCurrentIndex(filter.node ? static_cast<int>(index(*filter.node)) + 1 : 0);
  for (std::size_t i = 0; i < kindChoices().size(); ++i)
    if (kindChoices()[i].kinds == filter.kinds) kind_->setCurrentIndex(static_cast<int>(i));
  const int name = name_->findText(qt(session_.file().name(filter.name)));
  name_->setCurrentIndex(filter.name == kNoName ? 0 : std::max(0, name));
  story_->setChecked(filter.storyOnly);
  text_->setText(QString::fromStdString(filter.text));
  applyFilter();
}

void EventLogView::applyFilter() {
  typing_.stop();
  const EventFilter wanted = filter();
  if (wanted == applied_) return;
  applied_ = wanted;
  search_.cancel();
  if (wanted.isEmpty()) {
    model_.endFilter();
  } else {
    model_.beginFilter();
    searched_ = {};
    searchEnd_ = session_.last();
    search_.start(wanted, RecordId{1}, searchEnd_);
  }
  showCount();
  followMoment();
  followSelection();
}

void EventLogView::showFound(const FoundEvents& found) {
  const bool wasEmpty = model_.rowCount() == 0;
  model_.append(found.events);
  searched_ = found.reached;
  showCount();
  if (wasEmpty) followSelection();
}

void EventLogView::showCount() {
  const QLocale numbers(QLocale::English);
  const bool searches = search_.isRunning();
  progress_->setVisible(searches);
  cancel_->setVisible(searches);
  if (searches && static_cast<std::uint64_t>(searchEnd_) > 0)
    progress_->setValue(
        static_cast<int>(static_cast<std::uint64_t>(searched_) * 1000 / static_cast<std::uint64_t>(searchEnd_)));
  const QString all = numbers.toString(static_cast<qulonglong>(session_.last()));
  count_->setText(model_.isFiltered() ? tr("%1 of %2 events").arg(numbers.toString(model_.rowCount()), all)
                                      : tr("%1 events").arg(all));
}

void EventLogView::grow() {
  if (!session_.isRecording()) fillNames();
  model_.grow();
  if (model_.isFiltered() && !search_.isRunning() && searched_ < session_.last()) {
    searchEnd_ = session_.last();
    search_.start(applied_, RecordId{static_cast<std::uint64_t>(searched_) + 1}, searchEnd_);
  }
  showCount();
}

void EventLogView::followSelection() {
  const auto event = session_.selectedEvent();
  const int row = event ? model_.rowOf(*event) : -1;
  isFollowing_ = true;
  if (row >= 0 && model_.eventAt(row) == *event)
    table_->setCurrentIndex(model_.index(row, 0));
  else
    table_->selectionModel()->clear();
  isFollowing_ = false;
}

void EventLogView::followMoment() {
  model_.setCurrent(session_.event());
  if (const int row = model_.rowOf(session_.event()); row >= 0)
    table_->scrollTo(model_.index(row, 0), QAbstractItemView::EnsureVisible);
}

void EventLogView::markRelated() {
  std::map<RecordId, EventLogModel::Relation> related;
  try {
    if (const auto event = session_.selectedEvent()) {
      for (const run_file::Event& effect : run_file::effects_of(session_.file(), *event, kEffects, kReach))
        related[effect.record.id] = EventLogModel::Relation::effect;
      if (const auto found = session_.file().event(*event); found && found->record.cause != kNoCause)
        related[found->record.cause] = EventLogModel::Relation::cause;
    }
  } catch (const SqliteError&) {
    // The session says what is wrong with the file.
  }
  for (const run_file::Cause& cause : session_.chain().causes)
    related[cause.event.record.id] = EventLogModel::Relation::chain;
  model_.setRelated(std::move(related));
}

void EventLogView::restyle() {
  const Look& look = Look::instance();
  const double s = look.scale();
  table_->setRowHeight(qRound(22 * s));
  table_->horizontalHeader()->setFont(look.words(11));
  const QFontMetricsF figures(look.figures(12));
  // The mark, and the latest of times.
  const QString latest = QString::fromStdString(to_text(session_.end(), Duration::microseconds(1)));
  table_->setColumnWidth(EventLogModel::timeColumn,
                         qRound(std::max(104 * s, figures.horizontalAdvance(latest) + 25 * s)));
  double widest = 0;
  for (const auto& node : session_.file().info().nodes)
    widest = std::max(widest, figures.horizontalAdvance(QString::fromStdString(node.name)));
  table_->setColumnWidth(EventLogModel::nodeColumn, qRound(std::clamp(widest + 14 * s, 60 * s, 150 * s)));
  count_->setFont(look.words(11));
  table_->viewport()->update();
}

}  // namespace orrery::gui
