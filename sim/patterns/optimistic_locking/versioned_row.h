// One row with a version. Anyone reads it; a write is carried out only where the version is the one that the writer has
// read, and then the version goes up by one: of two writers that have read the same, the later one is refused.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "core/node.h"
#include "core/parameters.h"
#include "patterns/optimistic_locking/row_messages.h"

namespace orrery {

// The version is kept in memory alone: a crash loses it.
class VersionedRow final : public Node {
 public:
  static const Parameters parameters;  // none
  static const std::vector<Field> fields;
  static const std::vector<std::string_view> events;
  static std::unique_ptr<Node> make(const ParameterValues& values);

  void on_start(Context& ctx) override;
  void on_message(Context& ctx, const Envelope& envelope) override;
  void on_timer(Context&, TimerId) override {}

 private:
  void on_write(Context& ctx, NodeId writer, const optimistic::WriteRow& write);

  std::int64_t version_ = 0;
};

}  // namespace orrery
