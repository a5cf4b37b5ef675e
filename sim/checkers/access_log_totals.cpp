#include "checkers/access_log_totals.h"

#include <numeric>

#include <fmt/format.h>

namespace orrery {

using namespace proxy;

AccessLogTotals::AccessLogTotals(std::vector<NodeId> proxies)
    : proxies_(std::move(proxies)), totals_(proxies_.size()) {}

std::string AccessLogTotals::claim() const {
  return "the access log's totals equal the statistics, class by class, and every request is active or ended";
}

void AccessLogTotals::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records)
    if (const auto position = proxies_.position(record.node)) read(record, *position);
}

void AccessLogTotals::read(const Record& record, std::size_t position) {
  Totals& totals = totals_[position];
  totals.last = record;
  if (record.kind == RecordKind::started || record.kind == RecordKind::restarted) {
    totals = Totals();
  } else if (record.kind == RecordKind::crashed) {
    hold_all(record, position);
    totals = Totals();
  } else if (record.kind == RecordKind::event && record.name == kAccepted.id()) {
    ++totals.accepted;
  } else if (const auto end = end_of(record)) {
    ++totals.logged[*end];
  } else if (record.kind == RecordKind::state && record.name == kActive.id()) {
    totals.active_shown = record.a;
    hold(record, position, kActive.text(), record.a, active(totals));
  } else if (record.kind == RecordKind::state) {
    for (std::size_t way = 0; way < kWaysToEnd; ++way) {
      if (record.name != kCounts[way].id()) continue;
      totals.shown[way] = record.a;
      hold(record, position, kCounts[way].text(), record.a, totals.logged[way]);
    }
  }
}

void AccessLogTotals::on_finish(Instant) {
  for (std::size_t position = 0; position < totals_.size(); ++position)
    if (totals_[position].last.id != kNoCause) hold_all(totals_[position].last, position);
}

void AccessLogTotals::hold_all(const Record& record, std::size_t position) {
  const Totals totals = totals_[position];
  hold(record, position, kActive.text(), totals.active_shown, active(totals));
  for (std::size_t way = 0; way < kWaysToEnd; ++way)
    hold(record, position, kCounts[way].text(), totals.shown[way], totals.logged[way]);
}

void AccessLogTotals::hold(const Record& record, std::size_t position, std::string_view what, std::int64_t shown,
                           std::int64_t logged) {
  exercise();
  if (shown == logged) return;
  violate(record,
          fmt::format("{} shows {} as {}, and its access log says {}", proxies_.name(position), what, shown, logged));
}

std::int64_t AccessLogTotals::active(const Totals& totals) {
  return totals.accepted - std::accumulate(totals.logged.begin(), totals.logged.end(), std::int64_t{0});
}

}  // namespace orrery
