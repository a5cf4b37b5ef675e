#include "scenario/yaml_tree.h"

#include <catch2/catch.hpp>

#include "core/random.h"
#include "scenario/text_file.h"

namespace orrery {
namespace {

YamlNode parsed(const std::string& text) {
  Reporter reporter;
  reporter.add_source("test.yaml", text);
  std::optional<YamlNode> node = parse_yaml(text, reporter);
  INFO(reporter.errors().str());
  REQUIRE(node);
  return std::move(*node);
}

std::string errors_of(const std::string& text) {
  Reporter reporter;
  reporter.add_source("test.yaml", text);
  REQUIRE(!parse_yaml(text, reporter));
  return reporter.errors().str();
}

TEST_CASE("maps keep the order of the file, and every key and value its place") {
  const YamlNode root = parsed("b: 1\na:\n  - x\n  - { c: y }\n");
  REQUIRE(root.entries.size() == 2);
  CHECK(root.entries[0].key == "b");
  CHECK(root.entries[0].value.place == Place{0, 1, 4});
  CHECK(root.entries[1].key_place == Place{0, 2, 1});
  const YamlNode& list = root.entries[1].value;
  REQUIRE(list.items.size() == 2);
  CHECK(list.items[1].entries[0].value.place == Place{0, 4, 10});
}

TEST_CASE("values are texts whatever they look like") {
  const YamlNode root = parsed("a: yes\nb: 1.50\nc: 0x10\nd: \"none\"\ne: none\n");
  CHECK(root.find("a")->value.text == "yes");
  CHECK(root.find("b")->value.text == "1.50");
  CHECK(root.find("c")->value.text == "0x10");
  CHECK(!root.find("d")->value.is_none());
  CHECK(root.find("e")->value.is_none());
}

TEST_CASE("a value that is left out, null or ~ is nothing, at the place of its key") {
  const YamlNode root = parsed("a:\nb: ~\nc: null\nd: x\n");
  for (const char* key : {"a", "b", "c"}) {
    CHECK(root.find(key)->value.kind == YamlNode::Kind::nothing);
    CHECK(root.find(key)->value.place == root.find(key)->key_place);
  }
}

TEST_CASE("expressions of the language need no quotes inside braces") {
  const YamlNode root =
      parsed("a: { at: leader-dies + 500ms, link: a <-> b, sync: exponential mean=5ms, w: 1s..2s }\n");
  const YamlNode& map = root.entries[0].value;
  CHECK(map.find("at")->value.text == "leader-dies + 500ms");
  CHECK(map.find("link")->value.text == "a <-> b");
  CHECK(map.find("sync")->value.text == "exponential mean=5ms");
  CHECK(map.find("w")->value.text == "1s..2s");
}

TEST_CASE("lines may end in CR LF") {
  const YamlNode root = parsed("a: 1\r\nb:\r\n  c: 2\r\n");
  CHECK(root.find("a")->value.text == "1");
  CHECK(root.find("b")->value.find("c")->value.text == "2");
}

TEST_CASE("a caret stands under its character behind letters of several bytes") {
  CHECK(errors_of("\xC3\xA9\xC3\xA9: { a: 1, a: 2 }\n") ==
        "test.yaml:1:13: error: duplicate key 'a': the first is at line 1, column 7\n"
        "  \xC3\xA9\xC3\xA9: { a: 1, a: 2 }\n"
        "              ^\n");
}

TEST_CASE("a quoted text may hold quotes, escapes and line ends") {
  CHECK(parsed("a: 'it''s'\n").entries[0].value.text == "it's");
  CHECK(parsed("a: \"x \\\" y\"\n").entries[0].value.text == "x \" y");
  CHECK(parsed("a: 'one\n  two'\n").entries[0].value.text == "one two");
}

TEST_CASE("a node is told on one line as flow YAML") {
  CHECK(flow_text(parsed("a: [1, { b: c }]\nd: {}\n")) == "{ a: [1, { b: c }], d: {} }");
}

TEST_CASE("no text makes the parser throw or loop: it is a tree or it has errors") {
  constexpr std::string_view kCharacters = "ab: \n\n  -[]{},'\"#&*!|>%@`?~.\t\\0";
  constexpr int kTexts = 3000;
  constexpr std::uint64_t kLengthMost = 40;
  RandomStream random(1, "yaml-tree-test", "texts");
  for (int i = 0; i < kTexts; ++i) {
    std::string text(random.below(kLengthMost), ' ');
    for (char& character : text) character = kCharacters[random.below(kCharacters.size())];
    Reporter reporter;
    reporter.add_source("test.yaml", text);
    INFO(text);
    const bool is_read = parse_yaml(text, reporter).has_value();
    REQUIRE(is_read == !reporter.has_errors());
    REQUIRE(is_read == reporter.errors().str().empty());
  }
}

TEST_CASE("text files are UTF-8 without control characters") {
  CHECK(!find_text_fault("plain\ttext\r\n"));
  CHECK(!find_text_fault("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x99\x82"));
  const std::vector<std::string> faults = {std::string("a\0b", 3), "\x1B[31m", "\xC0\xAF", "\xED\xA0\x80",
                                           "\xF4\x90\x80\x80",     "\xC3",     "\x80"};
  for (const std::string& bytes : faults) CHECK(find_text_fault(bytes));
  const auto fault = find_text_fault("a\nbc\xFF");
  REQUIRE(fault);
  CHECK(fault->line == 2);
  CHECK(fault->column == 3);
}

}  // namespace
}  // namespace orrery
