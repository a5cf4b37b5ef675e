// What a replicated log feeds: a deterministic machine that many servers run alike.
#pragma once

#include <cstdint>

#include "core/storage.h"
#include "services/request.h"

namespace orrery {

class StateMachine {
 public:
  struct Snapshot {
    StoredValue state;
    Bytes size = 0;  // on a disk and on the wire
  };

  virtual ~StateMachine() = default;

  // True for an operation that changes nothing: it need not go through the log.
  virtual bool is_read(Name operation) const = 0;
  // Carries the operation out; what it answers.
  virtual std::int64_t apply(const Operation& operation) = 0;
  virtual std::int64_t read(const Operation& operation) const = 0;
  // Equal for machines that have applied the same operations in the same order; for others almost surely not.
  virtual std::int64_t digest() const = 0;
  virtual Snapshot snapshot() const = 0;
  virtual void restore(const StoredValue& state) = 0;
};

}  // namespace orrery
