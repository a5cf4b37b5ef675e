// What is painted of links and around nodes: walls, bulk transfers, what is lost, what passed, what Why? tells. The
// stage and the legend of it paint with these alike.
#pragma once

#include <cstdint>

#include <QPainter>

#include "models/glyphs.h"
#include "run/phrases.h"

namespace orrery::gui {

// Of many between two groups each is one pixel wide, which is several times faster than one and a half, and faint:
// together they would be one grey mass.
void paintLink(QPainter& painter, const QLineF& way, bool isOneOfMany);
// Along +x from the origin: a frame as wide as all of the bandwidth, and in it, as far as the transfer has come, a bar
// as wide as its share.
void paintBulkBar(QPainter& painter, double length, double reached, double width, double share);
void paintLostCross(QPainter& painter, double size, double opacity);
// A wall that stands across +x, on the lane of that direction alone where it is one way.
void paintWall(QPainter& painter, double length, bool bothWays);
// The way of a message that is over already. Of many that are seen at once each is thin, which is many times faster.
struct Trail {
  bool isLost = false;
  bool isKeepAlive = false;
  bool isOneOfMany = false;
};
void paintTrail(QPainter& painter, const QLineF& way, const Trail& trail, double opacity);
// A message by which one cause of a chain led to the next.
void paintCause(QPainter& painter, const QLineF& way);
// Which try a message is, beside it; `size` is that of the message.
void paintAttempt(QPainter& painter, QPointF message, double size, std::int64_t attempt);
// Something has just happened at the node around the origin.
void paintFlash(QPainter& painter, double radius, Tone tone, double opacity);
// Stands before the words of a fault that is in force.
void paintFaultSign(QPainter& painter, const QRectF& where);

}  // namespace orrery::gui
