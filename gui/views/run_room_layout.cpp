// Where the panels of a room stand, and how that is kept from one room to the next.
#include <algorithm>

#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "models/room_plan.h"
#include "presenters/branches.h"
#include "views/branch_panel.h"
#include "views/look.h"
#include "views/panel.h"
#include "views/run_room.h"
#include "views/story_panel.h"
#include "views/verdict_button.h"

namespace orrery::gui {

namespace {

// In hundredths of the window's width, and in pixels at least and at most, which grow with the type: what is read needs
// no more than a line that the eye can follow, and the stage has the rest.
struct Share {
  int percent, leastPixels, mostPixels;
  int least() const { return qRound(leastPixels * Look::instance().scale()); }
  int of(int width) const {
    return std::clamp(width * percent / 100, least(), qRound(mostPixels * Look::instance().scale()));
  }
};
constexpr Share kStory{17, kStoryLeast, 400}, kRight{28, kRightLeast, 800};
constexpr const char* kIdProperty = "orreryPanel";

// A panel at the right with its name above it.
QWidget* titled(const QString& title, QWidget* panel, QWidget* parent) {
  auto* box = new QWidget(parent);
  auto* column = new QVBoxLayout(box);
  column->setContentsMargins(6, 6, 6, 0);
  column->setSpacing(3);
  auto* head = new QLabel(title, box);
  const auto restyle = [head] {
    QFont font = Look::instance().words(12);
    font.setWeight(QFont::DemiBold);
    head->setFont(font);
  };
  restyle();
  QObject::connect(&Look::instance(), &Look::changed, head, restyle);
  head->setForegroundRole(QPalette::PlaceholderText);
  column->addWidget(head);
  column->addWidget(panel, 1);
  return box;
}

}  // namespace

void RunRoom::addPanels() {
  for (const Panel& panel : panels()) {
    if (!panel.isOffered(*session_)) continue;
    if (panel.place == Panel::Place::right) {
      QWidget* widget = panel.make(*session_, right_);
      QWidget* box = titled(panel.title, widget, right_);
      box->setProperty(kIdProperty, panel.id);
      right_->addWidget(box);
    } else {
      QWidget* widget = panel.make(*session_, below_);
      widget->setProperty(kIdProperty, panel.id);
      below_->addTab(widget, panel.title);
    }
  }
  right_->setVisible(right_->count() > 0);
  below_->setVisible(below_->count() > 0);
}

void RunRoom::setDefaultLayout() {
  constexpr int kStageHeight = 560, kBelowHeight = 300;
  columns_->setStretchFactor(0, 0);
  columns_->setStretchFactor(1, 1);
  columns_->setStretchFactor(2, 0);
  fitColumns();
  fitRight();
  centre_->setSizes({kStageHeight, kBelowHeight});
  centre_->setStretchFactor(0, 2);
  centre_->setStretchFactor(1, 1);
}

void RunRoom::fitColumns() {
  if (areColumnsTheirs_ || isPresenting_) return;
  constexpr int kBranchesAtMost = 25;  // in hundredths, too
  const int names = std::min(branchPanel_->widthWished(), width() * kBranchesAtMost / 100);
  const bool isEdited = editor_ != nullptr;  // then the columns leave what they can
  const int left = isEdited ? kStory.least() : std::max(kStory.of(width()), names);
  const int right = isEdited ? kRight.least() : kRight.of(width());
  columns_->setSizes({left, std::max(1, width() - left - right), right});
}

void RunRoom::fitLeft() {
  constexpr int kStoryHeight = 800, kHintHeight = 100, kTreeHeight = 170;
  const int branches = branches_.count() > 1 ? kTreeHeight : kHintHeight;
  left_->setSizes({kStoryHeight, qRound(branches * Look::instance().scale())});
}

void RunRoom::fitRight() {
  if (areRowsTheirs_ || isOneInFront_ || isPresenting_) return;
  // What there is most to read in has most room; of causes there is nothing to read before someone asks.
  constexpr int kInspector = 30, kWhy = 32, kLog = 38;
  QList<int> sizes;
  for (int i = 0; i < right_->count(); ++i) {
    const QString id = right_->widget(i)->property(kIdProperty).toString();
    const int share = id == QLatin1String("log") ? kLog : id == QLatin1String("why") ? kWhy : kInspector;
    const bool isIdle = id == QLatin1String("why") && session_->chain().causes.empty();
    sizes << (isIdle ? 0 : std::max(1, right_->height() * share / 100));
  }
  right_->setSizes(sizes);
}

void RunRoom::restoreLayout() {
  const QSettings settings;
  const QByteArray columns = settings.value(QStringLiteral("rooms/columns")).toByteArray();
  const QByteArray rows = settings.value(QStringLiteral("rooms/right")).toByteArray();
  areColumnsTheirs_ = !columns.isEmpty();
  areRowsTheirs_ = !rows.isEmpty();
  isCentreTheirs_ = settings.contains(QStringLiteral("rooms/centre"));
  setDefaultLayout();
  columns_->restoreState(columns);
  centre_->restoreState(settings.value(QStringLiteral("rooms/centre")).toByteArray());
  right_->restoreState(rows);
}

void RunRoom::saveLayout() const {
  if (isPresenting_) return;
  QSettings settings;
  // A column that gives way to the editor is as wide as it was when that is gone.
  const bool areAllShown = plan_.hasStory && plan_.hasRight;
  if (areColumnsTheirs_ && areAllShown) settings.setValue(QStringLiteral("rooms/columns"), columns_->saveState());
  if (isCentreTheirs_ && !plan_.isUnder) settings.setValue(QStringLiteral("rooms/centre"), centre_->saveState());
  if (areRowsTheirs_) settings.setValue(QStringLiteral("rooms/right"), right_->saveState());
}

void RunRoom::placeEditor(QWidget* editor, int width) {
  story_->setKnobsShown(editor == nullptr);
  editor_ = editor;
  editorWidth_ = width;
  plan_ = {};
  fitColumns();
  if (editor == nullptr) return showColumns();
  middle_->addWidget(editor);
  editor->show();
  arrangeEditor();
}

void RunRoom::arrangeEditor() {
  if (editor_ == nullptr) return;
  const int width = isVisible() ? this->width() : window()->width();
  const int wished = editorWidth_ > 0 ? editorWidth_ : std::max(editor_->sizeHint().width(), width / 3);
  const RoomPlan plan = planRoom(width, wished, Look::instance().scale());
  if (plan == plan_) return;
  plan_ = plan;
  showColumns();
  middle_->setOrientation(plan.isUnder ? Qt::Vertical : Qt::Horizontal);
  middle_->insertWidget(plan.isUnder ? 1 : 0, editor_);
  middle_->setStretchFactor(middle_->indexOf(editor_), plan.isUnder ? 1 : 0);
  middle_->setStretchFactor(middle_->indexOf(centre_), 1);
  constexpr int kMost = 10'000;
  middle_->setSizes(plan.isUnder ? QList<int>{1, 1} : QList<int>{plan.editor, kMost - plan.editor});
}

void RunRoom::showColumns() {
  const bool hasStory = !isPresenting_ && plan_.hasStory;
  left_->setVisible(hasStory);
  verdict_->setColumnShown(hasStory);
  right_->setVisible(!isPresenting_ && plan_.hasRight && right_->count() > 0);
  below_->setVisible(!plan_.isUnder && below_->count() > 0);
}

QStringList RunRoom::views() const {
  QStringList all{QStringLiteral("stage")};
  for (int i = 0; i < right_->count(); ++i) all << right_->widget(i)->property(kIdProperty).toString();
  for (int i = 0; i < below_->count(); ++i) all << below_->widget(i)->property(kIdProperty).toString();
  return all;
}

QString RunRoom::missingViewText(const QString& view) const {
  return tr("this run has no view '%1'; it has %2").arg(view, views().join(QStringLiteral(", ")));
}

bool RunRoom::bringToFront(const QString& view) {
  constexpr int kMost = 10'000, kLeast = 160;
  constexpr int kStageShare = 2, kPanelShare = 3;  // the stage stays large enough to be read
  for (int i = 0; i < below_->count(); ++i)
    if (below_->widget(i)->property(kIdProperty).toString() == view) {
      below_->setCurrentIndex(i);
      centre_->setSizes({kStageShare, kPanelShare});
      below_->widget(i)->setFocus();
      return true;
    }
  for (int i = 0; i < right_->count(); ++i) {
    if (right_->widget(i)->property(kIdProperty).toString() != view) continue;
    QList<int> sizes(right_->count(), kLeast);
    sizes[i] = kMost;
    isOneInFront_ = true;
    right_->setSizes(sizes);
    return true;
  }
  if (view != QLatin1String("stage")) return false;
  centre_->setSizes({kMost, kLeast});
  return true;
}

}  // namespace orrery::gui
