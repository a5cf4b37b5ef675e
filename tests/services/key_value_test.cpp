#include <limits>

#include <catch2/catch.hpp>

#include "services/key_value.h"

namespace orrery::test {

namespace {

Operation get(std::int64_t key) { return {KeyValueStore::kGet, key, 0}; }
Operation put(std::int64_t key, std::int64_t value) { return {KeyValueStore::kPut, key, value}; }
Operation add(std::int64_t key, std::int64_t amount) { return {KeyValueStore::kAdd, key, amount}; }

}  // namespace

TEST_CASE("a key never written reads 0") {
  KeyValueStore store(128);
  CHECK(store.read(get(5)) == 0);
  CHECK(store.apply(get(5)) == 0);
}

TEST_CASE("a put answers the value that it wrote, an add the value that it left") {
  KeyValueStore store(128);
  CHECK(store.apply(put(5, 42)) == 42);
  CHECK(store.apply(add(5, -2)) == 40);
  CHECK(store.apply(add(6, 7)) == 7);
  CHECK(store.read(get(5)) == 40);
}

TEST_CASE("a sum that is too large wraps around") {
  KeyValueStore store(128);
  store.apply(put(1, std::numeric_limits<std::int64_t>::max()));
  CHECK(store.apply(add(1, 1)) == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("only a get is a read") {
  const KeyValueStore store(128);
  CHECK(store.is_read(KeyValueStore::kGet));
  CHECK_FALSE(store.is_read(KeyValueStore::kPut));
  CHECK_FALSE(store.is_read(KeyValueStore::kAdd));
}

TEST_CASE("the digest stands for the content, whatever led to it") {
  KeyValueStore one(128), other(128);
  CHECK(one.digest() == other.digest());
  one.apply(put(1, 10));
  CHECK(one.digest() != other.digest());
  one.apply(put(2, 20));
  other.apply(add(2, 5));
  other.apply(put(1, 10));
  other.apply(add(2, 15));
  CHECK(one.digest() == other.digest());
  other.apply(put(1, 20));
  other.apply(put(2, 10));
  CHECK(one.digest() != other.digest());
}

TEST_CASE("a restored store is the one that the snapshot was taken of, and does not follow it") {
  KeyValueStore store(100);
  store.apply(put(1, 10));
  store.apply(put(2, 20));
  const StateMachine::Snapshot snapshot = store.snapshot();
  const std::int64_t digest = store.digest();
  CHECK(snapshot.size == 200);
  store.apply(put(1, 11));

  KeyValueStore restored(100);
  restored.apply(put(3, 30));
  restored.restore(snapshot.state);
  CHECK(restored.read(get(1)) == 10);
  CHECK(restored.read(get(2)) == 20);
  CHECK(restored.read(get(3)) == 0);
  CHECK(restored.digest() == digest);
}

}  // namespace orrery::test
