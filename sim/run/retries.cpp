#include "run/retries.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/name.h"

namespace orrery {

namespace {

// As services/call_observed.h declares it.
constexpr Name kAttempted{"attempted"};
// Many: one retry for so many calls. Few: one for more than so many.
constexpr std::int64_t kMany = 10, kFew = 50;
// With few in so many spans in a row it is over: retries come in bursts, as breakers and budgets let them.
constexpr int kCalmSpans = 2;

}  // namespace

Retries::Retries(const RunInfo& info, const std::vector<std::uint32_t>& groups) : info_(&info), groups_(groups) {
  followed_.resize(groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1);
}

Retries::Attempt& Retries::kept(const Record& attempt) {
  if (attempts_.empty()) attempts_.resize(kAttemptsKept);
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio: neighbours end up far apart
  const std::uint64_t key =
      static_cast<std::uint64_t>(attempt.a) * 31 + static_cast<std::uint64_t>(attempt.c) * 17 + index(attempt.node);
  return attempts_[(key * kSpread >> 32) % kAttemptsKept];
}

std::vector<Retries::Told> Retries::settle(Instant now) {
  std::vector<Told> told;
  if (now < span_end_) return told;
  for (std::size_t i = 0; i < followed_.size(); ++i) {
    Group& group = followed_[i];
    const bool has_few = group.again * kFew < std::max(group.calls, std::int64_t{1});
    group.calm_spans = has_few ? group.calm_spans + 1 : 0;
    if (!group.is_told && group.again >= kLeast && group.again * kMany >= group.calls) {
      group.is_told = true;
      told.push_back({i, false, again_text(group)});
    } else if (group.is_told && group.calm_spans == kCalmSpans) {
      group.is_told = false;
      told.push_back({i, true, "hardly has to retry any more"});
    }
    group.calls = group.again = 0;
    group.blamed.clear();
  }
  span_end_ = Instant::at(kSpan * (now.since_start() / kSpan + 1));
  return told;
}

std::string Retries::again_text(const Group& group) const {
  const auto most = std::max_element(group.blamed.begin(), group.blamed.end());
  std::string whom;
  if (most != group.blamed.end() && *most * 2 > group.again)
    whom = fmt::format(", {} of them after {}", *most == group.again ? "all" : std::to_string(*most),
                       info_->nodes[static_cast<std::size_t>(most - group.blamed.begin())].name);
  return fmt::format("retries: {} within a second{}, beside {} new call{}", group.again, whom, group.calls,
                     group.calls == 1 ? "" : "s");
}

void Retries::follow(const Record& record) {
  if (record.kind != RecordKind::event || record.name != kAttempted.id()) return;
  Group& group = followed_[groups_[index(record.node)]];
  Attempt& before = kept(record);
  if (record.b == 1) {
    ++group.calls;
  } else {
    ++group.again;
    const bool is_known = before.caller == record.node && before.operation == record.a && before.client == record.c;
    if (is_known && index(before.callee) < info_->nodes.size()) {
      group.blamed.resize(info_->nodes.size());
      ++group.blamed[index(before.callee)];
    }
  }
  before = {record.node, record.a, record.c, record.peer};
}

}  // namespace orrery
