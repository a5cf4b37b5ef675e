#include "patterns/optimistic_locking/row_writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/client_observed.h"

namespace orrery {

using namespace optimistic;

namespace {

constexpr Name kUpdate{"update"};
constexpr std::string_view kPolicies[] = {"retry", "retry.max_attempts", "retry.backoff", "retry.jitter", "timeout"};

}  // namespace

const Parameters RowWriter::parameters{};
const std::vector<std::string_view> RowWriter::events{client::kRetried.text(), client::kGaveUp.text()};

std::unique_ptr<Node> RowWriter::make(const ParameterValues& values) { return std::make_unique<RowWriter>(values); }

std::string RowWriter::contradiction(const ParameterValues& values) {
  if (values.calls().size() != 1)
    return fmt::format("a row-writer calls one row, found {}: say which with calls: {{ GROUP: {{ timeout: ... }} }}",
                       values.calls().empty() ? "none" : fmt::format("{}", values.calls().size()));
  const ParameterValues& policies = values.calls().front().policies;
  for (const Parameter& row : call_policies) {
    const bool is_known = std::find(std::begin(kPolicies), std::end(kPolicies), row.path) != std::end(kPolicies);
    if (is_known || !policies.has(row.path) || policies.text(row.path) == row.default_text) continue;
    return fmt::format("a row-writer has no use for '{}': its policies are retry and timeout", row.path);
  }
  return {};
}

RowWriter::RowWriter(const ParameterValues& values)
    : target_(values.calls().front().target), policies_(values.calls().front().policies) {}

void RowWriter::on_start(Context& ctx) {
  row_ = ctx.group(target_).front();
  operation_ = ctx.invoke(kUpdate, 0, 0);
  begin_attempt(ctx);
}

void RowWriter::begin_attempt(Context& ctx) {
  ++attempt_;
  has_written_ = false;
  if (attempt_ > 1) ctx.record(client::kRetried, row_, operation_, attempt_);
  timeout_ = ctx.set_timer(client::kTimeout, policies_.timeout);
  ctx.send(row_, ReadRow{attempt_});
}

void RowWriter::on_message(Context& ctx, const Envelope& envelope) {
  match(
      envelope, [&](const RowRead& read) { on_version(ctx, read); },
      [&](const RowWritten& written) { on_written(ctx, written); });
}

void RowWriter::on_version(Context& ctx, const RowRead& read) {
  if (read.attempt != attempt_ || timeout_ == TimerId{}) return;
  has_written_ = true;
  ctx.send(row_, WriteRow{attempt_, read.version});
}

void RowWriter::on_written(Context& ctx, const RowWritten& written) {
  if (written.attempt != attempt_ || timeout_ == TimerId{}) return;
  ctx.cancel_timer(timeout_);
  timeout_ = TimerId{};
  if (written.is_done) return end(ctx, Outcome::ok);
  fail_attempt(ctx);
}

void RowWriter::on_timer(Context& ctx, TimerId timer) {
  if (timer == pause_) return begin_attempt(ctx);
  if (timer != timeout_) return;
  timeout_ = TimerId{};
  may_have_effect_ = may_have_effect_ || has_written_;
  fail_attempt(ctx);
}

void RowWriter::fail_attempt(Context& ctx) {
  if (attempt_ >= policies_.retry.attempts_max) {
    ctx.record(client::kGaveUp, row_, operation_, attempt_, may_have_effect_ ? 1 : 0);
    return end(ctx, may_have_effect_ ? Outcome::info : Outcome::failed);
  }
  pause_ = ctx.set_timer(client::kPause, backoff_.next(policies_.retry, ctx.random(client::kBackoffDraws)));
}

void RowWriter::end(Context& ctx, Outcome outcome) { ctx.complete(operation_, outcome); }

}  // namespace orrery
