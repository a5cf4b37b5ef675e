// The shapes that stand for messages and states in pictures along the time axis; every colour has a shape of its own.
#pragma once

#include <QPainter>
#include <QString>

#include "models/message_shape.h"
#include "models/ribbon.h"
#include "views/look.h"

namespace orrery::gui {

// What a role or a breaker's state means, whatever its pattern calls it.
Standing standingOf(std::string_view value);

// The head of a message at its arrival, and the pen of its line.
QColor colorOf(MessageShape shape);
void drawHead(QPainter& painter, MessageShape shape, const QPointF& from, const QPointF& tip, double size);
// Where a message was lost.
void drawCross(QPainter& painter, const QPointF& at, double size);
void drawDiamond(QPainter& painter, const QPointF& at, double size);

// A piece of a ribbon: in charge has an edge at both sides, undecided a dashed one, refusing is hatched.
void drawPiece(QPainter& painter, const QRectF& where, Standing standing, const QColor& fill);
void drawOutage(QPainter& painter, const QRectF& where, Outage::Kind kind);

// Of a band that gathers what is too dense to be drawn one by one, on a panel; `share` from 0 to 1 of the densest. Seen
// in the last row: 3 to 1 against the panel where it is densest, half as much where there is least.
QColor bandInk(double share);

// Ink that can be read on it.
QColor inkOn(const QColor& fill);

}  // namespace orrery::gui
