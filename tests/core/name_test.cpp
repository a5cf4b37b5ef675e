#include "core/name.h"

#include <string>

#include <catch2/catch.hpp>

#include "core/hash.h"

using namespace orrery;

TEST_CASE("names are hashed by FNV-1a as its authors publish it") {
  static_assert(hash32("") == 0x811c9dc5);
  static_assert(hash32("a") == 0xe40c292c);
  static_assert(hash32("foobar") == 0xbf9cf968);
  static_assert(hash64("") == 0xcbf29ce484222325);
  static_assert(hash64("a") == 0xaf63dc4c8601ec8c);
  static_assert(hash64("foobar") == 0x85944171f73967e8);
  SUCCEED();
}

TEST_CASE("an empty name is no name") {
  CHECK(Name().id() == kNoName);
  CHECK(Name("").id() == kNoName);
  NameTable table;
  CHECK(table.intern(Name()) == kNoName);
  CHECK(table.text(kNoName).empty());
}

TEST_CASE("an id is turned back into its text") {
  NameTable table;
  CHECK(table.intern(Name("leader")) == name_id("leader"));
  CHECK(table.text(name_id("leader")) == "leader");
  CHECK(table.intern(Name("leader")) == name_id("leader"));
}

TEST_CASE("the table keeps the texts that it was given") {
  NameTable table;
  Name interned;
  {
    const std::string text = "a name longer than any small buffer";
    interned = table.intern_text(text);
  }
  CHECK(interned.text() == "a name longer than any small buffer");
  CHECK(table.text(interned.id()) == interned.text());
}

TEST_CASE("a table finds every name again when it has grown") {
  NameTable table;
  for (int i = 0; i < 5000; ++i) table.intern_text("node-" + std::to_string(i));
  for (int i = 0; i < 5000; ++i) {
    const std::string text = "node-" + std::to_string(i);
    REQUIRE(table.text(name_id(text)) == text);
  }
}

TEST_CASE("an id that was never used is shown as a number") {
  NameTable table;
  CHECK(table.text(NameId{0xabc}) == "?00000abc");
}
