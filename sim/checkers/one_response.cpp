#include "checkers/one_response.h"

#include <fmt/format.h>

namespace orrery {

using namespace proxy;

namespace {

constexpr Name kAnswer{"Answer"};

}  // namespace

OneResponse::OneResponse(std::vector<NodeId> proxies, std::vector<NodeId> callers)
    : proxies_(std::move(proxies)), callers_(std::move(callers)), counts_(proxies_.size()) {}

std::string OneResponse::claim() const { return "an ambassador gives no request a second response"; }

void OneResponse::on_start(const RunInfo& info) {
  proxies_.on_start(info);
  callers_.on_start(info);
}

void OneResponse::on_batch(const RecordBatch& batch) {
  for (const Record& record : batch.records) {
    if (const auto position = proxies_.position(record.node)) read_proxy(record, *position);
    if (record.kind != RecordKind::delivered || record.name != kAnswer.id() || !callers_.position(record.node))
      continue;
    const auto sender = proxies_.position(record.peer);
    if (!sender) continue;
    exercise();
    Counts& counts = counts_[*sender];
    if (++counts.answers > counts.ended)
      violate(record, fmt::format("{} has sent {} answers for {} requests that it has ended", proxies_.name(*sender),
                                  counts.answers, counts.ended));
  }
}

// Answers from before a crash may still be on their way, so that the counts go on through it; what was open then is
// never ended.
void OneResponse::read_proxy(const Record& record, std::size_t position) {
  Counts& counts = counts_[position];
  if (record.kind == RecordKind::event && record.name == kAccepted.id()) ++counts.accepted;
  if (end_of(record) && ++counts.ended > counts.accepted)
    violate(record, fmt::format("{} has ended {} requests and accepted {}", proxies_.name(position), counts.ended,
                                counts.accepted));
}

}  // namespace orrery
