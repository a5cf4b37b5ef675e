// The ambassador's panel: a lane for each host with the attempts that went there, and the waterfall of one request.
#pragma once

#include "models/proxy_requests.h"
#include "views/time_view.h"

namespace orrery::gui {

class AmbassadorPanel final : public TimeView {
  Q_OBJECT
 public:
  AmbassadorPanel(RunSession& session, QWidget* parent);
  // Runs with an ambassador.
  static bool isOffered(const RunSession& session);

  QString textEquivalent() const override;

 protected:
  int contentHeight() const override;
  void paintContent(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintMoment(QPainter& painter, const TimelineAxis& axis, const QRect& visible) override;
  void paintGutter(QPainter& painter, const QRect& visible) override;
  Hit hitAt(const QPointF& at) override;
  double axisBottom() const override { return waterfallTop() - 10 * scale(); }

 private:
  double laneHeight() const { return 34 * scale(); }
  double waterfallTop() const { return laneHeight() * static_cast<double>(hosts_.size()) + 10 * scale(); }
  // The request whose waterfall is shown: that of the selected event, otherwise the latest at the moment shown.
  const std::optional<ProxyRequest>& chosen() const;
  void paintAttempt(QPainter& painter, const QRectF& where, AttemptEnd end, bool isHedge) const;
  QRectF placeOf(const ProxyAttempt& attempt, const TimelineAxis& axis) const;
  void toRequest(bool forward);
  QString describe(const ProxyRequest& request) const;

  mutable ProxyRequests model_;  // what it has read is a cache
  std::vector<NodeId> hosts_;
  std::vector<HostOutage> outages_;
  mutable std::optional<ProxyRequest> chosen_;
};

}  // namespace orrery::gui
