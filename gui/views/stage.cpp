#include "views/stage.h"

#include <algorithm>

#include <QHelpEvent>
#include <QMouseEvent>
#include <QSettings>
#include <QSvgGenerator>
#include <QToolTip>
#include <QWheelEvent>

#include "models/breaks.h"
#include "presenters/playback.h"
#include "presenters/run_session.h"
#include "run_file/sqlite.h"
#include "views/look.h"
#include "views/stage_marks.h"

namespace orrery::gui {

namespace {

constexpr double kZoomStep = 1.25;
// How long after the last turn of the wheel the static layer is painted anew.
constexpr int kSettleMs = 120;

}  // namespace

Stage::Stage(RunSession& session, const Marks& marks, Playback& playback, const Show& show, QWidget* parent)
    : QWidget(parent), session_(session), playback_(playback), scene_(session, marks, show), painted_(session.event()) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Stage"));
  setMinimumSize(240, 180);
  recallPlaces();
  settle_.setSingleShot(true);
  connect(&settle_, &QTimer::timeout, this, [this] {
    scene_.settle();
    update();
  });
  connect(&scene_.force(), &ForceJob::done, this, [this] {
    scene_.layOutAnew();
    update();
  });
  connect(&session_, &RunSession::moved, this, &Stage::follow);
  connect(&session_, &RunSession::selectionChanged, this, qOverload<>(&QWidget::update));
  connect(&session_, &RunSession::chainChanged, this, qOverload<>(&QWidget::update));
  connect(&playback_, &Playback::animated, this, qOverload<>(&QWidget::update));
  connect(&Look::instance(), &Look::changed, this, [this] {
    scene_.rescale();
    update();
  });
}

Stage::~Stage() = default;

QString Stage::textEquivalent() const { return QString::fromStdString(scene_.glyphs().describe(session_.frame())); }

void Stage::follow() {
  const RecordId now = session_.event();
  // What is played fades. Whoever steps sees what the event shown did, as long as it is shown.
  if (!playback_.isPlaying()) {
    scene_.forgetPassing();
    painted_ = now > RecordId{} ? RecordId{static_cast<std::uint64_t>(now) - 1} : now;
  }
  guarded([&] { scene_.follow(painted_, now, playback_.animationTime()); });
  painted_ = session_.event();
  update();
}

void Stage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  guarded([&] { scene_.paint(painter, devicePixelRatioF(), playback_.animationTime()); });
  const StageViewPort& port = scene_.viewPort();
  if (line_)
    paintCut(painter, {port.toPlace(line_->p1()), port.toPlace(line_->p2())});
  else if (drawn_)
    paintCut(painter, *drawn_);
}

// With each link that is cut, as a wall that is to be.
void Stage::paintCut(QPainter& painter, const QLineF& line) const {
  constexpr double kWall = 18;
  const StageViewPort& port = scene_.viewPort();
  const double scale = Look::instance().scale();
  const QColor colour = Look::instance().of(Standing::refusing);
  painter.setRenderHint(QPainter::Antialiasing);
  for (const auto& [link, at] : crossings(scene_.layout(), line)) {
    QLineF way(port.toPixels(scene_.layout().at[link.from]), port.toPixels(scene_.layout().at[link.to]));
    const double angle = way.angle();
    // From rim to rim.
    way.setLength(way.length() - scene_.radiusOf(scene_.shown()[link.to]));
    way = QLineF(way.p2(), way.p1());
    way.setLength(way.length() - scene_.radiusOf(scene_.shown()[link.from]));
    painter.setPen(QPen(colour, 2.5 * scale));
    painter.drawLine(way);
    painter.save();
    painter.translate(port.toPixels(at));
    painter.rotate(-angle);
    paintWall(painter, kWall * scale, true);
    painter.restore();
  }
  painter.setPen(QPen(colour, 3 * scale, Qt::DashLine, Qt::RoundCap));
  painter.drawLine(port.toPixels(line.p1()), port.toPixels(line.p2()));
}

// An exception must not leave a handler of Qt's: a file that is damaged is told once, and what can be seen stays.
template <class Body>
void Stage::guarded(Body body) {
  try {
    body();
  } catch (const SqliteError& error) {
    if (isDamageTold_) return;
    isDamageTold_ = true;
    playback_.pause();
    emit session_.failed(QString::fromStdString(session_.file().path() + ": " + error.what()));
  }
}

void Stage::resizeEvent(QResizeEvent*) { scene_.setSize(size()); }

QString Stage::exportPicture(const QString& path) {
  if (!path.endsWith(QLatin1String(".svg"))) {
    return grab().save(path) ? QString() : tr("%1 cannot be written").arg(path);
  }
  QSvgGenerator svg;
  svg.setFileName(path);
  svg.setSize(size());
  svg.setViewBox(rect());
  svg.setTitle(QString::fromStdString(session_.file().head().title));
  svg.setDescription(textEquivalent());
  QPainter painter;
  if (!painter.begin(&svg)) return tr("%1 cannot be written").arg(path);
  scene_.paintDirectly(painter, playback_.animationTime());
  return painter.end() ? QString() : tr("%1 cannot be written").arg(path);
}

void Stage::fit() {
  scene_.viewPort().fit();
  scene_.restyle();
  update();
}

void Stage::zoomIn() { zoomAt(kZoomStep, rect().center()); }
void Stage::zoomOut() { zoomAt(1 / kZoomStep, rect().center()); }

void Stage::zoomAt(double factor, QPointF cursor) {
  scene_.viewPort().zoomBy(factor, cursor);
  scene_.restyle();
  update();
}

void Stage::setHiddenShown(bool shown) {
  scene_.setHiddenShown(shown);
  update();
}

void Stage::selectNeighbour(int step) {
  const std::vector<NodeId>& shown = scene_.shown();
  if (shown.empty()) return;
  const auto count = static_cast<std::ptrdiff_t>(shown.size());
  const auto known =
      session_.selectedNode() ? std::find(shown.begin(), shown.end(), *session_.selectedNode()) : shown.end();
  const std::ptrdiff_t at = known == shown.end() ? (step > 0 ? -1 : 0) : known - shown.begin();
  session_.selectNode(shown[static_cast<std::size_t>((at + step + count) % count)]);
}

void Stage::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  hasMoved_ = false;
  if (isCutting_) {
    line_ = QLineF(event->position(), event->position());
    drawn_.reset();
    return;
  }
  grabbed_ = event->position();
  dragged_ = scene_.nodeAt(event->position());
}

void Stage::mouseMoveEvent(QMouseEvent* event) {
  if (line_) {
    line_->setP2(event->position());
    return update();
  }
  if (isCutting_) return;
  if (!grabbed_) {
    const bool canBeClicked =
        scene_.nodeAt(event->position()) || scene_.messageAt(event->position()) || scene_.linkAt(event->position());
    setCursor(canBeClicked ? Qt::PointingHandCursor : Qt::ArrowCursor);
    return;
  }
  const QPointF way = event->position() - *grabbed_;
  constexpr double kClickReach = 4;
  if (!hasMoved_ && way.manhattanLength() < kClickReach) return;
  hasMoved_ = true;
  if (dragged_) {
    scene_.placeByHand(*dragged_, scene_.viewPort().toPlace(event->position()));
  } else {
    scene_.viewPort().panBy(way);
    grabbed_ = event->position();
    settle_.start(kSettleMs);
  }
  update();
}

void Stage::mouseReleaseEvent(QMouseEvent* event) {
  if (line_ && event->button() == Qt::LeftButton) {
    const StageViewPort& port = scene_.viewPort();
    const QLineF drawn(port.toPlace(line_->p1()), port.toPlace(line_->p2()));
    line_.reset();
    drawn_ = drawn;
    update();
    return emit lineDrawn(drawn, event->globalPosition().toPoint());
  }
  if (!grabbed_) return;
  grabbed_.reset();
  if (hasMoved_) {
    if (dragged_) rememberPlaces();
    dragged_.reset();
    return;
  }
  dragged_.reset();
  if (const auto node = scene_.nodeAt(event->position())) return session_.selectNode(node);
  if (const auto message = scene_.messageAt(event->position())) return session_.selectEvent(message);
  if (const auto link = scene_.linkAt(event->position()))
    return emit linkMenuWanted(link->first, link->second, event->globalPosition().toPoint());
  session_.selectNode(std::nullopt);
  session_.selectEvent(std::nullopt);
}

void Stage::mouseDoubleClickEvent(QMouseEvent* event) {
  if (!scene_.nodeAt(event->position())) fit();
}

void Stage::wheelEvent(QWheelEvent* event) {
  constexpr double kNotch = 120;
  const double notches = event->angleDelta().y() / kNotch;
  double factor = 1;
  for (double i = 0; i < std::abs(notches); i += 0.5) factor *= notches > 0 ? 1.1 : 1 / 1.1;
  zoomAt(factor, event->position());
}

void Stage::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Down: return selectNeighbour(1);
    case Qt::Key_Left:
    case Qt::Key_Up: return selectNeighbour(-1);
    default: QWidget::keyPressEvent(event);
  }
}

void Stage::contextMenuEvent(QContextMenuEvent* event) {
  const QPointF at = event->pos();
  if (const auto node = scene_.nodeAt(at)) return emit nodeMenuWanted(*node, event->globalPos());
  if (const auto link = scene_.linkAt(at)) emit linkMenuWanted(link->first, link->second, event->globalPos());
}

void Stage::setCutting(bool on) {
  isCutting_ = on;
  line_.reset();
  setCursor(on ? Qt::CrossCursor : Qt::ArrowCursor);
  update();
}

void Stage::forgetLine() {
  drawn_.reset();
  update();
}

QString Stage::tipAt(QPointF position) {
  if (const auto node = scene_.nodeAt(position))
    return QString::fromStdString(scene_.glyphs().describe(*node, session_.frame())) +
           tr("\nA click selects it, the right button or x breaks it.");
  const auto message = scene_.messageAt(position);
  if (!message) {
    const auto link = scene_.linkAt(position);
    if (!link) return {};
    return tr("%1 and %2\nA click cuts the link, or loses or delays messages on it.")
        .arg(QString::fromStdString(std::string(session_.file().node_name(link->first))),
             QString::fromStdString(std::string(session_.file().node_name(link->second))));
  }
  for (const run_file::MessageUnderWay& one : session_.frame().messages) {
    if (one.ends != *message) continue;
    const std::string traits = MessageReader::describe(scene_.messages().of(one.ends));
    return tr("%1 from %2 to %3%7\nsent at %4, %5 %6")
        .arg(QString::fromUtf8(session_.file().name(one.name).data(),
                               static_cast<qsizetype>(session_.file().name(one.name).size())),
             QString::fromStdString(std::string(session_.file().node_name(one.from))),
             QString::fromStdString(std::string(session_.file().node_name(one.to))),
             QString::fromStdString(to_text(one.sent, Duration::microseconds(1))),
             one.is_lost ? tr("lost by") : tr("arrives at"),
             QString::fromStdString(to_text(one.arrives, Duration::microseconds(1))),
             traits.empty() ? QString() : QStringLiteral(", ") + QString::fromStdString(traits));
  }
  return {};
}

bool Stage::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  QString tip;
  guarded([&] { tip = tipAt(help->pos()); });
  if (tip.isEmpty())
    QToolTip::hideText();
  else
    QToolTip::showText(help->globalPos(), tip, this);
  return true;
}

QString Stage::settingsKey() const {
  return QStringLiteral("layout/") +
         QString::fromStdString(session_.file().head().scenario).replace(QLatin1Char('/'), QLatin1Char('.'));
}

void Stage::rememberPlaces() const {
  QVariantMap places;
  for (const auto& [name, place] : scene_.handPlaces()) places[QString::fromStdString(name)] = place;
  QSettings().setValue(settingsKey(), places);
}

void Stage::recallPlaces() {
  std::map<std::string, QPointF> places;
  const QVariantMap kept = QSettings().value(settingsKey()).toMap();
  for (auto place = kept.begin(); place != kept.end(); ++place) places[place.key().toStdString()] = place->toPointF();
  if (!places.empty()) scene_.setHandPlaces(std::move(places));
}

}  // namespace orrery::gui
