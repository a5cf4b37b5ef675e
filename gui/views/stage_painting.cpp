// How the stage's scene is painted, from the ground up.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "presenters/run_session.h"
#include "views/look.h"
#include "views/stage_marks.h"
#include "views/stage_scene.h"

namespace orrery::gui {

namespace {

constexpr std::size_t kMostWalls = 400;
constexpr std::size_t kMostTimers = 300;
constexpr int kAngles = 64, kPhases = 4;
constexpr double kTurn = 2 * std::numbers::pi;

// A twin reaches farther back than any other; many small sprites are painted faster than as many large ones.
double spriteReach(const MessagePicture& picture, double messageSize) {
  const double share = picture.isTwin ? 1.9 : picture.look == MessageLook::keepAlive ? 0.5 : 1.4;
  return std::ceil(messageSize * share) + 1;
}

double fade(Duration age, Duration stays) { return std::clamp(1 - age.seconds() / stays.seconds(), 0.0, 1.0); }

}  // namespace

void StageScene::paintLayer(QPainter& painter) const {
  Look& look = Look::instance();
  painter.fillRect(QRectF(QPointF(), port_.size()), look.ground());
  painter.setRenderHint(QPainter::Antialiasing);
  for (const StageLayout::Region& region : layout_.regions) {
    const QPointF centre = port_.toPixels(region.centre);
    const double radius = region.radius * port_.scale();
    painter.setPen(QPen(look.hairline(), 2));
    painter.setBrush(look.panel());
    painter.drawEllipse(centre, radius, radius);
    painter.setPen(look.quietInk());
    painter.setFont(look.words(14));
    const QRectF area(centre.x() - radius, centre.y() - radius + 6, 2 * radius, 22 * look.scale());
    painter.drawText(area, Qt::AlignCenter, region.name);
  }
  constexpr std::size_t kMany = 100;
  const auto groupOf = [&](std::size_t slot) { return session_.file().info().nodes[index(shown_[slot])].group; };
  std::map<std::pair<std::string, std::string>, std::size_t> links;
  for (const StageLayout::Edge& edge : layout_.edges) ++links[{groupOf(edge.from), groupOf(edge.to)}];
  for (const StageLayout::Edge& edge : layout_.edges)
    paintLink(painter, QLineF(port_.toPixels(layout_.at[edge.from]), port_.toPixels(layout_.at[edge.to])),
              links[{groupOf(edge.from), groupOf(edge.to)}] > kMany);
}

void StageScene::paint(QPainter& painter, double pixelRatio, Duration animation) {
  if (isLayerStale_ || layer_.isNull()) {
    const QSize size = (port_.size() * pixelRatio).toSize();
    if (layer_.size() != size) layer_ = QPixmap(size);
    layer_.setDevicePixelRatio(pixelRatio);
    QPainter onLayer(&layer_);
    paintLayer(onLayer);
    layerPort_ = port_;
    isLayerStale_ = false;
  }
  if (layerPort_.scale() == port_.scale() && layerPort_.toPixels({}) == port_.toPixels({})) {
    painter.drawPixmap(QPointF(), layer_);
  } else {
    // While it is zoomed and panned the old layer is stretched: painting it anew may cost more than a frame.
    painter.fillRect(QRectF(QPointF(), port_.size()), Look::instance().ground());
    const QRectF where(port_.toPixels(layerPort_.toPlace({})),
                       port_.toPixels(layerPort_.toPlace({port_.size().width(), port_.size().height()})));
    painter.drawPixmap(where, layer_, QRectF(layer_.rect()));
  }
  placeMessages();
  paintWalls(painter);
  paintPassing(painter, pixelRatio, animation);
  paintChain(painter);
  paintMessages(painter, pixelRatio, false);
  paintFlashes(painter, animation);
  paintNodes(painter, pixelRatio, false);
  paintFaults(painter);
}

void StageScene::paintDirectly(QPainter& painter, Duration animation) {
  paintLayer(painter);
  placeMessages();
  paintWalls(painter);
  paintPassing(painter, 1, animation);
  paintChain(painter);
  paintMessages(painter, 1, true);
  paintFlashes(painter, animation);
  paintNodes(painter, 1, true);
  paintFaults(painter);
}

void StageScene::paintWalls(QPainter& painter) const {
  std::size_t walls = 0;
  const auto wall = [&](NodeId from, NodeId to, bool bothWays) {
    if (!isLinked(from, to)) return;
    const auto ends = way(from, to);
    const auto back = way(to, from);
    if (!ends || !back || walls++ > kMostWalls) return;
    const QPointF middle = (ends->first + ends->second + back->first + back->second) / 4;
    const QPointF apart = ends->second - ends->first;
    painter.save();
    painter.translate(middle);
    painter.rotate(std::atan2(apart.y(), apart.x()) * 360 / kTurn);
    paintWall(painter, std::max(16.0, std::max(radiusOf(from), radiusOf(to)) * 1.3), bothWays);
    painter.restore();
  };
  forEachWall(wall);
}

// In words, in the corner: a fault that cannot be seen at a node or a link is in force all the same.
// How far a text that begins there can go before it stands on a node or its name.
double StageScene::widthBesideNodes(double left, double top, double bottom) const {
  constexpr double kLeast = 90, kShare = 0.6;
  const QFontMetricsF name(Look::instance().figures(13));
  double width = port_.size().width() * kShare;
  for (const NodeId node : shown_) {
    const QPointF at = *pixelsOf(node);
    const double reach = radiusOf(node) * 1.5;
    const double above = at.y() - reach - 2.6 * name.height(), below = at.y() + reach + 2.6 * name.height();
    if (above > bottom || below < top) continue;
    const double half = std::max(
        reach, name.horizontalAdvance(QString::fromStdString(session_.file().info().nodes[index(node)].name)) / 2);
    if (at.x() > left) width = std::min(width, at.x() - half - 8 - left);
  }
  return std::max(width, kLeast * Look::instance().scale());
}

void StageScene::paintFaults(QPainter& painter) const {
  Look& look = Look::instance();
  constexpr std::size_t kMost = 6;
  constexpr double kSide = 12;
  const double line = 20 * look.scale(), box = 11 * look.scale();
  const auto spans = marks_.inForce(session_.event());
  double y = kSide;
  painter.setFont(look.words(12));
  for (std::size_t i = 0; i < std::min(spans.size(), kMost); ++i, y += line) {
    const bool isLast = i + 1 == kMost && spans.size() > kMost;
    paintFaultSign(painter, QRectF(kSide, y + (line - box) / 2, box, box));
    painter.setPen(look.ink());
    const QString text =
        isLast ? QStringLiteral("and %1 more faults").arg(spans.size() - i) : QString::fromStdString(spans[i]->text);
    const double left = kSide + box + 6;
    const QRectF area(left, y, widthBesideNodes(left, y, y + line), line);
    const QString shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(area.width()));
    QRectF plate = painter.boundingRect(area, Qt::AlignVCenter, shown);
    QColor ground = look.ground();
    ground.setAlpha(210);
    painter.fillRect(plate.adjusted(-2, 0, 2, 0), ground);
    painter.drawText(area, Qt::AlignVCenter, shown);
  }
}

void StageScene::paintPassing(QPainter& painter, double pixelRatio, Duration animation) {
  // Thin lines without smoothing are painted many times faster; among so many nobody sees the difference.
  constexpr std::size_t kMany = 60;
  const bool areMany = passing_.size() > kMany;
  painter.setRenderHint(QPainter::Antialiasing, !areMany);
  for (const Passing& one : passing_) {
    const auto ends = way(one.from, one.to);
    const double opacity = fade(animation - one.since, kPassingStays);
    if (!ends || opacity <= 0) continue;
    const QPointF apart = ends->second - ends->first;
    const QPointF last = ends->first + apart * one.lostAt;
    const Trail trail{one.isLost, one.picture.look == MessageLook::keepAlive, areMany};
    paintTrail(painter, QLineF(ends->first, last), trail, opacity);
    if (one.isLost) {
      painter.translate(last);
      paintLostCross(painter, messageSize() * 0.7, opacity);
      painter.translate(-last);
    } else {
      painter.setOpacity(opacity);
      // It stands still: where between two pixels is no matter, and saves sprites.
      const QPointF whole(std::round(last.x()), std::round(last.y()));
      paintSprite(painter, one.picture, std::atan2(apart.y(), apart.x()), whole, pixelRatio);
      painter.setOpacity(1);
    }
  }
  painter.setRenderHint(QPainter::Antialiasing);
}

// The messages by which one cause of the chain led to the next.
void StageScene::paintChain(QPainter& painter) const {
  painter.setRenderHint(QPainter::Antialiasing);
  for (const run_file::Cause& cause : session_.chain().causes) {
    const Record& record = cause.event.record;
    if (record.kind != RecordKind::delivered && record.kind != RecordKind::dropped) continue;
    const auto ends = way(record.peer, record.node);
    if (!ends) continue;
    paintCause(painter, QLineF(ends->first, ends->second));
  }
}

const QPixmap& StageScene::messageSprite(const MessagePicture& picture, double angle, QPointF fraction,
                                         double pixelRatio) {
  const int turn = static_cast<int>(std::lround(angle / kTurn * kAngles) + kAngles) % kAngles;
  const int x = std::min(static_cast<int>(fraction.x() * kPhases), kPhases - 1);
  const int y = std::min(static_cast<int>(fraction.y() * kPhases), kPhases - 1);
  const quint64 key =
      keyOf(picture) << 32 | static_cast<quint64>(turn) << 16 | static_cast<quint64>(x) << 8 | static_cast<quint64>(y);
  const auto known = messageSprites_.constFind(key);
  if (known != messageSprites_.constEnd()) return *known;
  const double reach = spriteReach(picture, messageSize());
  QPixmap pixmap((QSizeF(2 * reach + 1, 2 * reach + 1) * pixelRatio).toSize());
  pixmap.setDevicePixelRatio(pixelRatio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.translate(reach + (x + 0.5) / kPhases, reach + (y + 0.5) / kPhases);
  painter.rotate(turn * 360.0 / kAngles);
  paintMessage(painter, picture, messageSize());
  painter.end();
  return *messageSprites_.insert(key, pixmap);
}

void StageScene::paintSprite(QPainter& painter, const MessagePicture& picture, double angle, QPointF at,
                             double pixelRatio) {
  const double reach = spriteReach(picture, messageSize());
  const QPointF whole(std::floor(at.x()), std::floor(at.y()));
  painter.drawPixmap(whole - QPointF(reach, reach), messageSprite(picture, angle, at - whole, pixelRatio));
}

void StageScene::paintMessages(QPainter& painter, double pixelRatio, bool directly) {
  for (const MessagePlace& message : messages_) {
    if (message.bulk) paintBulk(painter, message);
    if (message.attempt > 1) paintAttempt(painter, message.at, messageSize(), message.attempt);
    if (directly) {
      painter.save();
      painter.translate(message.at);
      painter.rotate(message.angle * 360 / kTurn);
      paintMessage(painter, message.picture, messageSize());
      painter.restore();
      continue;
    }
    paintSprite(painter, message.picture, message.angle, message.at, pixelRatio);
  }
}

void StageScene::paintBulk(QPainter& painter, const MessagePlace& message) const {
  const auto length = [](QPointF way) { return std::hypot(way.x(), way.y()); };
  painter.save();
  painter.translate(message.from);
  painter.rotate(message.angle * 360 / kTurn);
  paintBulkBar(painter, length(message.to - message.from), length(message.at - message.from), 2 * messageSize(),
               *message.bulk);
  painter.restore();
}

void StageScene::paintFlashes(QPainter& painter, Duration animation) const {
  painter.setRenderHint(QPainter::Antialiasing);
  for (const Flash& flash : flashes_) {
    const auto at = pixelsOf(flash.node);
    const double opacity = fade(animation - flash.since, kFlashStays);
    if (!at || opacity <= 0) continue;
    painter.translate(*at);
    paintFlash(painter, radiusOf(flash.node), flash.tone, opacity);
    painter.translate(-*at);
  }
}

// Nodes that look the same share one.
StageScene::Sprite StageScene::spriteOf(const NodePicture& picture, double pixelRatio) {
  constexpr qsizetype kMostKept = 4'000;
  if (nodeSprites_.size() > kMostKept) nodeSprites_.clear();
  Sprite& sprite = nodeSprites_[keyOf(picture)];
  if (!sprite.pixmap.isNull() && sprite.pixmap.devicePixelRatio() == pixelRatio) return sprite;
  const QRectF bounds = boundsOf(picture).adjusted(-1, -1, 1, 1);
  const QSizeF size(std::ceil(bounds.width()) + 1, std::ceil(bounds.height()) + 1);
  sprite.picture = picture;
  sprite.origin = QPointF(std::floor(bounds.left()), std::floor(bounds.top()));
  sprite.pixmap = QPixmap((size * pixelRatio).toSize());
  sprite.pixmap.setDevicePixelRatio(pixelRatio);
  sprite.pixmap.fill(Qt::transparent);
  QPainter onSprite(&sprite.pixmap);
  onSprite.translate(-sprite.origin);
  paintNode(onSprite, picture);
  return sprite;
}

void StageScene::paintNodes(QPainter& painter, double pixelRatio, bool directly) {
  std::vector<bool> inChain(slot_.size(), false);
  for (const run_file::Cause& cause : session_.chain().causes)
    if (index(cause.event.record.node) < inChain.size()) inChain[index(cause.event.record.node)] = true;
  for (const NodeId node : shown_) {
    if (!inChain[index(node)] && session_.selectedNode() != node) continue;
    painter.save();
    painter.translate(*pixelsOf(node));
    paintHalos(painter, pictureOf(node, inChain));
    painter.restore();
  }
  for (const NodeId node : shown_) {
    const QPointF at = *pixelsOf(node);
    const NodePicture picture = pictureOf(node, inChain);
    if (directly) {
      painter.save();
      painter.translate(at);
      paintNode(painter, picture);
      painter.restore();
      continue;
    }
    Sprite& sprite = sprites_[index(node)];
    if (sprite.pixmap.isNull() || !(sprite.picture == picture) || sprite.pixmap.devicePixelRatio() != pixelRatio) {
      sprite = spriteOf(picture, pixelRatio);
      // Those that share one may have other names.
      sprite.picture = picture;
    }
    painter.drawPixmap(QPointF(std::round(at.x()), std::round(at.y())) + sprite.origin, sprite.pixmap);
  }
  if (shown_.size() > kMostTimers) return;
  const auto timers = glyphs_.timers(session_.frame());
  painter.setRenderHint(QPainter::Antialiasing);
  for (const NodeId node : shown_) {
    constexpr double kLeastRadius = 8;
    if (index(node) >= timers.size() || !timers[index(node)] || radiusOf(node) < kLeastRadius) continue;
    painter.save();
    painter.translate(*pixelsOf(node));
    paintTimer(painter, radiusOf(node), timers[index(node)]->left);
    painter.restore();
  }
}

}  // namespace orrery::gui
