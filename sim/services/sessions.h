// Which requests of which clients have taken effect, and what they were answered: what makes an effect happen exactly
// once however often its request arrives (Raft dissertation, section 6.3).
#pragma once

#include <map>
#include <optional>

#include "core/ids.h"
#include "core/prefetch.h"
#include "core/ring.h"
#include "services/request.h"

namespace orrery {

// Part of the replicated state: it changes by what the log holds and by nothing else. A value, to be copied into
// snapshots.
class Sessions {
 public:
  // True also where the answer is forgotten: whoever has its answer asks no more, so that this is a late copy.
  bool has_taken_effect(NodeId client, RequestNumber number) const;
  // Nothing where the request has not taken effect or its answer is forgotten.
  std::optional<std::int64_t> answer(NodeId client, RequestNumber number) const;
  // The request took effect; the latest answer is kept.
  void remember(NodeId client, RequestNumber number, std::int64_t answer);
  // The client asks none of its requests up to this one again.
  void forget(NodeId client, RequestNumber answered_to);

  // Of the first client's session, most often the only one: where it is, and `nearer` its answers.
  void prefetch(Prefetcher& memory, bool nearer) const {
    if (sessions_.empty()) return;
    const Session& session = sessions_.begin()->second;
    if (nearer)
      session.answers.prefetch(memory);
    else
      memory.ask_for(session);
  }

  // On a disk and on the wire.
  Bytes size() const;

 private:
  struct Answer {
    RequestNumber number = 0;
    std::int64_t value = 0;
  };
  struct Session {
    RequestNumber forgotten_to = 0;
    Ring<Answer> answers;  // by number; all are greater than forgotten_to
  };
  // How many answers are to requests before this one.
  static std::size_t count_before(const Session& session, RequestNumber number);
  static const Answer* find(const Session& session, RequestNumber number);

  std::map<NodeId, Session> sessions_;
};

}  // namespace orrery
