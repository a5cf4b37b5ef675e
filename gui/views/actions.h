// Everything that can be done has a key, a tool tip that says both, and stands in one list that F1 shows.
#pragma once

#include <functional>

#include <QAction>
#include <QKeySequence>
#include <QList>
#include <QWidget>

namespace orrery::gui {

enum class TransportIcon { toStart, previous, stepBack, play, pause, step, next, toEnd };
QIcon transportIcon(TransportIcon icon);

// Adds the action to the widget: it is heard while the widget is shown. The first key is the one that is told.
QAction* makeAction(QWidget& widget, const QString& text, const QString& tip, const QList<QKeySequence>& keys,
                    std::function<void()> act);
// "Space": the key that is told; empty where there is none.
QString keyText(const QAction& action);

}  // namespace orrery::gui
