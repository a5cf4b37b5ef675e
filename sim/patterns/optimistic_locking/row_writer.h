// Writes a versioned row once, from the start of the run on: it reads the row, then writes it on the condition that
// nobody wrote in between. Where somebody did, it pauses as its backoff says and begins anew. After the model of
// Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).
//
//   reading --version--> writing --done--> ok
//      ^                    | conflict, or no answer in time
//      |                    v
//      +---pause over--- pausing          attempts used up: failed, or info where a write was not answered
//
// It is a client whose one operation is `update`: an attempt is a read and the write that follows.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/node.h"
#include "core/parameters.h"
#include "patterns/optimistic_locking/row_messages.h"
#include "services/policies.h"
#include "services/retry.h"

namespace orrery {

class RowWriter final : public Node {
 public:
  static const Parameters parameters;  // none: its call's policies say all
  static const std::vector<std::string_view> events;
  static std::unique_ptr<Node> make(const ParameterValues& values);
  // Empty where the values agree; otherwise what must hold between which.
  static std::string contradiction(const ParameterValues& values);

  // `values` has one call, to a group of one row.
  explicit RowWriter(const ParameterValues& values);

  void on_start(Context& ctx) override;
  // What it had begun when it crashed has no end, and it begins nothing new.
  void on_restart(Context&) override {}
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context& ctx, TimerId timer) override;

 private:
  void begin_attempt(Context& ctx);
  void on_version(Context& ctx, const optimistic::RowRead& read);
  void on_written(Context& ctx, const optimistic::RowWritten& written);
  void fail_attempt(Context& ctx);
  void end(Context& ctx, Outcome outcome);

  const std::string target_;
  const CallPolicies policies_;
  NodeId row_ = kNoNode;
  std::int64_t operation_ = 0;
  std::int64_t attempt_ = 0;      // 1 is the first
  bool has_written_ = false;      // the attempt at hand has sent its write
  bool may_have_effect_ = false;  // a write of this or an earlier attempt was never answered
  Backoff backoff_;
  TimerId timeout_;
  TimerId pause_;
};

}  // namespace orrery
