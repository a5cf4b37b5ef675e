#include "views/actions.h"

#include <QPainter>
#include <QPainterPath>

#include "views/look.h"

namespace orrery::gui {

namespace {

constexpr double kSide = 20;

void paintIcon(QPainter& painter, TransportIcon icon) {
  const auto triangle = [&](double left, double right) {
    QPainterPath path(QPointF(left, 4));
    path.lineTo(right, kSide / 2);
    path.lineTo(left, kSide - 4);
    path.closeSubpath();
    painter.drawPath(path);
  };
  const auto bar = [&](double left) { painter.drawRect(QRectF(left, 4, 2.5, kSide - 8)); };
  switch (icon) {
    case TransportIcon::toStart:
      bar(3);
      triangle(16, 7);
      break;
    case TransportIcon::toEnd:
      triangle(4, 13);
      bar(14.5);
      break;
    case TransportIcon::previous:
      triangle(10, 3);
      triangle(17, 10);
      break;
    case TransportIcon::next:
      triangle(3, 10);
      triangle(10, 17);
      break;
    case TransportIcon::stepBack:
      triangle(11, 4);
      bar(13.5);
      break;
    case TransportIcon::step:
      bar(4);
      triangle(9, 16);
      break;
    case TransportIcon::play: triangle(5, 17); break;
    case TransportIcon::pause:
      painter.drawRect(QRectF(5, 4, 3.5, kSide - 8));
      painter.drawRect(QRectF(11.5, 4, 3.5, kSide - 8));
      break;
  }
}

}  // namespace

QIcon transportIcon(TransportIcon icon) {
  constexpr int kRatio = 4;
  QPixmap pixmap(static_cast<int>(kSide) * kRatio, static_cast<int>(kSide) * kRatio);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.scale(kRatio, kRatio);
  painter.setPen(Qt::NoPen);
  painter.setBrush(Look::instance().ink());
  paintIcon(painter, icon);
  painter.end();
  return QIcon(pixmap);
}

QString keyText(const QAction& action) {
  return action.shortcuts().isEmpty() ? QString() : action.shortcuts().first().toString(QKeySequence::NativeText);
}

QAction* makeAction(QWidget& widget, const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                    std::function<void()> act) {
  auto* action = new QAction(text, &widget);
  action->setShortcuts(keys);
  const QString key = keyText(*action);
  action->setToolTip(key.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, key));
  action->setStatusTip(tip);
  widget.addAction(action);
  QObject::connect(action, &QAction::triggered, &widget, [act = std::move(act)] { act(); });
  return action;
}

}  // namespace orrery::gui
