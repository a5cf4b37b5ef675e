// Clients: section 8 of the paper, and chapter 6 of the dissertation.
#include <algorithm>

#include "patterns/leader_election/raft.h"

namespace orrery {

using namespace raft;

// Section 8: only a leader serves; whoever else is asked names the leader that it knows.
void Raft::on_request(Context& ctx, NodeId client, const Request& request) {
  if (role_ != Role::leader) return decline(ctx, client, request, ReplyStatus::redirect, leader_);
  if (settings_.reads != Reads::log && machine_->is_read(request.operation.what)) return on_read(ctx, client, request);
  on_command(ctx, client, request);
}

// Dissertation, section 6.3: what has taken effect is answered again, what is on its way is answered when it is there,
// and only what is new enters the log. Another leader may have it in the log already: then it is skipped when its
// second entry is applied.
void Raft::on_command(Context& ctx, NodeId client, const Request& request) {
  const Asker asker{client, request.number, request.attempt};
  if (has_taken_effect(client, request.number)) {
    // Where the answer is forgotten the client has it: this is a late copy, and nobody waits for it.
    if (const auto value = sessions_.answer(client, request.number)) answer(ctx, asker, *value);
    return;
  }
  if (const auto known = pending_.find({client, request.number}); known != pending_.end()) {
    known->second = std::max(known->second, request.attempt);
    return;
  }
  if (transfer_) {
    // Section 3.10: nothing new until the other one leads. A first attempt is nowhere in any log, so that it is safe
    // to say that it will never take effect; of a later one that is not known.
    const ReplyStatus status = request.attempt == 1 ? ReplyStatus::rejected : ReplyStatus::redirect;
    return decline(ctx, client, request, status, kNoNode);
  }
  pending_.emplace(std::pair(client, request.number), request.attempt);
  append(ctx, std::make_shared<const Entry>(Entry::command(term(), client, request)));
  replicate(ctx);
  on_command_appended(ctx, asker, request.operation);
}

// The client hears nothing before the entry is committed and applied.
void Raft::on_command_appended(Context&, const Asker&, const Operation&) {}

void Raft::answer(Context& ctx, const Asker& asker, std::int64_t value) const {
  Reply reply;
  reply.number = asker.number;
  reply.attempt = asker.attempt;
  reply.value = value;
  send(ctx, asker.client, reply);
}

void Raft::decline(Context& ctx, NodeId client, const Request& request, ReplyStatus status, NodeId instead) const {
  Reply reply;
  reply.number = request.number;
  reply.attempt = request.attempt;
  reply.status = status;
  reply.redirect = instead;
  send(ctx, client, reply);
}

}  // namespace orrery
