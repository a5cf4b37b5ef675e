#include "views/local_commands.h"

#include <QAction>
#include <QKeyEvent>
#include <QWidget>

namespace orrery::gui {

namespace {

// A key that its focused widget claims as an override goes to no shortcut of the window.
class LocalKeys final : public QObject {
 public:
  explicit LocalKeys(QWidget& widget) : QObject(&widget), widget_(widget) { widget.installEventFilter(this); }

  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
      return QObject::eventFilter(watched, event);
    const auto* key = static_cast<const QKeyEvent*>(event);
    const QKeySequence pressed(key->modifiers() & ~Qt::KeypadModifier ? key->keyCombination()
                                                                      : QKeyCombination(Qt::Key(key->key())));
    for (QAction* action : widget_.actions()) {
      const bool isMeant = action->isEnabled() && action->shortcutContext() == Qt::WidgetShortcut &&
                           (action->shortcuts().contains(pressed) || isPlus(*action, *key));
      if (!isMeant) continue;
      event->accept();
      if (event->type() == QEvent::KeyPress) action->trigger();
      return true;
    }
    return QObject::eventFilter(watched, event);
  }

 private:
  // Many keyboards have the plus on a shifted key.
  static bool isPlus(const QAction& action, const QKeyEvent& key) {
    return key.key() == Qt::Key_Plus && !(key.modifiers() & Qt::ControlModifier) &&
           action.shortcut() == QKeySequence(Qt::Key_Plus);
  }

  QWidget& widget_;
};

}  // namespace

QString hintOf(const QString& text, const QKeySequence& key) {
  return text + " (" + key.toString(QKeySequence::NativeText) + ")";
}

QAction* addLocalCommand(QWidget& widget, const QString& text, const QKeySequence& key, std::function<void()> run) {
  const QString kKeys = QStringLiteral("localKeys");
  if (widget.findChild<QObject*>(kKeys, Qt::FindDirectChildrenOnly) == nullptr)
    (new LocalKeys(widget))->setObjectName(kKeys);
  auto* action = new QAction(text, &widget);
  action->setShortcut(key);
  action->setShortcutContext(Qt::WidgetShortcut);
  action->setToolTip(hintOf(text, key));
  QObject::connect(action, &QAction::triggered, &widget, std::move(run));
  widget.addAction(action);
  return action;
}

}  // namespace orrery::gui
