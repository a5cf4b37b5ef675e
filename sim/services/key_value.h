// A store of whole numbers by key, for a replicated log to feed. A key never written reads 0.
#pragma once

#include "core/flat_table.h"
#include "services/state_machine.h"

namespace orrery {

// The operations: `get`; `put`, which answers the value that it wrote; `add`, which answers the value that it left.
// Any other is a bug. Numbers wrap around at 64 bits.
class KeyValueStore final : public StateMachine {
 public:
  static constexpr Name kGet{"get"};
  static constexpr Name kPut{"put"};
  static constexpr Name kAdd{"add"};

  // `bytes_per_key` (> 0): what a key and its value take in a snapshot.
  explicit KeyValueStore(Bytes bytes_per_key) : bytes_per_key_(bytes_per_key) {}

  bool is_read(Name operation) const override { return operation == kGet; }
  std::int64_t apply(const Operation& operation) override;
  std::int64_t read(const Operation& operation) const override { return value_of(operation.key); }
  std::int64_t digest() const override { return static_cast<std::int64_t>(values_.digest); }
  Snapshot snapshot() const override;
  void restore(const StoredValue& state) override;

 private:
  struct Values {
    FlatTable<std::int64_t> by_key;
    std::uint64_t digest = 0;  // the sum of the digests of all pairs, so that a write costs no walk
  };
  static std::uint64_t digest_of(std::int64_t key, std::int64_t value);
  std::int64_t value_of(std::int64_t key) const;
  std::int64_t write(std::int64_t key, std::int64_t value);

  const Bytes bytes_per_key_;
  Values values_;
};

}  // namespace orrery
