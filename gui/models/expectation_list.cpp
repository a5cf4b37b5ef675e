#include "models/expectation_list.h"

#include <algorithm>

#include <fmt/format.h>

#include "presenters/run_session.h"
#include "run/expectation_text.h"
#include "run_file/sqlite.h"

namespace orrery::gui {

std::size_t ExpectationList::count(Verdict verdict) const {
  return static_cast<std::size_t>(
      std::count_if(lines.begin(), lines.end(), [&](const ExpectationLine& one) { return one.verdict == verdict; }));
}

std::string ExpectationList::summary() const {
  if (!whole) return lines.empty() ? "○ runs" : fmt::format("○ {} open", lines.size());
  const auto partly = [&](const char* sign, Verdict verdict, const char* word) {
    const std::size_t found = count(verdict);
    // An invariant may fail where nothing was said of it.
    return found == 0 ? fmt::format("{} {}", sign, word)
                      : fmt::format("{} {} of {} {}", sign, found, lines.size(), word);
  };
  switch (whole->verdict.value_or(Verdict::undecided)) {
    case Verdict::failed: return partly("✗", Verdict::failed, "failed");
    case Verdict::undecided: return partly("?", Verdict::undecided, "undecided");
    case Verdict::held: return lines.empty() ? "✓ held" : fmt::format("✓ {} held", lines.size());
  }
  return {};
}

ExpectationList expectationsOf(const RunSession& session, const std::optional<Scenario>& scenario) {
  ExpectationList list;
  std::optional<RunResult> result;
  try {
    if (!session.isRecording()) result = session.file().result();
  } catch (const SqliteError&) {
    // What cannot be read is told by the session; here it is as if there were no result.
  }
  if (result) {
    for (const ExpectationFinding& one : result->expectations)
      list.lines.push_back({one.finding.verdict, one.claim, one.finding.figure});
    list.whole = {verdict_of(*result), "The run as a whole",
                  fmt::format("{} events, fingerprint {}", result->records, result->fingerprint.substr(0, 12))};
  } else if (scenario) {
    for (const Expectation& one : scenario->expectations)
      if (one.variant.empty() || one.variant == session.file().head().variant)
        list.lines.push_back({std::nullopt, claim_text(one), bounds_text(one)});
  }
  return list;
}

}  // namespace orrery::gui
