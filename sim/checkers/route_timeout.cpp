#include "checkers/route_timeout.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/value_text.h"

namespace orrery {

using namespace proxy;

namespace {

constexpr Name kDrift{"drift"};  // the fault's verb

}  // namespace

RouteTimeout::RouteTimeout(std::vector<NodeId> proxies, Duration timeout)
    : proxies_(std::move(proxies)), at_start_(timeout), state_(proxies_.size(), Proxy{timeout, {}}) {}

std::string RouteTimeout::claim() const {
  return "no request is at an ambassador for longer than the route's timeout (Envoy, route timeout)";
}

void RouteTimeout::on_start(const RunInfo& info) { proxies_.on_start(info); }

void RouteTimeout::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (record.kind == RecordKind::fault_began && record.a == static_cast<std::int64_t>(kDrift.id()))
      clocks_are_right_ = false;
    if (const auto position = proxies_.position(record.node)) read(record, *position);
  }
}

void RouteTimeout::read(const Record& record, std::size_t position) {
  Proxy& proxy = state_[position];
  if (record.kind == RecordKind::crashed) {
    proxy = {at_start_, {}};
  } else if (record.kind == RecordKind::paused) {
    for (auto& [request, opens] : proxy.open)
      for (Open& open : opens) open.timeout = Duration();
  } else if (record.kind == RecordKind::event && record.name == kPoliciesSet.id() && record.c != 0) {
    proxy.timeout = Duration::nanoseconds(record.a);
  } else if (record.kind == RecordKind::event && record.name == kAccepted.id()) {
    proxy.open[record.a].push_back({record, proxy.timeout});
  } else if (end_of(record)) {
    end(record, position);
  }
}

void RouteTimeout::end(const Record& record, std::size_t position) {
  const auto opens = state_[position].open.find(record.a);
  if (opens == state_[position].open.end()) return;
  const auto first = std::min_element(opens->second.begin(), opens->second.end(),
                                      [](const Open& one, const Open& other) { return one.due() < other.due(); });
  hold(*first, record, position);
  opens->second.erase(first);
  if (opens->second.empty()) state_[position].open.erase(opens);
}

void RouteTimeout::on_finish(Instant end) {
  for (std::size_t position = 0; position < state_.size(); ++position)
    for (const auto& [request, opens] : state_[position].open)
      for (const Open& open : opens) {
        if (end - open.accepted.time <= open.timeout) continue;
        Record still_open = open.accepted;
        still_open.time = end;
        hold(open, still_open, position);
      }
}

void RouteTimeout::hold(const Open& open, const Record& end, std::size_t position) {
  if (open.timeout == Duration() || !clocks_are_right_) return;
  exercise();
  const Duration took = end.time - open.accepted.time;
  if (took <= open.timeout) return;
  violate(end, fmt::format("operation {} is at {} for {}, and the route's timeout is {}", end.a,
                           proxies_.name(position), duration_text(took), duration_text(open.timeout)));
}

}  // namespace orrery
