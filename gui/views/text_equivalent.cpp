#include "views/text_equivalent.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QWidget>

namespace orrery::gui {

namespace {

class Canvas final : public QAccessibleWidget {
 public:
  Canvas(QWidget* widget, const TextEquivalent& canvas)
      : QAccessibleWidget(widget, QAccessible::Graphic), canvas_(canvas) {}
  QString text(QAccessible::Text which) const override {
    return which == QAccessible::Description || which == QAccessible::Value ? canvas_.textEquivalent()
                                                                            : QAccessibleWidget::text(which);
  }

 private:
  const TextEquivalent& canvas_;
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
  const auto* canvas = dynamic_cast<TextEquivalent*>(object);
  auto* widget = qobject_cast<QWidget*>(object);
  return canvas != nullptr && widget != nullptr ? new Canvas(widget, *canvas) : nullptr;
}

}  // namespace

void installTextEquivalents() { QAccessible::installFactory(makeInterface); }

}  // namespace orrery::gui
