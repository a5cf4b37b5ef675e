#include "views/break_menus.h"

#include <QInputDialog>
#include <QKeySequence>
#include <QMenu>

#include "core/value_text.h"
#include "presenters/run_session.h"
#include "views/actions.h"
#include "views/stage.h"

namespace orrery::gui {

BreakMenus::BreakMenus(RunSession& session, Stage& stage, QWidget& room)
    : QObject(&room), session_(session), stage_(stage), room_(room) {
  breakNode_ =
      makeAction(room, tr("Break it"), tr("Crashes, pauses, slows or cuts off the selected node at this moment"),
                 {QKeySequence(Qt::Key_X)}, [this] { openAtSelection(); });
  cut_ = makeAction(room, tr("Cut"), tr("Draws a line over the stage: the links that it crosses are cut"),
                    {QKeySequence(Qt::Key_C)}, [this] { stage_.setCutting(cut_->isChecked()); });
  cut_->setCheckable(true);
  connect(&stage, &Stage::nodeMenuWanted, this, &BreakMenus::openForNode);
  connect(&stage, &Stage::linkMenuWanted, this, &BreakMenus::openForLink);
  connect(&stage, &Stage::lineDrawn, this, [this](const QLineF& line, QPoint where) {
    cut_->setChecked(false);
    stage_.setCutting(false);
    openForLine(line, where);
  });
}

std::string BreakMenus::nameOf(NodeId node) const { return std::string(session_.file().node_name(node)); }
Instant BreakMenus::now() const { return breakTime(session_.file(), session_.frame()); }
Duration BreakMenus::lasts() const { return whileOf(session_.file().info().end.since_start()); }

void BreakMenus::openAtSelection() {
  auto node = session_.selectedNode();
  // Nothing selected means the node that the event shown is about.
  if (!node)
    if (const auto shown = session_.file().event(session_.event())) node = shown->record.node;
  if (!node || !stage_.scene().pixelsOf(*node)) {
    stage_.selectNeighbour(1);
    node = session_.selectedNode();
  }
  if (!node) return;
  const QPointF at = stage_.scene().pixelsOf(*node).value_or(QRectF(stage_.rect()).center());
  openForNode(*node, stage_.mapToGlobal(at.toPoint()));
}

void BreakMenus::openForNode(NodeId node, QPoint where) {
  session_.selectNode(node);
  auto* menu = new QMenu(&room_);
  menu->addSection(
      tr("%1, at %2").arg(QString::fromStdString(nameOf(node)), QString::fromStdString(to_text(session_.time()))));
  add(*menu, breaksOf(session_.file(), session_.frame(), node, lasts()));
  addLinks(*menu, node);
  addFreely(*menu, QString::fromStdString("crash: " + nameOf(node)));
  open(menu, where);
}

void BreakMenus::openForLink(NodeId from, NodeId to, QPoint where) {
  auto* menu = new QMenu(&room_);
  menu->addSection(tr("%1 ↔ %2, at %3")
                       .arg(QString::fromStdString(nameOf(from)), QString::fromStdString(nameOf(to)),
                            QString::fromStdString(to_text(session_.time()))));
  add(*menu, breaksOfLink(nameOf(from), nameOf(to), lasts()));
  addFreely(*menu, QString::fromStdString("partition: " + nameOf(from) + " <-> " + nameOf(to)));
  open(menu, where);
}

void BreakMenus::openForLine(const QLineF& line, QPoint where) {
  std::vector<std::string> names;
  for (const NodeId node : stage_.scene().shown()) names.push_back(nameOf(node));
  const std::vector<Sides> cut = crossed(stage_.scene().layout(), names, line);
  auto* menu = new QMenu(&room_);
  if (cut.empty())
    menu->addAction(tr("The line crosses no link"))->setEnabled(false);
  else
    add(*menu, breaksOfCut(cut, lasts()));
  // What is asked about stays to be seen until it is answered or left.
  connect(menu, &QMenu::aboutToHide, &stage_, &Stage::forgetLine);
  open(menu, where);
}

// The links of a node for those who have no mouse.
void BreakMenus::addLinks(QMenu& menu, NodeId node) {
  const StageScene& scene = stage_.scene();
  std::vector<NodeId> others;
  for (const StageLayout::Edge& edge : scene.layout().edges) {
    const NodeId from = scene.shown()[edge.from], to = scene.shown()[edge.to];
    if (from == node) others.push_back(to);
    if (to == node) others.push_back(from);
  }
  constexpr std::size_t kMost = 20;
  if (others.empty() || others.size() > kMost) return;
  QMenu* links = menu.addMenu(tr("Its &link to"));
  for (const NodeId other : others)
    add(*links->addMenu(QString::fromStdString(nameOf(other))), breaksOfLink(nameOf(node), nameOf(other), lasts()));
}

// Any fault of the language, as it stands in a scenario file.
void BreakMenus::addFreely(QMenu& menu, const QString& suggestion) {
  menu.addSeparator();
  connect(menu.addAction(tr("&Another fault…")), &QAction::triggered, this, [this, suggestion, at = now()] {
    bool isWanted = false;
    const QString text = QInputDialog::getText(
        &room_, tr("A fault at %1").arg(QString::fromStdString(to_text(at))),
        tr("VERB: NODES or LINK, options (`orrery list faults` has every verb)"), QLineEdit::Normal,
        suggestion + QStringLiteral(", for: ") + QString::fromStdString(duration_text(lasts())), &isWanted);
    if (isWanted && !text.trimmed().isEmpty()) emit wanted({text, text, {text.toStdString()}}, at);
  });
}

void BreakMenus::add(QMenu& menu, const std::vector<Break>& all) {
  for (const Break& one : all) {
    QAction* action = menu.addAction(one.title);
    connect(action, &QAction::triggered, this, [this, one, at = now()] { emit wanted(one, at); });
  }
}

void BreakMenus::open(QMenu* menu, QPoint where) {
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->popup(where);
  // So that Return does the first of them.
  for (QAction* action : menu->actions()) {
    if (action->isSeparator() || !action->isEnabled()) continue;
    menu->setActiveAction(action);
    break;
  }
}

}  // namespace orrery::gui
