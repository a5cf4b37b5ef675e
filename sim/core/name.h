// Names of messages, timers, fields, roles and events. A Record carries only the 32-bit id, which is a hash of the text
// and so the same everywhere; a NameTable turns ids back into text for the sinks that show it.
#pragma once

#include <compare>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash.h"

namespace orrery {

// 0 means "no name".
enum class NameId : std::uint32_t {};
inline constexpr NameId kNoName{0};

constexpr NameId name_id(std::string_view text) { return text.empty() ? kNoName : NameId{hash32(text)}; }

// A name known when the program is compiled. The text must outlive every use: a literal or an interned string.
class Name {
 public:
  constexpr Name() = default;
  constexpr Name(const char* text) : text_(text), id_(name_id(text_)) {}
  constexpr explicit Name(std::string_view text) : text_(text), id_(name_id(text)) {}
  constexpr std::string_view text() const { return text_; }
  constexpr NameId id() const { return id_; }
  friend constexpr bool operator==(Name a, Name b) { return a.id_ == b.id_; }

 private:
  std::string_view text_;
  NameId id_ = kNoName;
};

// The names that a run has used. Two texts with one id are a bug: one of them must be renamed (checked when interned).
class NameTable {
 public:
  NameTable();
  NameTable(const NameTable&) = delete;
  NameTable& operator=(const NameTable&) = delete;

  // Costs a few nanoseconds when the name is known already. Keeps a copy of the text when it is new.
  NameId intern(Name name) {
    const Slot& slot = slots_[static_cast<std::uint32_t>(name.id()) & mask_];
    if (slot.name.id() == name.id() && slot.seen == name.text().data()) return name.id();
    return intern_slowly(name);
  }
  Name intern_text(std::string_view text);
  // "?" and the id in hexadecimal where the name was never used.
  std::string_view text(NameId id) const;

 private:
  // `seen` is where the text of the last name asked for stands: most names are literals, asked for again and again.
  struct Slot {
    Name name;
    const char* seen = nullptr;
  };
  NameId intern_slowly(Name name);
  std::size_t find(NameId id) const;
  void grow();

  // Open addressing with linear probing; ids are hashes already.
  std::vector<Slot> slots_;
  std::uint32_t mask_;
  std::size_t used_ = 0;
  std::deque<std::string> texts_;            // owns what was interned; addresses stay
  mutable std::deque<std::string> unknown_;  // owns the placeholders handed out by text()
};

}  // namespace orrery
