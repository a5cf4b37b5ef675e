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

// Pictures with the same key are painted the same, but for their halos.
QString keyOf(const NodePicture& picture);
// What the picture covers, its label included.
QRectF boundsOf(const NodePicture& picture);
// Its name and, where it has one, its caption; empty where it is not labelled.
QRectF labelAreaOf(const NodePicture& picture);
void paintNode(QPainter& painter, const NodePicture& picture);
// The rings of a node that is selected, and of one that has a part in what Why? tells. They leave the node's own label
// free, and are painted before all nodes, so that they lie over no other's either.
void paintHalos(QPainter& painter, const NodePicture& picture);
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

}  // namespace orrery::gui
