#include "gui/drive/display.h"

#include <QDir>
#include <QProcess>
#include <QTest>
#include <QWidget>

#include <catch2/catch.hpp>

namespace orrery::test {

namespace {

// Between what a hand does and the next thing that it does, so that the window manager keeps up.
constexpr int kHandMs = 60;

// Our own events go on while the tool waits for the server.
void tool(const QStringList& arguments) {
  QProcess process;
  process.start(QStringLiteral("xdotool"), arguments);
  REQUIRE(waitUntil([&] { return process.state() == QProcess::NotRunning; }));
  REQUIRE(process.exitCode() == 0);
  QTest::qWait(kHandMs);
}

QStringList placeOf(const QWidget& widget, QPoint at) {
  const QPoint global = widget.mapToGlobal(at);
  return {QString::number(global.x()), QString::number(global.y())};
}

}  // namespace

void focus(const QWidget& window) { tool({"windowfocus", "--sync", QString::number(window.winId())}); }

void pressKey(const QString& key) { tool({"key", "--clearmodifiers", key}); }

void typeText(const QString& text) { tool({"type", "--delay", "20", text}); }

void moveMouse(const QWidget& widget, QPoint at) { tool(QStringList{"mousemove"} + placeOf(widget, at)); }

void click(const QWidget& widget, QPoint at) {
  moveMouse(widget, at);
  tool({"click", "1"});
}

void rightClick(const QWidget& widget, QPoint at) {
  moveMouse(widget, at);
  tool({"click", "3"});
}

void drag(const QWidget& widget, QPoint from, QPoint to) {
  moveMouse(widget, from);
  tool({"mousedown", "1"});
  moveMouse(widget, (from + to) / 2);
  moveMouse(widget, to);
  tool({"mouseup", "1"});
}

bool waitUntil(const std::function<bool()>& holds) { return QTest::qWaitFor(holds, kPatienceMs); }

void picture(QWidget& window, const QString& name) {
  const QString folder = qEnvironmentVariable("ORRERY_DRIVE_PICTURES");
  if (!folder.isEmpty()) window.grab().save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

}  // namespace orrery::test
