#include "services/key_value.h"

#include <utility>

#include "core/check.h"
#include "services/digest.h"

namespace orrery {

std::int64_t KeyValueStore::apply(const Operation& operation) {
  if (operation.what == kGet) return value_of(operation.key);
  if (operation.what == kPut) return write(operation.key, operation.value);
  ORRERY_CHECK(operation.what == kAdd, "an operation that a key-value store knows");
  const auto sum = static_cast<std::uint64_t>(value_of(operation.key)) + static_cast<std::uint64_t>(operation.value);
  return write(operation.key, static_cast<std::int64_t>(sum));
}

StateMachine::Snapshot KeyValueStore::snapshot() const {
  return {StoredValue::of(values_), static_cast<Bytes>(values_.size()) * bytes_per_key_};
}

void KeyValueStore::restore(const StoredValue& state) {
  values_ = *state.as<Values>();
  digest_ = 0;
  for (const auto& [key, value] : values_) digest_ += digest_of(key, value);
}

std::uint64_t KeyValueStore::digest_of(std::int64_t key, std::int64_t value) {
  return static_cast<std::uint64_t>(Digest().add(key).add(value).value());
}

std::int64_t KeyValueStore::value_of(std::int64_t key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? 0 : found->second;
}

std::int64_t KeyValueStore::write(std::int64_t key, std::int64_t value) {
  const auto [known, is_new] = values_.try_emplace(key, value);
  if (!is_new) digest_ -= digest_of(key, std::exchange(known->second, value));
  digest_ += digest_of(key, value);
  return value;
}

}  // namespace orrery
