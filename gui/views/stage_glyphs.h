// How nodes and messages are painted, each around the origin: into sprites on the screen, and directly into SVG.
#pragma once

#include <QPainter>
#include <QString>

#include "models/glyphs.h"

namespace orrery::gui {

struct NodePicture {
  NodeGlyph glyph;
  QString name;
  double radius = 0;  // in pixels, to the middle of its ring
  bool isLabelled = false;
  bool isLabelAbove = false;
  bool isSelected = false;
  bool isInChain = false;
  bool operator==(const NodePicture&) const = default;
};

// Pictures with the same key are painted the same.
QString keyOf(const NodePicture& picture);
// What the picture covers, its label included.
QRectF boundsOf(const NodePicture& picture);
void paintNode(QPainter& painter, const NodePicture& picture);
// The arc of a timer, around the node; `left` from 1 to 0.
void paintTimer(QPainter& painter, double radius, double left);

struct MessagePicture {
  MessageLook look = MessageLook::request;
  bool isTwin = false;   // a hedge: outlined, twice
  bool isGhost = false;  // a duplicate
  bool operator==(const MessagePicture&) const = default;
};
// Less than 64; pictures with the same key are painted the same.
quint64 keyOf(const MessagePicture& picture);
// Points along +x; `size` is its half length in pixels.
void paintMessage(QPainter& painter, const MessagePicture& picture, double size);
// Along +x from the origin: a frame as wide as all of the bandwidth, and in it, as far as the transfer has come, a bar
// as wide as its share.
void paintBulkBar(QPainter& painter, double length, double reached, double width, double share);
void paintLostCross(QPainter& painter, double size, double opacity);
// A wall that stands across +x, on the lane of that direction alone where it is one way.
void paintWall(QPainter& painter, double length, bool bothWays);

}  // namespace orrery::gui
