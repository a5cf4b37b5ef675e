// A keyboard and a mouse of the X server that the test runs in: what a person does at the window, and nothing less.
#pragma once

#include <functional>

#include <QPoint>
#include <QString>
#include <QStringList>

class QWidget;

namespace orrery::test {

// How long anything may take before it counts as not happening; machines are slow.
inline constexpr int kPatienceMs = 60'000;

// Gives the window the keyboard, as a click on it would.
void focus(const QWidget& window);
// Keys as xdotool names them: "space", "x", "ctrl+f".
void pressKey(const QString& key);
void typeText(const QString& text);
void moveMouse(const QWidget& widget, QPoint at);
void click(const QWidget& widget, QPoint at);
void rightClick(const QWidget& widget, QPoint at);
void drag(const QWidget& widget, QPoint from, QPoint to);

// Lets the window live until that holds. False where it does not within the patience.
bool waitUntil(const std::function<bool()>& holds);

// Saves what the screen shows into the folder that ORRERY_DRIVE_PICTURES names, where it is set: for people to look at.
void picture(QWidget& window, const QString& name);

}  // namespace orrery::test
