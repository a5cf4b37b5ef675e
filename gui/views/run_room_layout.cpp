// Where the panels of a room stand, and how that is kept from one room to the next.
#include <algorithm>

#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "views/branch_panel.h"
#include "views/look.h"
#include "views/panel.h"
#include "views/run_room.h"
#include "views/story_panel.h"

namespace orrery::gui {

namespace {

constexpr int kStoryWidth = 300, kRightWidth = 340;
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
  constexpr int kCentreWidth = 1280, kStageHeight = 560, kBelowHeight = 300;
  columns_->setSizes({kStoryWidth, kCentreWidth, kRightWidth});
  columns_->setStretchFactor(0, 0);
  columns_->setStretchFactor(1, 1);
  columns_->setStretchFactor(2, 0);
  centre_->setSizes({kStageHeight, kBelowHeight});
  centre_->setStretchFactor(0, 2);
  centre_->setStretchFactor(1, 1);
}

void RunRoom::restoreLayout() {
  setDefaultLayout();
  const QSettings settings;
  columns_->restoreState(settings.value(QStringLiteral("rooms/columns")).toByteArray());
  centre_->restoreState(settings.value(QStringLiteral("rooms/centre")).toByteArray());
  right_->restoreState(settings.value(QStringLiteral("rooms/right")).toByteArray());
}

void RunRoom::saveLayout() const {
  if (isPresenting_) return;
  QSettings settings;
  // A column that gives way to the editor is as wide as it was when that is gone.
  if (plan_.hasStory && plan_.hasRight) settings.setValue(QStringLiteral("rooms/columns"), columns_->saveState());
  if (!plan_.isUnder) settings.setValue(QStringLiteral("rooms/centre"), centre_->saveState());
  settings.setValue(QStringLiteral("rooms/right"), right_->saveState());
}

void RunRoom::placeEditor(QWidget* editor, int width) {
  story_->setKnobsShown(editor == nullptr);
  editor_ = editor;
  editorWidth_ = width;
  plan_ = {};
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
  left_->setVisible(!isPresenting_ && plan_.hasStory);
  right_->setVisible(!isPresenting_ && plan_.hasRight && right_->count() > 0);
  below_->setVisible(!plan_.isUnder && below_->count() > 0);
}

void RunRoom::widenForBranches() {
  constexpr int kShare = 4;  // of the room
  const int wished = std::min(branchPanel_->widthWished(), width() / kShare);
  QList<int> sizes = columns_->sizes();
  if (left_->isHidden() || wished <= sizes[0]) return;
  sizes[1] -= wished - sizes[0];
  sizes[0] = wished;
  columns_->setSizes(sizes);
}

bool RunRoom::bringToFront(const QString& view) {
  constexpr int kMost = 10'000, kLeast = 160;
  for (int i = 0; i < below_->count(); ++i)
    if (below_->widget(i)->property(kIdProperty).toString() == view) {
      below_->setCurrentIndex(i);
      centre_->setSizes({kLeast, kMost});
      below_->widget(i)->setFocus();
      return true;
    }
  for (int i = 0; i < right_->count(); ++i) {
    if (right_->widget(i)->property(kIdProperty).toString() != view) continue;
    QList<int> sizes(right_->count(), kLeast);
    sizes[i] = kMost;
    right_->setSizes(sizes);
    return true;
  }
  if (view != QLatin1String("stage")) return false;
  centre_->setSizes({kMost, kLeast});
  return true;
}

}  // namespace orrery::gui
