#include "run/lost_candidacy.h"

#include <utility>

#include <fmt/format.h>

#include "faults/selector.h"

namespace orrery {

namespace {

constexpr Name kCandidate{"candidate"};
constexpr Name kFollower{"follower"};
constexpr Name kTerm{"term"};

bool is(std::int64_t role, Name name) { return NameId{static_cast<std::uint32_t>(role)} == name.id(); }

}  // namespace

std::optional<LostCandidacy::Told> LostCandidacy::settle(const Record& next) {
  if (!lost_) return std::nullopt;
  const bool belongs_to_it =
      next.kind == RecordKind::state && next.node == lost_->role.node && next.cause == lost_->role.cause;
  return belongs_to_it ? std::nullopt : settle();
}

std::optional<LostCandidacy::Told> LostCandidacy::settle() {
  if (!lost_) return std::nullopt;
  const Lost lost = *std::exchange(lost_, std::nullopt);
  std::string text = fmt::format("gives up its candidacy in term {}", lost.term);
  if (lost.heard != kNoNode) {
    const std::string& who = info_->nodes[index(lost.heard)].name;
    const std::int64_t term = terms_[index(lost.role.node)];
    text +=
        term > lost.term ? fmt::format(": {} knows of term {}", who, term) : fmt::format(": {} leads that term", who);
  }
  return Told{lost.role.time, lost.role.node, std::move(text)};
}

void LostCandidacy::follow(const Record& record, const RecentRecords& recent) {
  if (record.kind != RecordKind::state) return;
  std::int64_t& term = terms_[index(record.node)];
  if (record.name == kTerm.id()) term = record.a;
  if (record.name != kRoleField.id() || !is(record.b, kCandidate) || !is(record.a, kFollower)) return;
  const Record* origin = recent.origin(record);
  const bool is_message = origin != nullptr && origin->kind == RecordKind::delivered;
  lost_ = Lost{record, is_message ? origin->peer : kNoNode, term};
}

}  // namespace orrery
