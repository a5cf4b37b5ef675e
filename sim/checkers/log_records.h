// What a replicated log shows of itself, in the words that its checkers read. A server records an event when the thing
// happens in its memory; a crash may take back what its disk had not kept, and then log_recalled says what is left.
#pragma once

#include "core/name.h"

namespace orrery::replicated_log {

// a: index (from 1), b: term, c: digest of what the entry holds (not of where it stands).
inline constexpr Name kEntryAppended{"entry_appended"};
// Entries after a are gone: they conflicted with a leader's.
inline constexpr Name kLogTruncated{"log_truncated"};
// After a restart. a: last index that the disk has kept, b: last index that its snapshot covers (0: none), c: digest of
// the state in that snapshot. Entries after a are gone; the state machine starts again from b.
inline constexpr Name kLogRecalled{"log_recalled"};
// After log_recalled, where the log holds anything beyond its snapshot: its last entry, as entry_appended. A truncation
// that the disk had not kept brings the old tail back, and only the term of its end tells which of the two it is.
inline constexpr Name kEntryRecalled{"entry_recalled"};
// A leader learns that all entries up to index a are committed. b: the leader's term.
inline constexpr Name kEntriesCommitted{"entries_committed"};
// Entry a reaches the state machine. peer: the client whose request it is (kNoNode: no client's), b: the request's
// number, c: digest of the state that it leaves. Entries without a client change no state and are recorded too.
inline constexpr Name kEntryApplied{"entry_applied"};
// Entry a holds a request that has taken effect already, at an earlier index: it is answered and not carried out again.
// It is recorded after the entry's entry_applied. peer: the client, b: the request's number.
inline constexpr Name kDuplicateSkipped{"duplicate_skipped"};
// The state up to index a is on the disk and the log before it is discarded. b: the term of entry a, c: its digest.
inline constexpr Name kSnapshotTaken{"snapshot_taken"};
// A leader's snapshot replaced this server's state: as snapshot_taken. Entries of its log up to a are covered by it.
inline constexpr Name kSnapshotInstalled{"snapshot_installed"};
// The configuration that the server acts on from now on. a: index of its entry (0: the initial one), c: its members, a
// bit for each position in the group.
inline constexpr Name kConfigurationAdopted{"configuration_adopted"};

}  // namespace orrery::replicated_log
