#include "presenters/shared_axis.h"

namespace orrery::gui {

SharedAxis& SharedAxis::of(RunSession& session) {
  if (auto* known = session.findChild<SharedAxis*>(QString(), Qt::FindDirectChildrenOnly)) return *known;
  return *new SharedAxis(session);
}

SharedAxis::SharedAxis(RunSession& session) : QObject(&session), session_(session) {
  fitRun();
  connect(&session_, &RunSession::moved, this, [this] {
    const TimeSpan next = following(span_, session_.time(), session_.end());
    if (next == span_) return;
    span_ = next;
    emit changed();
  });
  connect(&session_, &RunSession::grew, this, [this] {
    if (showsAll_) fitRun();
  });
}

void SharedAxis::show(TimeSpan span) {
  span = clampedTo(span, session_.end());
  showsAll_ = span == clampedTo({Instant::start(), session_.end().since_start()}, session_.end());
  if (span == span_) return;
  span_ = span;
  emit changed();
}

void SharedAxis::zoom(double factor, Instant fixed) { show(zoomed(span_, factor, fixed, session_.end())); }

void SharedAxis::pan(Duration by) { show(panned(span_, by, session_.end())); }

void SharedAxis::fitRun() { show({Instant::start(), session_.end().since_start()}); }

void SharedAxis::fitEvents() {
  const auto& causes = session_.chain().causes;
  if (!causes.empty()) {
    show(around(causes.front().event.record.time, causes.back().event.record.time, session_.end()));
    return;
  }
  const Duration side = session_.end().since_start() / 100;
  show(around(session_.time() - side, session_.time() + side, session_.end()));
}

}  // namespace orrery::gui
