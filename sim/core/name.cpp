#include "core/name.h"

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

namespace {
constexpr std::size_t kFirstSize = 256;  // a power of two, as every later size
}

NameTable::NameTable() : slots_(kFirstSize), mask_(kFirstSize - 1) {}

std::size_t NameTable::find(NameId id) const {
  std::size_t slot = static_cast<std::uint32_t>(id) & mask_;
  while (slots_[slot].name.id() != kNoName && slots_[slot].name.id() != id) slot = (slot + 1) & mask_;
  return slot;
}

void NameTable::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  mask_ = static_cast<std::uint32_t>(slots_.size() - 1);
  for (const Slot& slot : old)
    if (slot.name.id() != kNoName) slots_[find(slot.name.id())] = slot;
}

NameId NameTable::intern_slowly(Name name) {
  if (name.id() == kNoName) return kNoName;
  intern_text(name.text());
  slots_[find(name.id())].seen = name.text().data();
  return name.id();
}

Name NameTable::intern_text(std::string_view text) {
  if (text.empty()) return Name();
  std::size_t slot = find(name_id(text));
  if (slots_[slot].name.id() != kNoName) {
    ORRERY_CHECK(slots_[slot].name.text() == text, "two different names never to share a hash");
    return slots_[slot].name;
  }
  if (++used_ * 2 > slots_.size()) {
    grow();
    slot = find(name_id(text));
  }
  return slots_[slot].name = Name(std::string_view(texts_.emplace_back(text)));
}

std::string_view NameTable::text(NameId id) const {
  if (id == kNoName) return "";
  const Name& known = slots_[find(id)].name;
  if (known.id() != kNoName) return known.text();
  return unknown_.emplace_back(fmt::format("?{:08x}", static_cast<std::uint32_t>(id)));
}

}  // namespace orrery
