// Stretches in which a group tries many of its calls again, and whom it tried before: how load moves to others where a
// callee is slow or fails. Each is told once it has lasted, and once it is over.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sink.h"

namespace orrery {

class Retries {
 public:
  // Retries are counted by whole spans of the run's time.
  static constexpr Duration kSpan = Duration::seconds(1);
  // Fewer in a span say nothing.
  static constexpr std::int64_t kLeast = 10;

  // `groups`: by node, the position of its group.
  Retries(const RunInfo& info, const std::vector<std::uint32_t>& groups);

  struct Told {
    std::size_t group = 0;
    bool is_over = false;
    std::string text;
  };
  // Of the spans that are over at `now`.
  std::vector<Told> settle(Instant now);
  // settle(record.time) comes first.
  void follow(const Record& record);

 private:
  // The attempt of a call that was made last, found by whose call it is; one that another has taken the place of is
  // not known any more, and nobody is blamed for it.
  struct Attempt {
    NodeId caller = kNoNode;
    std::int64_t operation = 0, client = 0;
    NodeId callee = kNoNode;
  };
  static constexpr std::size_t kAttemptsKept = 4096;
  struct Group {
    std::int64_t calls = 0, again = 0;  // in this span
    std::vector<std::int64_t> blamed;   // by node: whom the attempts before those were sent to
    int calm_spans = 0;                 // in a row
    bool is_told = false;
  };
  Attempt& kept(const Record& attempt);
  std::string again_text(const Group& group) const;

  const RunInfo* info_;
  std::vector<std::uint32_t> groups_;
  std::vector<Group> followed_;
  std::vector<Attempt> attempts_;  // none before the first: most runs make no calls
  Instant span_end_ = Instant::at(kSpan);
};

}  // namespace orrery
