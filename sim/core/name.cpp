#include "core/name.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/check.h"

namespace orrery {

// Open addressing with linear probing; ids are hashes already.
struct NameTable::Table {
  std::vector<Name> slots = std::vector<Name>(256);
  std::size_t used = 0;
  std::deque<std::string> texts;            // owns what was interned; addresses stay
  mutable std::deque<std::string> unknown;  // owns the placeholders handed out by text()

  std::size_t find(NameId id) const {
    std::size_t slot = static_cast<std::uint32_t>(id) & (slots.size() - 1);
    while (slots[slot].id() != kNoName && slots[slot].id() != id) slot = (slot + 1) & (slots.size() - 1);
    return slot;
  }
  void grow() {
    std::vector<Name> old(slots.size() * 2);
    old.swap(slots);
    for (const Name& name : old)
      if (name.id() != kNoName) slots[find(name.id())] = name;
  }
};

NameTable::NameTable() : table_(new Table) {}
NameTable::~NameTable() { delete table_; }

NameId NameTable::intern(Name name) {
  if (name.id() == kNoName) return kNoName;
  const Name& known = table_->slots[table_->find(name.id())];
  if (known.id() == kNoName) return intern_text(name.text()).id();
  ORRERY_CHECK(known.text() == name.text(), "two different names never to share a hash");
  return name.id();
}

Name NameTable::intern_text(std::string_view text) {
  if (text.empty()) return Name();
  std::size_t slot = table_->find(name_id(text));
  if (table_->slots[slot].id() != kNoName) {
    ORRERY_CHECK(table_->slots[slot].text() == text, "two different names never to share a hash");
    return table_->slots[slot];
  }
  if (++table_->used * 2 > table_->slots.size()) {
    table_->grow();
    slot = table_->find(name_id(text));
  }
  return table_->slots[slot] = Name(std::string_view(table_->texts.emplace_back(text)));
}

std::string_view NameTable::text(NameId id) const {
  if (id == kNoName) return "";
  const Name& known = table_->slots[table_->find(id)];
  if (known.id() != kNoName) return known.text();
  return table_->unknown.emplace_back(fmt::format("?{:08x}", static_cast<std::uint32_t>(id)));
}

}  // namespace orrery
