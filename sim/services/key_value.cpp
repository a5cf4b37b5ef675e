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
  return {StoredValue::of(values_), static_cast<Bytes>(values_.by_key.size()) * bytes_per_key_};
}

void KeyValueStore::restore(const StoredValue& state) { values_ = *state.as<Values>(); }

std::uint64_t KeyValueStore::digest_of(std::int64_t key, std::int64_t value) {
  return static_cast<std::uint64_t>(Digest().add(key).add(value).value());
}

std::int64_t KeyValueStore::value_of(std::int64_t key) const {
  const std::int64_t* known = values_.by_key.find(static_cast<std::uint64_t>(key));
  return known == nullptr ? 0 : *known;
}

std::int64_t KeyValueStore::write(std::int64_t key, std::int64_t value) {
  if (std::int64_t* known = values_.by_key.find(static_cast<std::uint64_t>(key)))
    values_.digest -= digest_of(key, std::exchange(*known, value));
  else
    values_.by_key.set(static_cast<std::uint64_t>(key), value);
  values_.digest += digest_of(key, value);
  return value;
}

}  // namespace orrery
