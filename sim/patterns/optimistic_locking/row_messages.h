// What writers of a versioned row and the row say to one another, and what both show of themselves.
#pragma once

#include <cstdint>

#include "core/context.h"
#include "core/message.h"

namespace orrery::optimistic {

// Asks for the row's version.
struct ReadRow {
  static constexpr Name name{"ReadRow"};
  std::int64_t attempt = 0;  // of the writer's, never twice the same; the answer bears it too
  void describe(Description& out) const { out.add("attempt", attempt); }
};
struct RowRead {
  static constexpr Name name{"RowRead"};
  std::int64_t attempt = 0;
  std::int64_t version = 0;
  void describe(Description& out) const {
    out.add("attempt", attempt);
    out.add("version", version);
  }
};

// To be carried out only if the row has this version still.
struct WriteRow {
  static constexpr Name name{"WriteRow"};
  std::int64_t attempt = 0;
  std::int64_t version = 0;
  void describe(Description& out) const {
    out.add("attempt", attempt);
    out.add("version", version);
  }
};
struct RowWritten {
  static constexpr Name name{"RowWritten"};
  std::int64_t attempt = 0;
  bool is_done = false;
  void describe(Description& out) const {
    out.add("attempt", attempt);
    out.add("done", is_done);
  }
};

inline constexpr Field kVersion{"version"};  // of the row: how often it was written

// A write finds another version than it was to replace. peer: whose it is, a: the version that it expected, b: the
// row's.
inline constexpr Name kWriteConflicted{"write_conflicted"};

}  // namespace orrery::optimistic
