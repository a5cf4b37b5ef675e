// Answers that are kept, by what was asked: served again while they are fresh, and where a call failed also later.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "core/check.h"
#include "services/policies/rows.h"

namespace orrery {

extern const PolicyRows cache_rows;     // cache.*
extern const PolicyRows fallback_rows;  // fallback.*

struct CacheSettings {
  Duration ttl = Duration::seconds(60);
  std::int64_t entries_max = 1000;

  CacheSettings() = default;
  explicit CacheSettings(const ParameterValues& policies);  // has cache_rows
};

// What a call that failed is answered with.
struct FallbackSettings {
  enum class Answer : std::uint8_t {
    fixed,   // always the same
    cached,  // the last good answer to the same question, however old; where there is none the call fails
  };
  Answer answer = Answer::fixed;
  std::int64_t entries_max = 1000;  // answers that are remembered for it

  FallbackSettings() = default;
  explicit FallbackSettings(const ParameterValues& policies);  // has fallback_rows
};

// The entry that was used least recently makes room. Value: anything that can be made empty and
// copied.
template <class Value>
class AnswerCache {
 public:
  using Key = std::uint64_t;

  // An answer is fresh until `ttl` after it was put; at least one entry.
  AnswerCache(Duration ttl, std::int64_t entries_max) : ttl_(ttl), entries_max_(static_cast<std::size_t>(entries_max)) {
    ORRERY_CHECK(entries_max >= 1, "a cache of an entry at least");
  }

  // Also where it is no longer fresh.
  struct Answer {
    Value value;
    Duration age;
    bool is_fresh;
  };
  // What is found counts as used.
  std::optional<Answer> find(Key key, Instant now) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) return {};
    use(key, found->second);
    const Duration age = now - found->second.put_at;
    return Answer{found->second.value, age, age < ttl_};
  }

  void put(Key key, Value value, Instant now) {
    const auto known = entries_.find(key);
    if (known == entries_.end() && entries_.size() == entries_max_) {
      const auto oldest = keys_by_use_.begin();
      entries_.erase(oldest->second);
      keys_by_use_.erase(oldest);
    }
    Entry& entry = entries_[key];
    entry.value = std::move(value);
    entry.put_at = now;
    use(key, entry);
  }

  std::int64_t size() const { return static_cast<std::int64_t>(entries_.size()); }

 private:
  struct Entry {
    Value value{};
    Instant put_at;
    std::uint64_t used = 0;  // counts uses of the cache; 0 before the first
  };
  void use(Key key, Entry& entry) {
    keys_by_use_.erase(entry.used);
    entry.used = ++uses_;
    keys_by_use_.emplace(entry.used, key);
  }

  Duration ttl_;
  std::size_t entries_max_;
  std::uint64_t uses_ = 0;
  std::map<Key, Entry> entries_;
  std::map<std::uint64_t, Key> keys_by_use_;  // the least recent first
};

}  // namespace orrery
