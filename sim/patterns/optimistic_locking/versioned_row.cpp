#include "patterns/optimistic_locking/versioned_row.h"

namespace orrery {

using namespace optimistic;

const Parameters VersionedRow::parameters{};
const std::vector<Field> VersionedRow::fields{kVersion};
const std::vector<std::string_view> VersionedRow::events{kWriteConflicted.text()};

std::unique_ptr<Node> VersionedRow::make(const ParameterValues&) { return std::make_unique<VersionedRow>(); }

void VersionedRow::on_start(Context& ctx) { ctx.expose(kVersion, version_); }

void VersionedRow::on_message(Context& ctx, const Envelope& envelope) {
  match(
      envelope,
      [&](const ReadRow& read) {
        ctx.send(envelope.from(), RowRead{read.attempt, version_});
      },
      [&](const WriteRow& write) { on_write(ctx, envelope.from(), write); });
}

void VersionedRow::on_write(Context& ctx, NodeId writer, const WriteRow& write) {
  const bool is_done = write.version == version_;
  if (is_done)
    ctx.expose(kVersion, ++version_);
  else
    ctx.record(kWriteConflicted, writer, write.version, version_);
  ctx.send(writer, RowWritten{write.attempt, is_done});
}

}  // namespace orrery
